import { chainsOf, type Level, type Link, setOf } from './chains.ts';
import type { Writing } from './writing.ts';

/** The chains of a scope's body. */
export function chainsOfScope(writing: Writing, scope: number | null): Link[][] {
  const { regions } = writing;
  const { nodes, around, start, straggles } = regions.scopes.get(scope)!;
  const depth = around.length;
  const ended = setOf(regions.nodes[start]!.around.length === depth ? [start] : []);
  // Without stragglers the end of the body is its end, and that of the workflow is the document's in any case.
  const hasEnd = scope !== null && straggles;
  return chains(writing, { nodes, depth, loop: null, ended }, hasEnd);
}

/** The chains of one pass of a loop. */
export function chainsOfLoop(writing: Writing, { loop, ended }: Link): Link[][] {
  if (loop === null) return [];
  return chains(writing, { nodes: loop.nodes, depth: loop.around.length + 1, loop, ended }, false);
}

function chains({ nodes, regions }: Writing, level: Level, hasEnd: boolean): Link[][] {
  const isState = (node: number): boolean => {
    const { kind } = nodes[node]!;
    return kind !== 'start' && (kind !== 'end' || hasEnd);
  };
  return chainsOf(regions, level, isState, (node) => regions.scopes.get(node)?.straggles ?? false);
}
