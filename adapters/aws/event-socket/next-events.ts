import type { SocketNext } from '../../../core/contract/event-socket.ts';
import { formatEventsAnswer } from '../../../core/events/format-socket-answer.ts';
import { listenEvents } from '../../../core/events/listen-events.ts';
import { recallCaller } from '../../../core/identity/authenticate.ts';
import type { ConnectionRecord, WaitingRequest } from '../dynamodb/listeners/listener-items.ts';
import type { ListenerDeps, SocketDeps } from './deps.ts';

/**
 * Answers a `next` with the events that are there; else the request waits. It is stored first, and the log is looked into
 * once more: an event that comes before that look is found by it, and one that comes after finds the request stored.
 *
 * @returns the answer; undefined when the request waits, or is answered by whoever told of an event meanwhile.
 */
export async function nextEvents(
  deps: SocketDeps,
  connection: ConnectionRecord,
  { id, filter, afterOffset, limit }: SocketNext,
): Promise<string | undefined> {
  const { connectionId, credential } = connection;
  const request = { connectionId, id, token: deps.ids.next(), credential, filter, afterOffset, limit };
  const answer = await lookFor(deps, request);
  if (answer !== undefined) return answer;
  if (!(await deps.listeners.wait(connection, request, deps.clock.now()))) return undefined;
  const late = await lookFor(deps, request);
  return late !== undefined && (await deps.listeners.takeOff(request)) ? late : undefined;
}

/** The answer to a request, if there are events for it; with the rights that its sender has now. */
export async function lookFor(
  deps: Omit<ListenerDeps, 'listeners' | 'connections'>,
  { id, credential, filter, afterOffset, limit }: WaitingRequest,
): Promise<string | undefined> {
  const caller = await recallCaller(deps, credential);
  const found = await listenEvents(deps, caller, { filter, afterOffset, limit, waitMs: 0 });
  return found.events.length === 0 ? undefined : formatEventsAnswer(id, found);
}
