import type { WorkflowEdge } from '../../contract/workflow.ts';
import { findLoops } from './find-loops.ts';

/** The edges of one scope; between two nodes there is at most one. */
export interface ScopeEdges {
  add(from: number, to: number): void;
  /** The edges sorted, those that close a loop marked, and which nodes the start leads to. */
  walk(start: number): { readonly edges: readonly WorkflowEdge[]; readonly reached: ReadonlySet<number> };
}

export function openEdges(): ScopeEdges {
  const targets = new Map<number, Set<number>>();
  return {
    add(from, to) {
      const known = targets.get(from) ?? new Set();
      targets.set(from, known.add(to));
    },
    walk(start) {
      const sorted = [...targets].sort(([a], [b]) => a - b);
      const successors = new Map(sorted.map(([from, known]) => [from, [...known].sort((a, b) => a - b)]));
      const { reached, loops } = findLoops(start, successors);
      const edges = [...successors].flatMap(([from, known]) =>
        known.map((to) => ({ from, to, loop: loops.has(`${from} ${to}`) })),
      );
      return { edges, reached };
    },
  };
}
