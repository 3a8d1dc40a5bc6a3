import type { WorkflowGraph } from '../../contract/workflow.ts';
import { loopsOfScope } from './loops-of-scope.ts';
import type { LoopRegion, NodeRegions, PathRegion, Regions, ScopeRegion } from './regions.ts';

/**
 * Where the nodes of a graph stand among its scopes and loops. Takes time in proportion to edges and to how deep loops are in
 * one another; keep it for as long as the graph is used.
 */
export function regionsOf({ nodes, edges }: WorkflowGraph): Regions {
  const from: number[][] = nodes.map(() => []);
  const to: number[][] = nodes.map(() => []);
  const enters: number[][] = nodes.map(() => []);
  for (const edge of edges) {
    from[edge.to]!.push(edge.from);
    to[edge.from]!.push(edge.to);
    if (!edge.loop) enters[edge.to]!.push(edge.from);
  }
  for (const list of [...from, ...to]) list.sort((a, b) => a - b);

  const bodies = new Map<number | null, number[]>();
  for (const { scope, index } of nodes) {
    const body = bodies.get(scope);
    if (body === undefined) bodies.set(scope, [index]);
    else body.push(index);
  }

  const around: (readonly PathRegion[])[] = nodes.map(() => []);
  const loops = new Map<number, LoopRegion>();
  const places = new Map<number | null, readonly PathRegion[]>();
  // A subflow has a lower index than what is in it: what is around it is known first.
  for (const scope of [...bodies.keys()].sort((a, b) => (a ?? -1) - (b ?? -1))) {
    const place = placeOf(nodes, scope, around);
    places.set(scope, place);
    const members = bodies.get(scope)!;
    for (const node of members) around[node] = place;
    for (const loop of loopsOfScope(scope, members, { to, enters }, place)) {
      loops.set(loop.id, loop);
      for (const node of loop.nodes) around[node] = [...loop.around, { kind: 'loop', id: loop.id }];
    }
  }

  const scopes = new Map<number | null, ScopeRegion>();
  for (const scope of [...bodies.keys()].sort((a, b) => (b ?? -1) - (a ?? -1))) {
    const members = bodies.get(scope)!;
    const start = members.find((node) => nodes[node]!.kind === 'start')!;
    const end = members.find((node) => nodes[node]!.kind === 'end')!;
    const straggles =
      members.some((node) => scopes.get(node)?.straggles) || leadingTo(end, from).size < members.length;
    scopes.set(scope, { subflow: scope, start, end, nodes: members, around: places.get(scope)!, straggles });
  }
  const list = nodes.map(
    (_, index): NodeRegions => ({
      around: around[index]!,
      from: from[index]!,
      to: to[index]!,
    }),
  );
  return { nodes: list, loops, scopes };
}

/** What is around the body of a subflow; of the workflow, nothing. */
function placeOf(
  nodes: WorkflowGraph['nodes'],
  scope: number | null,
  around: readonly (readonly PathRegion[])[],
): readonly PathRegion[] {
  const subflow = scope === null ? undefined : nodes[scope];
  if (subflow?.kind !== 'subflow') return [];
  const outside = around[subflow.index]!;
  return subflow.iterate ? [...outside, { kind: 'iteration', node: subflow.index }] : outside;
}

/** The nodes that lead to one, itself included. */
function leadingTo(node: number, from: readonly (readonly number[])[]): Set<number> {
  const found = new Set([node]);
  for (const next of found) for (const before of from[next]!) found.add(before);
  return found;
}
