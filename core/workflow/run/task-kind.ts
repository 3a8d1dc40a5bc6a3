import type { StepRecord, TaskTarget, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import type { WorkflowDeps } from './deps.ts';
import type { TaskKind, TaskKinds } from './task-kinds.ts';

/** What carries out a task: a kind of its own, another run, or the document (`wait:delay`). */
export type Carrier = keyof TaskKinds | 'workflow' | 'delay';

export function carrierOf(base: string, target: TaskTarget): Carrier {
  if (target.kind !== 'built-in') return target.kind;
  if (base === 'wait:delay') return 'delay';
  if (base === 'wait:listener') return 'listener';
  if (base === 'wait:event' || base === 'wait:http') return 'event';
  return base.startsWith('request:') ? 'request' : 'latch';
}

/** What carries out a step; undefined for one that is no task. A task that continues with a workflow is carried out by that. */
export function carrierOfStep(run: WorkflowRunRecord, step: StepRecord): Carrier | undefined {
  const node = run.graph.nodes[step.node];
  if (node?.kind !== 'task') return undefined;
  return step.work?.continuation === undefined ? carrierOf(node.base, run.targets[node.base]!) : 'workflow';
}

/** The kind that carries out a step from outside; undefined for all else. */
export function kindOfStep(
  { kinds }: Pick<WorkflowDeps, 'kinds'>,
  run: WorkflowRunRecord,
  step: StepRecord,
): TaskKind | undefined {
  const carrier = carrierOfStep(run, step);
  return carrier === undefined || carrier === 'workflow' || carrier === 'delay' ? undefined : kinds[carrier];
}
