import { limits } from '../../contract/limits.ts';
import type { WorkflowNode } from '../../contract/workflow.ts';
import type { GraphProblem } from './graph-problem.ts';

/**
 * Checks that nodes are in their places: each at its index, each scope between its start and its end, the body of a subflow right
 * behind it.
 */
export function checkScopes(nodes: readonly WorkflowNode[]): GraphProblem[] {
  const problems: GraphProblem[] = [];
  const report = (index: number, field: string, message: string) =>
    problems.push({ field: `nodes[${index}]${field}`, message });

  /** The scopes that are open, the innermost last. */
  const open: (number | null)[] = [];
  let next: number | null | undefined = null;
  for (const [index, node] of nodes.entries()) {
    if (node.index !== index) report(index, '.index', `The node at place ${index} has the index ${index}.`);
    if (next !== undefined) {
      if (node.kind !== 'start') {
        const what = next === null ? 'A workflow begins' : `The body of the subflow ${next} begins`;
        report(index, '.kind', `${what} with a node of the kind start.`);
        return problems;
      }
      open.push(next);
      next = undefined;
    } else if (node.kind === 'start') {
      report(index, '.kind', 'A start stands first, or right behind the subflow whose body it begins.');
      return problems;
    }
    const scope = open.at(-1);
    if (scope === undefined) {
      report(index, '', 'Nothing stands behind the end of the workflow.');
      return problems;
    }
    if (node.scope !== scope) {
      report(index, '.scope', `This node is part of ${scope === null ? 'the workflow: null' : scope}.`);
    }
    if (node.kind === 'end') {
      if (nodes[index - 1]?.kind === 'start')
        report(index, '', 'A workflow, or a subflow, has at least one step.');
      open.pop();
    }
    if (node.kind !== 'subflow') continue;
    if (open.length > limits.workflow.depth) {
      report(index, '', `There are more than ${limits.workflow.depth} subflows inside one another.`);
      return problems;
    }
    next = index;
  }
  if (next !== undefined || open.length > 0) {
    problems.push({ field: 'nodes', message: 'Each start has an end, as the last node of its scope.' });
  }
  return problems;
}
