import * as fc from 'fast-check';
import type { WorkflowEdge, WorkflowGraph, WorkflowNode } from '../../../core/contract/workflow.ts';
import { findLoops } from '../../../core/workflow/graph/find-loops.ts';

/** What random graphs have besides tasks and edges. */
export interface RandomGraphOptions {
  /** Edges that lead back, and nodes that lead to no end. Default: true. */
  readonly loops?: boolean;
  /** Subflows and iterations, with and without guards. Default: true. */
  readonly subflows?: boolean;
  /** Steps of a scope. Default: 6. */
  readonly steps?: number;
}

type Chance = (percent: number) => boolean;

/** Any graph that a source could mean, and those that labels cannot write. Every node is led to by its scope's start. */
export function randomGraph({
  loops = true,
  subflows = true,
  steps = 6,
}: RandomGraphOptions = {}): fc.Arbitrary<WorkflowGraph> {
  return fc.gen().map((draw) => {
    const nodes: WorkflowNode[] = [];
    const edges: WorkflowEdge[] = [];
    const chance: Chance = (percent) => draw(fc.integer, { min: 0, max: 99 }) >= 100 - percent;
    const place = (scope: number | null) => ({ index: nodes.length, scope, at: null });

    const addStep = (scope: number | null, depth: number): number => {
      const guard = chance(30) ? { language: 'jsonpath' as const, expression: '$.a' } : null;
      const { index, at } = place(scope);
      if (subflows && depth < 2 && chance(25)) {
        const iterate = chance(40);
        nodes.push({ index, at, scope, kind: 'subflow', name: null, iterate, merge: false, guard });
        addScope(index, depth + 1);
        return index;
      }
      const name = chance(15) ? 'wait:delay' : `task-${index}`;
      const parameters = chance(10) ? { $timeoutSeconds: 5 } : null;
      nodes.push(
        chance(10)
          ? { index, at, scope, kind: 'literal', value: {} }
          : { index, at, scope, kind: 'task', name, base: name, parameters, merge: false, guard },
      );
      return index;
    };

    const addScope = (scope: number | null, depth: number): void => {
      const start = nodes.length;
      nodes.push({ ...place(scope), kind: 'start', merge: false });
      const count = draw(fc.integer, { min: 1, max: steps });
      const added = Array.from({ length: count }, () => addStep(scope, depth));
      const end = nodes.length;
      nodes.push({ ...place(scope), kind: 'end', merge: false });
      const to = new Map<number, number[]>();
      const lead = (one: number, other: number) => to.set(one, [...(to.get(one) ?? []), other]);
      for (const [at, node] of added.entries()) {
        const before = added.slice(0, at).filter(() => chance(35));
        for (const one of before) lead(one, node);
        if (before.length === 0 || chance(10)) lead(start, node);
        if (!loops) continue;
        for (const one of [start, ...added.slice(0, at + 1)]) if (chance(7)) lead(node, one);
      }
      for (const node of added) {
        const onward = to.get(node)?.some((other) => other > node);
        if ((!onward && !(loops && chance(10))) || chance(10)) lead(node, end);
      }
      const sorted = new Map(
        [...to].sort(([a], [b]) => a - b).map(([one, others]) => [one, others.sort((a, b) => a - b)]),
      );
      const walk = findLoops(start, sorted);
      for (const [from, others] of sorted) {
        for (const other of others) edges.push({ from, to: other, loop: walk.loops.has(`${from} ${other}`) });
      }
    };

    addScope(null, 0);
    edges.sort((a, b) => a.from - b.from || a.to - b.to);
    return { name: null, doc: null, parameters: null, tasks: [], nodes, edges };
  });
}
