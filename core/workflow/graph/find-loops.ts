/** What a walk through the graph found. */
export interface Walk {
  /** The nodes that the start leads to. */
  readonly reached: ReadonlySet<number>;
  /** The edges, as `from to`, that lead back to a node that leads to them: without them there is no cycle. */
  readonly loops: ReadonlySet<string>;
}

/** Walks from a scope's start, deep first, in the order of the indexes: the same graph has the same loops. */
export function findLoops(start: number, successors: ReadonlyMap<number, readonly number[]>): Walk {
  const reached = new Set([start]);
  const loops = new Set<string>();
  const onPath = new Set([start]);
  const path = [{ node: start, next: 0 }];
  for (let here = path.at(-1); here !== undefined; here = path.at(-1)) {
    const to = successors.get(here.node)?.[here.next++];
    if (to === undefined) {
      onPath.delete(here.node);
      path.pop();
    } else if (onPath.has(to)) loops.add(`${here.node} ${to}`);
    else if (!reached.has(to)) {
      reached.add(to);
      onPath.add(to);
      path.push({ node: to, next: 0 });
    }
  }
  return { reached, loops };
}
