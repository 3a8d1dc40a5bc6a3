import type { TaskQueue } from '../../ports/task-queue.ts';
import type { StepRecord } from '../../ports/workflow-run-store.ts';
import { isOfferedFor } from './offering.ts';

/**
 * Takes a task back from workers that nobody waits for any more: its run was cancelled, or its step has its end. The worker that has it
 * learns so by its next heartbeat.
 */
export async function withdrawTask(
  { tasks }: { readonly tasks: Pick<TaskQueue, 'get' | 'remove'> },
  step: StepRecord,
): Promise<void> {
  for (;;) {
    const task = await tasks.get(step);
    // What a restart has offered since is not meant.
    if (task === undefined || !isOfferedFor(task, step)) return;
    if (await tasks.remove(task, task.revision)) return;
  }
}
