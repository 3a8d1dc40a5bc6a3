import type { TaskKinds } from '../../core/contract/task.ts';
import { callApi } from '../call-api.ts';
import type { HooklineConnection } from '../connection.ts';
import { expectAnswer } from '../expect-answer.ts';

/** The kinds of tasks that the user's runs want workers for, by name, with how many wait and how many a worker has. */
export async function listTaskKinds(connection: HooklineConnection): Promise<TaskKinds> {
  const answer = await callApi(connection, { method: 'GET', path: '/v1/tasks' });
  return expectAnswer<TaskKinds>(answer, { kinds: 'array', namespace: 'string' });
}
