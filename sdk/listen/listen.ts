import type { Event, EventStart } from '../../core/contract/event.ts';
import { limits } from '../../core/contract/limits.ts';
import { HooklineClientError } from '../client-error.ts';
import type { HooklineConnection } from '../connection.ts';
import type { EventFilter } from '../events/event.ts';
import { filterQuery, wireFilter } from '../events/event-query.ts';
import { type EventSource, openEventSource } from './event-source.ts';
import { openSubscription } from './subscription-source.ts';
import { type EventWatcher, type OnError, warnAndRetry, workOn } from './work-on.ts';

/** How a listener listens. */
export interface ListenOptions {
  /**
   * `earliest`: everything that is kept. `latest`: what comes from now on; the default. An offset: what comes after it, such as
   * the `offset` of a listener before. Of a subscription that is there already, nothing: it goes on where it stood.
   */
  readonly from?: EventStart | undefined;
  /**
   * Letters, digits, `.`, `_` and `-`, at most 200: the platform keeps the place in the log under this name, and listeners of
   * one name share the work, also of several processes. Each event is worked on at least once.
   */
  readonly subscription?: string | undefined;
  /** Of a subscription: how long a listener that vanished keeps its batch from the others, in seconds, 1 to 3600; 60 unless given. */
  readonly leaseSeconds?: number | undefined;
  /** How many events come together at most, 1 to 1000; 100 unless given. */
  readonly batchSize?: number | undefined;
}

/** How a listener with a watcher listens. */
export interface WatchOptions extends ListenOptions {
  /**
   * Called when the watcher throws or rejects: decides whether the events are tried again (as without it), left, or the
   * listener ends.
   */
  readonly onError?: OnError | undefined;
}

/** What listens. */
export interface Listening {
  /**
   * Everything up to here was worked on: where a later listener goes on, by `from`. Undefined until it is known where to begin; of
   * a subscription, until the first batch is committed.
   */
  readonly offset: number | undefined;
  /** Resolves when it is known where to begin: events that are sent later are not missed. */
  readonly ready: Promise<void>;
  /** Ends it, after the batch that is worked on. Resolves when it has ended. */
  stop(): Promise<void>;
}

/** A listener with a watcher. */
export interface Listener extends Listening {
  /**
   * Resolves when the listener has ended because it was told to. Rejects when it cannot go on: the API key has ended, the
   * namespace is forbidden, `onError` threw. Rejections that nobody handles end the process, as all do.
   */
  readonly ended: Promise<void>;
}

/** A listener without a watcher: its events one by one, for `for await`. */
export interface EventStream extends Listening, AsyncIterable<Event> {}

/**
 * Listens to events: those that are there and those that come, by offset, each once; through lost connections and restarts of the
 * platform, which it waits for. Listeners of one connection share a WebSocket; where there is none, they poll.
 *
 * With a watcher, batches are given to it one at a time: the next one comes when it has resolved, and only then does the listener's
 * place move. A batch whose watcher fails is tried again, until it does not or `onError` decides otherwise.
 *
 * @param filter which events; `{}` for all that the user may read.
 * @param watcher a function, or an object with `process`.
 * @throws {HooklineClientError} `invalid-argument`.
 */
export function listen(
  connection: HooklineConnection,
  filter: EventFilter,
  options: WatchOptions,
  watcher: EventWatcher,
): Listener;
/**
 * Without a watcher: an async iterable of single events. An event counts as worked on when the next one is asked for; leaving
 * the loop stops it. It throws what a listener's `ended` rejects with.
 */
export function listen(
  connection: HooklineConnection,
  filter: EventFilter,
  options?: ListenOptions,
): EventStream;
export function listen(
  connection: HooklineConnection,
  filter: EventFilter,
  options: WatchOptions = {},
  watcher?: EventWatcher,
): Listener | EventStream {
  const stopping = new AbortController();
  const source = openSource(connection, filter, options, stopping.signal);
  return watcher === undefined
    ? stream(source, stopping)
    : watch(source, stopping, watcher, options.onError ?? warnAndRetry);
}

/** Why a listener ends that was told to. */
const stopped = new Error('The listener was stopped.');

function openSource(
  connection: HooklineConnection,
  filter: EventFilter,
  options: ListenOptions,
  signal: AbortSignal,
): EventSource {
  const { from = 'latest', subscription, batchSize = limits.eventPage.default } = options;
  const { leaseSeconds = limits.leaseSeconds.default } = options;
  const isStart = from === 'earliest' || from === 'latest' || (Number.isSafeInteger(from) && from >= 0);
  if (!isStart) throw invalid('from', 'must be "earliest", "latest" or an offset, a whole number from 0');
  checkWhole('batchSize', batchSize, limits.eventPage.max);
  checkWhole('leaseSeconds', leaseSeconds, limits.leaseSeconds.max);
  // Refuses what is too long for a request.
  filterQuery(filter);
  const wanted = { connection, filter: wireFilter(filter), from, batchSize, signal };
  return subscription === undefined
    ? openEventSource(wanted)
    : openSubscription(wanted, { subscription, leaseSeconds });
}

function checkWhole(field: string, value: number, max: number): void {
  if (Number.isSafeInteger(value) && value >= 1 && value <= max) return;
  throw invalid(field, `must be a whole number from 1 to ${max}`);
}

function invalid(field: string, what: string): HooklineClientError {
  return new HooklineClientError('invalid-argument', `${field} ${what}.`, { field });
}

function watch(
  source: EventSource,
  stopping: AbortController,
  watcher: EventWatcher,
  onError: OnError,
): Listener {
  const { signal } = stopping;
  const run = async (): Promise<void> => {
    try {
      for (;;) {
        signal.throwIfAborted();
        const batch = await source.next();
        try {
          if ((await workOn(batch.events, watcher, onError, signal)) === 'stop') throw stopped;
        } catch (error) {
          await batch.giveBack();
          throw error;
        }
        await batch.done();
      }
    } catch (error) {
      if (error !== stopped) throw error;
    } finally {
      source.close();
    }
  };
  const ended = run();
  return {
    get offset() {
      return source.offset;
    },
    ready: source.ready,
    ended,
    async stop() {
      stopping.abort(stopped);
      // Whoever holds `ended` learns of a failure.
      await ended.catch(() => {});
    },
  };
}

function stream(source: EventSource, stopping: AbortController): EventStream {
  const { signal } = stopping;
  let worked: number | undefined;
  let begun = false;
  const iterate = async function* (): AsyncGenerator<Event, void, undefined> {
    begun = true;
    try {
      for (;;) {
        signal.throwIfAborted();
        const batch = await source.next();
        let finished = false;
        try {
          for (const event of batch.events) {
            yield event;
            worked = event.offset;
            signal.throwIfAborted();
          }
          finished = true;
        } finally {
          if (!finished) await batch.giveBack();
        }
        await batch.done();
        worked = undefined;
      }
    } catch (error) {
      if (error !== stopped) throw error;
    } finally {
      source.close();
    }
  };
  const events = iterate();
  return {
    get offset() {
      return worked ?? source.offset;
    },
    ready: source.ready,
    [Symbol.asyncIterator]: () => events,
    async stop() {
      stopping.abort(stopped);
      // One that nobody asked for an event does not get to its end.
      if (!begun) source.close();
      begun = true;
      await events.return();
    },
  };
}
