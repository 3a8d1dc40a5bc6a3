import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs';

/** Commits that nobody waits for are on disk after so long, in milliseconds: what a power failure can make be done again. */
const LAZY_SYNC_MS = 50;

/**
 * For so few the event loop does the sync itself: handing it to another thread and back takes about as long, and there is little
 * else to do meanwhile.
 */
const FEW_WAITERS = 2;

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The write-ahead log's way to the disk. */
export interface LogSync {
  /** Tells that a transaction was written to the log. */
  committed(): void;
  /** Resolves when all transactions committed so far are on disk. */
  durable(): Promise<void>;
  /** Calls `callback` when all transactions committed so far are on disk, whenever that is; before `durable()` resolves. */
  afterSync(callback: () => void): void;
  /** Rejects everyone who waits. */
  fail(error: Error): void;
  /** Syncs what is left. */
  close(): void;
}

/**
 * Syncs the log, one sync at a time, each for all commits before it; under load outside the event loop, so that the next batch
 * is filled while the disk works. Syncing any descriptor of a file syncs the file (fdatasync(2)), and SQLite recovers every transaction that
 * is whole in the log (https://www.sqlite.org/walformat.html), so this is as durable as SQLite's own `synchronous=FULL`.
 *
 * @param path of the log, or undefined for a database in memory.
 * @param onError called when the disk fails.
 */
export function openLogSync(path: string | undefined, onError: (cause: Error) => void): LogSync {
  let file: number | undefined;
  let behind = false;
  let syncing = false;
  let waiting: Waiter[] = [];
  let served: Waiter[] = [];
  let nextCallbacks: (() => void)[] = [];
  let callbacks: (() => void)[] = [];
  let lazy: NodeJS.Timeout | undefined;

  /** Opened late: SQLite makes the file with its first transaction. */
  const descriptor = (name: string): number => (file ??= openSync(name, 'r+'));

  const done = (cause: Error | null): void => {
    syncing = false;
    if (cause !== null) {
      onError(cause);
      return;
    }
    const called = callbacks;
    callbacks = [];
    for (const callback of called) callback();
    const resolved = served;
    served = [];
    for (const waiter of resolved) waiter.resolve();
    if (waiting.length > 0) start();
  };

  const start = (): void => {
    if (syncing) return;
    clearTimeout(lazy);
    lazy = undefined;
    behind = false;
    syncing = true;
    served = waiting;
    waiting = [];
    callbacks = nextCallbacks;
    nextCallbacks = [];
    if (path === undefined) queueMicrotask(() => done(null));
    else if (served.length > 0 && served.length <= FEW_WAITERS) syncHere(descriptor(path));
    else fdatasync(descriptor(path), done);
  };

  const syncHere = (log: number): void => {
    try {
      fdatasyncSync(log);
    } catch (cause) {
      done(cause as Error);
      return;
    }
    done(null);
  };

  return {
    committed() {
      behind = true;
      lazy ??= setTimeout(start, LAZY_SYNC_MS).unref();
    },
    durable() {
      if (!behind && !syncing) return Promise.resolve();
      return new Promise((resolve, reject) => {
        if (!behind) {
          served.push({ resolve, reject });
          return;
        }
        waiting.push({ resolve, reject });
        start();
      });
    },
    afterSync(callback) {
      if (behind) nextCallbacks.push(callback);
      else if (syncing) callbacks.push(callback);
      else callback();
    },
    fail(error) {
      clearTimeout(lazy);
      callbacks = [];
      nextCallbacks = [];
      const lost = [...served, ...waiting];
      served = [];
      waiting = [];
      for (const waiter of lost) waiter.reject(error);
    },
    close() {
      clearTimeout(lazy);
      if (path !== undefined && behind) fdatasyncSync(descriptor(path));
      if (file !== undefined) closeSync(file);
    },
  };
}
