import type { WorkflowNode } from '../../contract/workflow.ts';
import type { ScopeContext } from './scope-context.ts';

/** Reports the nodes of a scope that its start does not lead to: they stand in a circle of labels that nothing enters. */
export function reportUnreached(
  { nodes, report, spans }: ScopeContext,
  scope: number | null,
  start: number,
  reached: ReadonlySet<number>,
): void {
  for (const node of nodes.slice(start)) {
    if (node.scope !== scope || node.kind === 'end' || reached.has(node.index)) continue;
    const message = `${nameOf(node)} never runs: its labels lead round in a circle that nothing enters. Lead a step from outside to one of them.`;
    report.add('unreachable', spans[node.index]!, message);
  }
}

function nameOf(node: WorkflowNode): string {
  return node.kind === 'task' ? node.name : 'This subflow';
}
