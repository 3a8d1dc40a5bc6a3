import type { EndedTask } from '../../core/contract/task.ts';
import type { HooklineConnection } from '../connection.ts';
import { writeExactly } from '../exact-json.ts';
import { expectAnswer } from '../expect-answer.ts';
import { callTask } from './task-calls.ts';

/** How a task ends. */
export type TaskEnd =
  | {
      readonly status?: 'SUCCESS' | undefined;
      /** What flows on: an object or a list as it is, nothing as `{}`, any other value as the only item of a list. */
      readonly output?: unknown;
    }
  | {
      readonly status: 'FAILURE';
      /** What went wrong; at most 4000 characters. */
      readonly reason?: string | undefined;
      /** The name of the error; `TaskFailed` unless given. */
      readonly name?: string | undefined;
      /** Told by the `end-task` event, and stored nowhere else. */
      readonly output?: unknown;
    };

/**
 * Ends a task of a run by hand that no worker has: what a person does who did the work.
 *
 * @param stepId as the run shows it: `7`, `4[2].7`.
 * @throws {HooklineProblem} `task-not-found`, `task-gone`, `task-taken` while a worker has it.
 */
export async function endTask(
  connection: HooklineConnection,
  runId: string,
  stepId: string,
  end: TaskEnd = {},
): Promise<EndedTask> {
  const answer = await callTask(connection, { runId, stepId }, 'end', writeExactly(end, 'output'));
  return expectAnswer<EndedTask>(answer, { runId: 'string', stepId: 'string', status: 'string' });
}
