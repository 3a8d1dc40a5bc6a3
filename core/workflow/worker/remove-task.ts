import type { OfferedTask, TaskQueue } from '../../ports/task-queue.ts';

/** Removes a task as it was handed out or offered, also when a heartbeat writes it meanwhile; never what was offered after it. */
export async function removeTask(
  { tasks }: { readonly tasks: Pick<TaskQueue, 'get' | 'remove'> },
  task: OfferedTask,
): Promise<void> {
  let standing: OfferedTask | undefined = task;
  while (standing?.receipt === task.receipt && standing.offeredAt === task.offeredAt) {
    if (await tasks.remove(standing, standing.revision)) return;
    standing = await tasks.get(task);
  }
}
