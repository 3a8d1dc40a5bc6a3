import type { HandlerStore } from '../../ports/handler-store.ts';
import type { StepRecord, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import type { Started, TaskStart } from '../run/step-work.ts';
import { type FireDeps, fireHandler, firingIdOf } from './fire-handler.ts';
import { handlerOf } from './handler-of.ts';

/**
 * Carries out a task by a handler: a firing of its own with one run, at the version that was fixed when the workflow's run started,
 * whatever the handler's tags and filter. The step's input is the payload, the task's parameters are
 * `context.workflow.parameters`; the end of the run ends the step (`run-ended.ts`).
 *
 * Each beginning of the step has one firing, however often it is asked for: its id is made of them.
 */
export async function startHandler(
  deps: FireDeps & { handlers: Pick<HandlerStore, 'version'> },
  { run, step, node, input, parameters }: TaskStart,
): Promise<Started> {
  if (typeof step.work?.firingId === 'string') return { work: step.work };
  const { runId } = run;
  const { stepId } = step;
  const handler = await handlerOf(deps, run, node.base);
  const firingId = firingOfStep(run, step);
  await fireHandler(deps, handler, { firingId, payload: input, step: { runId, stepId, parameters } });
  return { work: { ...step.work, firingId } };
}

/** The firing that a step was begun with last; known before the step says so. */
export function firingOfStep(run: WorkflowRunRecord, { stepId, work }: StepRecord): string {
  return typeof work?.firingId === 'string'
    ? work.firingId
    : firingIdOf(run, stepId, `start ${String(work?.starts ?? 1)}`);
}
