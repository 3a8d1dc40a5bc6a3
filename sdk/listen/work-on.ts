import type { Event } from '../../core/contract/event.ts';
import { retryDelayMs, sleep } from '../retry.ts';

/** What is done with events: at least one, by offset. The next ones come when it is done. */
export type EventWatcher =
  | ((events: Event[]) => unknown)
  | {
      /** Works on a batch (AIFlow's `EventWatcher`). */
      process(events: Event[]): unknown;
    };

/** Decides what becomes of events whose watcher failed. The last decision counts; without one, they are tried again. */
export interface ErrorControl {
  /** How often the watcher failed with these events. */
  readonly failures: number;
  /** Gives them to the watcher again, after so many seconds; after a pause that grows to 5 seconds unless given. */
  retry(afterSeconds?: number): void;
  /** Leaves them, as if they had been worked on. */
  skip(): void;
  /** Ends the listener; the events are not worked on. */
  stop(): void;
}

/** Called when the watcher failed. What it throws itself ends the listener with that error. */
export type OnError = (error: unknown, events: Event[], control: ErrorControl) => unknown;

/**
 * Gives events to the watcher until it is done with them, or they are left.
 *
 * @returns `stop` when the listener is to end without them.
 */
export async function workOn(
  events: Event[],
  watcher: EventWatcher,
  onError: OnError,
  signal: AbortSignal,
): Promise<'go-on' | 'stop'> {
  for (let failures = 1; ; failures++) {
    try {
      await (typeof watcher === 'function' ? watcher(events) : watcher.process(events));
      return 'go-on';
    } catch (error) {
      const decision = await decide(onError, error, events, failures);
      if (decision === 'skip') return 'go-on';
      if (decision === 'stop') return 'stop';
      await sleep(decision.afterMs ?? retryDelayMs(failures, Math.random(), error), signal);
    }
  }
}

type Decision = 'skip' | 'stop' | { afterMs: number | undefined };

async function decide(
  onError: OnError,
  error: unknown,
  events: Event[],
  failures: number,
): Promise<Decision> {
  let decision: Decision = { afterMs: undefined };
  await onError(error, events, {
    failures,
    retry: (afterSeconds) => {
      decision = { afterMs: afterSeconds === undefined ? undefined : afterSeconds * 1000 };
    },
    skip: () => {
      decision = 'skip';
    },
    stop: () => {
      decision = 'stop';
    },
  });
  return decision;
}

/** Without `onError`: they are tried again, and the process is warned once for each batch. */
export const warnAndRetry: OnError = (error, events, { failures }) => {
  if (failures > 1) return;
  const [first] = events;
  const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.emitWarning(
    `The watcher failed with ${events.length} events from offset ${first?.offset} on. They are tried again until it does not; give onError to decide otherwise. ${why}`,
    'HooklineWarning',
  );
};
