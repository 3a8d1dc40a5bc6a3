import type { OfferedTask } from '../../ports/task-queue.ts';
import type { WorkflowRunStore } from '../../ports/workflow-run-store.ts';
import { declareProblem, type HooklineError } from '../../problem.ts';
import type { StepKey } from '../run/step-work.ts';
import { isOfferedFor } from './offering.ts';

const taskNotFound = declareProblem('task-not-found', { status: 404, title: 'There is no such task' });
const taskGone = declareProblem('task-gone', { status: 410, title: 'The task has ended or was cancelled' });

export interface TaskStateDeps {
  readonly runs: Pick<WorkflowRunStore, 'steps'>;
}

/** Whether the run still waits for a worker: the task was not ended, nor cancelled, and does not go on as a workflow. */
export async function isAwaited(deps: TaskStateDeps, task: OfferedTask): Promise<boolean> {
  const [step] = await deps.runs.steps(task, [task.stepId]);
  return step?.state === 'active' && step.work?.continuation === undefined && isOfferedFor(task, step);
}

/** What is answered about a task that no worker can have any more. */
export async function whyGone(deps: TaskStateDeps, key: StepKey): Promise<HooklineError> {
  const [step] = await deps.runs.steps(key, [key.stepId]);
  const { runId, stepId } = key;
  if (step === undefined || step.state === 'waiting' || step.state === 'active') {
    return taskNotFound(`There is no task "${stepId}" of a run "${runId}" of yours that workers do.`);
  }
  return taskGone(
    step.state === 'cancelled'
      ? `The run "${runId}" was cancelled, and its task "${stepId}" with it. Give the work up.`
      : `The task "${stepId}" of the run "${runId}" has ended already. Give the work up.`,
  );
}
