import { formatProblemAnswer } from '../../../core/events/format-socket-answer.ts';
import { matchesFilter } from '../../../core/events/match-event.ts';
import {
  isPlatformNamespace,
  platformNamespace,
  readsEverything,
} from '../../../core/events/namespace-access.ts';
import { recallCaller } from '../../../core/identity/authenticate.ts';
import type { Caller } from '../../../core/identity/caller.ts';
import type { EventRecord } from '../../../core/ports/event-log.ts';
import type { HooklineError } from '../../../core/problem.ts';
import { toProblem } from '../../../core/problem-document.ts';
import { inParallel } from '../dynamodb/in-parallel.ts';
import { placesOfEvent, type WaitingRequest } from '../dynamodb/listeners/listener-items.ts';
import { endConnection } from './answer-message.ts';
import type { ListenerDeps } from './deps.ts';
import { lookFor } from './next-events.ts';

const PLACES_AT_ONCE = 8;
const ANSWERS_AT_ONCE = 32;

/**
 * Answers the requests that wait for one of these events, from the log. A request is answered first and taken off then, so
 * that a failure in between answers it twice, which clients drop, and never leaves it waiting. Called again with the same
 * events, it does what was left.
 *
 * @returns why some could not be answered; they wait on.
 */
export async function wakeListeners(deps: ListenerDeps, events: readonly EventRecord[]): Promise<unknown[]> {
  const places = Map.groupBy(
    events.flatMap((event) => placesOfEvent(event).map((place) => ({ place, event }))),
    ({ place }) => place,
  );
  // A request for several keys waits in several places.
  const seen = new Set<string>();
  const failures: unknown[] = [];
  await inParallel([...places], PLACES_AT_ONCE, async ([place, found]) => {
    for await (const page of deps.listeners.findWaiting(place)) {
      const due = page.flatMap((request) => {
        const asked = found
          .map(({ event }) => event)
          .filter((event) => event.offset > request.afterOffset && matchesFilter(request.filter, event));
        if (asked.length === 0 || seen.has(request.token)) return [];
        seen.add(request.token);
        return [{ request, asked }];
      });
      await inParallel(due, ANSWERS_AT_ONCE, ({ request, asked }) =>
        answer(deps, request, asked).catch((error: unknown) => failures.push(error)),
      );
    }
  });
  return failures;
}

async function answer(
  deps: ListenerDeps,
  request: WaitingRequest,
  asked: readonly EventRecord[],
): Promise<void> {
  const text = await compose(deps, request, asked);
  if (text === undefined) return;
  const { connectionId } = request;
  if (typeof text === 'string') {
    if ((await deps.connections.post(connectionId, text)) === 'gone') {
      await deps.listeners.removeConnection(connectionId);
    }
    await deps.listeners.takeOff(request);
    return;
  }
  await deps.connections.post(connectionId, formatProblemAnswer(request.id, text));
  await deps.listeners.takeOff(request);
  if (text.status === 401) await endConnection(deps, connectionId);
}

/** The answer, or what has happened to the listener's rights; undefined when it may not see the events. */
async function compose(
  deps: ListenerDeps,
  request: WaitingRequest,
  asked: readonly EventRecord[],
): Promise<string | HooklineError | undefined> {
  try {
    const caller = await recallCaller(deps, request.credential);
    if (!asked.some((event) => mayConcern(caller, event))) return undefined;
    return await lookFor(deps, request);
  } catch (error) {
    const problem = toProblem(error);
    if (problem.status >= 500) throw error;
    return problem;
  }
}

/** Spares a look into the log for each of the platform's own events of somebody else, which are the most. */
function mayConcern(caller: Caller, { namespace }: EventRecord): boolean {
  return (
    !isPlatformNamespace(namespace) ||
    readsEverything(caller) ||
    namespace === platformNamespace(caller.userName)
  );
}
