import type { WorkflowGraph, WorkflowNode } from '../../contract/workflow.ts';
import type { GraphProblem } from './graph-problem.ts';
import { openEdges, type ScopeEdges } from './scope-edges.ts';

/**
 * Checks that edges are sorted, each once, within their scope; that those which close a loop are marked, and that all nodes are
 * reached.
 *
 * @param graph its nodes are in their places.
 */
export function checkEdges({ nodes, edges }: WorkflowGraph): GraphProblem[] {
  const problems: GraphProblem[] = [];
  const report = (at: number, field: string, message: string) =>
    problems.push({ field: `edges[${at}]${field}`, message });
  const scopes = new Map<number | null, ScopeEdges>();
  const placeOf = new Map<string, number>();

  for (const [at, { from, to }] of edges.entries()) {
    const [source, target] = [nodes[from], nodes[to]];
    const before = edges[at - 1];
    if (source === undefined || target === undefined) {
      report(at, source === undefined ? '.from' : '.to', 'There is no such node.');
    } else if (before !== undefined && (before.from - from || before.to - to) >= 0) {
      report(at, '', 'Edges are sorted, by from and then by to, each once.');
    } else {
      const message = objectionTo(source, target);
      if (message !== undefined) report(at, '', message);
      placeOf.set(`${from} ${to}`, at);
      const ofScope = scopes.get(source.scope) ?? openEdges();
      ofScope.add(from, to);
      scopes.set(source.scope, ofScope);
    }
  }
  if (problems.length > 0) return problems;

  const reached = new Set<number>();
  for (const { index, kind, scope } of nodes) {
    if (kind !== 'start') continue;
    const walked = (scopes.get(scope) ?? openEdges()).walk(index);
    for (const node of walked.reached) reached.add(node);
    for (const { from, to, loop } of walked.edges) {
      const at = placeOf.get(`${from} ${to}`)!;
      if (edges[at]!.loop === loop) continue;
      const does = loop ? 'closes' : 'does not close';
      report(at, '.loop', `This edge ${does} a loop, on a walk from the start, deep first, by index.`);
    }
  }
  for (const { index, kind } of nodes) {
    if (kind === 'end' || reached.has(index)) continue;
    problems.push({ field: `nodes[${index}]`, message: 'No way leads here from the start of its scope.' });
  }
  return problems;
}

function objectionTo(from: WorkflowNode, to: WorkflowNode): string | undefined {
  if (from.scope !== to.scope) return 'An edge joins two nodes of one scope.';
  if (from.kind === 'end') return 'Nothing follows an end.';
  if ((to.kind === 'literal' || to.kind === 'source') && from.kind !== 'start') {
    return `A ${to.kind} takes nothing: it follows the start of its scope only.`;
  }
  return undefined;
}
