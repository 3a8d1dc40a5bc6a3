import type { Event, EventStart } from '../../core/contract/event.ts';
import { callApi } from '../call-api.ts';
import type { HooklineConnection } from '../connection.ts';
import { readEvent } from '../events/event.ts';
import { filterQuery } from '../events/event-query.ts';
import { askOffset } from '../events/latest-offset.ts';
import { listEvents } from '../events/list-events.ts';
import { parseExactly } from '../exact-json.ts';
import { expectAnswer } from '../expect-answer.ts';
import type { NextRequest } from './event-socket.ts';
import { persist, untilAborted } from './persist.ts';
import { shareSockets } from './socket-pool.ts';

/** Events that a listener works on, together. */
export interface Batch {
  /** At least one, by offset. */
  readonly events: Event[];
  /** Notes that they were worked on. */
  done(): Promise<void>;
  /** Gives them back: they are not worked on here. */
  giveBack(): Promise<void>;
}

/** Where a listener gets its events from. */
export interface EventSource {
  /** Everything up to here was worked on; undefined until it is known where to begin. */
  readonly offset: number | undefined;
  /** Resolves when it is known where to begin: later events are not missed. */
  readonly ready: Promise<void>;
  /** The next events, when there are some. */
  next(): Promise<Batch>;
  close(): void;
}

/** What a listener asks for, checked. */
export interface Wanted {
  readonly connection: HooklineConnection;
  readonly filter: NextRequest['filter'];
  readonly from: EventStart;
  readonly batchSize: number;
  /** Aborts when the listener is stopped. */
  readonly signal: AbortSignal;
}

/** How long one poll waits, in seconds. */
const POLL_SECONDS = 20;

/** A source whose place in the log is known to this process only. */
export function openEventSource({ connection, filter, from, batchSize, signal }: Wanted): EventSource {
  const sockets = shareSockets(connection);
  let offset = from === 'latest' ? undefined : from === 'earliest' ? 0 : from;
  const begin = async (): Promise<void> => {
    offset ??= await persist(
      () => askOffset(connection, new URLSearchParams(), { retrySeconds: 0, signal }),
      signal,
    );
  };
  const ready = begin();
  // Whoever waits for events is told.
  ready.catch(() => {});

  const ask = async (request: NextRequest): Promise<{ events: Event[]; cursor: number }> => {
    const answer = await sockets.next(request, signal);
    if (answer === undefined) return await poll(connection, request, signal);
    if (answer !== 'too-large') return answer;
    const { afterOffset, limit } = request;
    return await untilAborted(listEvents(connection, { ...filter, afterOffset, limit }), signal);
  };

  return {
    get offset() {
      return offset;
    },
    ready,
    async next() {
      await ready;
      for (;;) {
        const after = offset ?? 0;
        const request = { filter, afterOffset: after, limit: batchSize };
        const { events, cursor } = await persist(() => ask(request), signal);
        const newer = events.filter((event) => event.offset > after);
        if (newer.length > 0) {
          const done = async (): Promise<void> => {
            offset = cursor;
          };
          return { events: newer, done, giveBack: async () => {} };
        }
        offset = Math.max(after, cursor);
      }
    },
    close: () => sockets.release(),
  };
}

/** Waits for events by HTTP; none after a while. */
async function poll(
  connection: HooklineConnection,
  { filter, afterOffset, limit }: NextRequest,
  signal: AbortSignal,
): Promise<{ events: Event[]; cursor: number }> {
  const query = filterQuery(filter);
  query.set('afterOffset', String(afterOffset));
  query.set('limit', String(limit));
  query.set('waitSeconds', String(POLL_SECONDS));
  const answer = await callApi(connection, {
    method: 'GET',
    path: '/v1/events/listen',
    query,
    parse: parseExactly,
    waitSeconds: POLL_SECONDS,
    retrySeconds: 0,
    signal,
  });
  const { events, cursor } = expectAnswer<{ events: unknown[]; cursor: number }>(answer, {
    events: 'array',
    cursor: 'number',
  });
  return { events: events.map(readEvent), cursor };
}
