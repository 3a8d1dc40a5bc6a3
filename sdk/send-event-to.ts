import { callApi } from './call-api.ts';
import type { HooklineConnection } from './connection.ts';
import { writeExactly } from './exact-json.ts';
import { pathPart } from './path-part.ts';

/**
 * Sends an event to a run of one of the user's workflows. Resolves when it is stored in the run: as the output of the `wait.http` that
 * waits for the key, or until that begins.
 *
 * Not repeated after a lost answer, since the key is taken then: it rejects with `connection-lost` or `timed-out`, and a second call tells
 * by `run-event-taken` that the first arrived.
 *
 * @param payload anything that JSON has; what is no object and no list becomes the only item of a list.
 * @throws {HooklineProblem} `run-event-unknown`: no such run goes on, or no task of it waits for such a key; `run-event-taken`.
 */
export async function sendEventTo(
  connection: HooklineConnection,
  runId: string,
  key: string,
  payload: unknown = null,
): Promise<void> {
  await callApi(connection, {
    method: 'POST',
    path: `/v1/event/send_event/${pathPart(runId, 'runId')}`,
    body: writeExactly({ event_key: key, event_payload: payload ?? null }, 'payload'),
    repeatable: false,
  });
}
