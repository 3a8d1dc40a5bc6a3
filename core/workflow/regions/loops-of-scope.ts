import type { LoopRegion, PathRegion } from './regions.ts';
import { strongComponents } from './strong-components.ts';

/** The edges of a graph, by the nodes' indexes. */
export interface ScopeGraph {
  readonly to: readonly (readonly number[])[];
  /** Those that lead to a node without closing a loop. */
  readonly enters: readonly (readonly number[])[];
}

/**
 * The loops of one scope, an outer one before those inside of it. A loop is a set of nodes that lead to one another; without the
 * edges to its first node, the loops inside of it are left.
 *
 * The first node is the one that is reached from the others by edges that close a loop only. There is always exactly one when the
 * edges were marked by one walk from the start (`core/workflow/graph/find-loops.ts`). In a graph that was marked otherwise it is the one
 * with the lowest index of several, or of all: with it, at least one node leaves the set each time, so that this ends.
 *
 * @param around what is around the scope's body.
 */
export function loopsOfScope(
  scope: number | null,
  nodes: readonly number[],
  graph: ScopeGraph,
  around: readonly PathRegion[],
): LoopRegion[] {
  const loops: LoopRegion[] = [];
  const levels = [{ nodes, around, without: undefined as number | undefined }];
  for (let level = levels.pop(); level !== undefined; level = levels.pop()) {
    const { without, around: outside } = level;
    const to = (node: number) =>
      graph.to[node]!.includes(without ?? -1)
        ? graph.to[node]!.filter((target) => target !== without)
        : graph.to[node]!;
    for (const members of strongComponents(level.nodes, to)) {
      const [first] = members;
      if (first === undefined || (members.length === 1 && !to(first).includes(first))) continue;
      const among = new Set(members);
      const id = members.find((node) => !graph.enters[node]!.some((from) => among.has(from))) ?? first;
      const closing = members.filter((node) => graph.to[node]!.includes(id));
      loops.push({ id, scope, nodes: members, closing, around: outside });
      levels.push({ nodes: members, around: [...outside, { kind: 'loop', id }], without: id });
    }
  }
  return loops;
}
