import type { TaskKinds } from '../../contract/task.ts';
import { platformNamespace } from '../../events/namespace-access.ts';
import { type Caller, requirePermission } from '../../identity/caller.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TaskQueue } from '../../ports/task-queue.ts';

/** The kinds of tasks that the caller's runs wait for, with how many wait for a worker and how many have one; by name. */
export async function listTaskKinds(
  deps: { tasks: Pick<TaskQueue, 'kinds'>; clock: Pick<Clock, 'now'> },
  caller: Caller,
): Promise<TaskKinds> {
  requirePermission(caller, 'fire');
  return {
    kinds: await deps.tasks.kinds(caller.userId, deps.clock.now()),
    namespace: platformNamespace(caller.userName),
  };
}
