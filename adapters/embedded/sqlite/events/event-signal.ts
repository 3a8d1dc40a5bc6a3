import type { Clock } from '../../../../core/ports/clock.ts';
import type { EventRecord, EventSelection } from '../../../../core/ports/event-log.ts';
import { selects } from './selects.ts';

interface Waiter {
  readonly selection: EventSelection;
  wake(error?: Error): void;
}

interface Watcher {
  readonly wants: (event: EventRecord) => boolean;
  wake(outcome: EventRecord | Error): void;
}

/** Wakes those who wait for events, at once and without polling. */
export interface EventSignal {
  /** Whether somebody waits for such an event. */
  awaited(event: EventRecord): boolean;
  announce(event: EventRecord): void;
  /** Resolves when a matching event is announced, after `waitMs`, or when `abort` does. */
  wait(selection: EventSelection, waitMs: number, abort: AbortSignal | undefined): Promise<void>;
  /**
   * Resolves with the first event announced from now on that is wanted, or with undefined when `abort` does. `wants` is asked when an event is
   * written, and again when it is announced.
   */
  waitForWanted(wants: (event: EventRecord) => boolean, abort: AbortSignal): Promise<EventRecord | undefined>;
  /** Lets all who wait fail, now and later. */
  close(error: Error): void;
}

/** Those who wait stand where an event that concerns them looks: under its key, its namespace, or under everything. */
export function eventSignal(clock: Clock): EventSignal {
  const byKey = new Map<string, Set<Waiter>>();
  const byNamespace = new Map<string, Set<Waiter>>();
  const anywhere = new Map<string, Set<Waiter>>();
  const watchers = new Set<Watcher>();
  let closed: Error | undefined;

  const placesOf = ({ keys, scope }: EventSelection): [Map<string, Set<Waiter>>, readonly string[]] => {
    if (keys !== undefined) return [byKey, keys];
    return scope.others === undefined ? [byNamespace, [...scope.notBefore.keys()]] : [anywhere, ['']];
  };

  function* concerned(event: EventRecord): Generator<Waiter> {
    for (const group of [byKey.get(event.key), byNamespace.get(event.namespace), anywhere.get('')]) {
      for (const waiter of group ?? []) if (selects(waiter.selection, event)) yield waiter;
    }
  }

  const enter = (waiter: Waiter): void => {
    const [groups, places] = placesOf(waiter.selection);
    for (const place of places) {
      const group = groups.get(place) ?? new Set();
      groups.set(place, group.add(waiter));
    }
  };

  const leave = (waiter: Waiter): void => {
    const [groups, places] = placesOf(waiter.selection);
    for (const place of places) {
      const group = groups.get(place);
      group?.delete(waiter);
      if (group?.size === 0) groups.delete(place);
    }
  };

  return {
    awaited(event) {
      for (const { wants } of watchers) if (wants(event)) return true;
      return concerned(event).next().done === false;
    },
    announce(event) {
      for (const waiter of [...concerned(event)]) waiter.wake();
      for (const watcher of watchers) if (watcher.wants(event)) watcher.wake(event);
    },
    async waitForWanted(wants, abort) {
      if (closed !== undefined) throw closed;
      if (abort.aborted) return undefined;
      return await new Promise((resolve, reject) => {
        const end = (): void => {
          watchers.delete(watcher);
          abort.removeEventListener('abort', stop);
        };
        const stop = (): void => {
          end();
          resolve(undefined);
        };
        const watcher: Watcher = {
          wants,
          wake(outcome) {
            end();
            if (outcome instanceof Error) reject(outcome);
            else resolve(outcome);
          },
        };
        abort.addEventListener('abort', stop);
        watchers.add(watcher);
      });
    },
    async wait(selection, waitMs, abort) {
      if (closed !== undefined) throw closed;
      if (abort?.aborted === true) return;
      await new Promise<void>((resolve, reject) => {
        const waiter: Waiter = {
          selection,
          wake(error) {
            leave(waiter);
            cancel();
            abort?.removeEventListener('abort', stop);
            if (error === undefined) resolve();
            else reject(error);
          },
        };
        const stop = (): void => waiter.wake();
        const cancel = clock.schedule(waitMs, stop);
        abort?.addEventListener('abort', stop);
        enter(waiter);
      });
    },
    close(error) {
      closed = error;
      for (const watcher of watchers) watcher.wake(error);
      for (const groups of [byKey, byNamespace, anywhere]) {
        for (const waiter of new Set([...groups.values()].flatMap((group) => [...group]))) waiter.wake(error);
      }
    },
  };
}
