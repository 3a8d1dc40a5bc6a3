import type { ClaimedTask } from '../../core/contract/task.ts';
import { type ApiCall, callApi } from '../call-api.ts';
import type { HooklineConnection } from '../connection.ts';
import { expectAnswer, type FieldsOf } from '../expect-answer.ts';
import { pathPart } from '../path-part.ts';
import { HooklineProblem } from '../problem.ts';

/** What a claim answers. */
export interface Claimed {
  readonly tasks: ClaimedTask[];
  readonly namespace: string;
  readonly cursor: number;
  readonly overdueSeconds: number | null;
}

const taskFields: FieldsOf<ClaimedTask> = {
  runId: 'string',
  stepId: 'string',
  kind: 'string',
  name: 'string',
  index: 'number',
  parameters: 'object?',
  input: 'object',
  receipt: 'string',
  deliveries: 'number',
  offeredAt: 'string',
  leaseUntil: 'string',
};

/** Takes tasks; one attempt. */
export async function claimTasks(
  connection: HooklineConnection,
  kind: string,
  request: { limit: number; leaseSeconds: number; waitSeconds: number; claim?: string; again?: boolean },
  signal?: AbortSignal,
): Promise<Claimed> {
  const answer = await callApi(connection, {
    method: 'POST',
    path: `/v1/tasks/${pathPart(kind, 'kind')}/claim`,
    body: JSON.stringify(request),
    waitSeconds: request.waitSeconds,
    retrySeconds: 0,
    ...(signal !== undefined && { signal }),
  });
  const claimed = expectAnswer<Omit<Claimed, 'tasks'> & { tasks: unknown[] }>(answer, {
    tasks: 'array',
    namespace: 'string',
    cursor: 'number',
    overdueSeconds: 'number?',
  });
  return { ...claimed, tasks: claimed.tasks.map((task) => expectAnswer<ClaimedTask>(task, taskFields)) };
}

/** One of the requests about a task. */
export async function callTask(
  connection: HooklineConnection,
  { runId, stepId }: { runId: string; stepId: string },
  verb: 'receipt' | 'heartbeat' | 'end' | 'release',
  body: string,
  patience: Pick<ApiCall, 'retrySeconds' | 'signal'> = {},
): Promise<unknown> {
  return await callApi(connection, {
    method: 'POST',
    path: `/v1/tasks/${pathPart(runId, 'runId')}/${pathPart(stepId, 'stepId')}/${verb}`,
    body,
    ...patience,
  });
}

/** The task is another worker's by now, or nobody's. */
export function isLost(error: unknown): error is HooklineProblem {
  return (
    error instanceof HooklineProblem &&
    ['task-lease-over', 'task-gone', 'task-not-found'].includes(error.code)
  );
}
