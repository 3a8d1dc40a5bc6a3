import { callApi } from '../call-api.ts';
import type { HooklineConnection } from '../connection.ts';
import { expectAnswer } from '../expect-answer.ts';

/** The newest offset of the log, of all namespaces and keys; expired events count. 0 when nothing was ever sent. */
export async function latestOffset(connection: HooklineConnection): Promise<number> {
  return await askOffset(connection, new URLSearchParams());
}

/** @internal */
export async function askOffset(
  connection: HooklineConnection,
  query: URLSearchParams,
  more: { retrySeconds?: number; signal?: AbortSignal } = {},
): Promise<number> {
  const answer = await callApi(connection, { method: 'GET', path: '/v1/events/offset', query, ...more });
  return expectAnswer<{ offset: number }>(answer, { offset: 'number' }).offset;
}
