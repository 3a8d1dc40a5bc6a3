import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { openLogSync } from './sync-log.ts';

/**
 * One SQLite file with group commit.
 *
 * Everything written in one turn of the event loop shares one transaction, and the transactions committed while the disk
 * is busy share one sync. A write is visible to reads at once, and durable when `durable()` resolves; effects that leave the process (an HTTP answer,
 * a run handed to a child process, an e-mail) wait for that, steps inside the process need not.
 */
export interface Database {
  /** A prepared statement, cached by its text. */
  prepare(sql: string): StatementSync;
  /**
   * Runs `change` inside the open batch. It must check before it writes: what it wrote before throwing stays
   * in the batch. Use `atomically` where that cannot be promised.
   */
  write<T>(change: () => T): T;
  /** Like `write`, with a savepoint: all of `change` or nothing of it. */
  atomically<T>(change: () => T): T;
  /** Resolves when all writes so far are on disk; rejects with `StorageFailed` when they never will be. */
  durable(): Promise<void>;
  /**
   * Calls `callback` when all writes so far are on disk, without hurrying the disk; before those who wait with `durable()` go on. Not
   * at all when the disk fails.
   */
  afterSync(callback: () => void): void;
  /** Calls `listener` once when a commit fails; the database refuses everything afterwards. */
  onFailure(listener: (error: StorageFailed) => void): void;
  /** Commits what is open and closes the file. */
  close(): void;
}

/** The disk refused a write (full, or broken). Nothing of the batch was acknowledged; reopen to go on. */
export class StorageFailed extends Error {
  override readonly name = 'StorageFailed';
}

/** https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/**
 * Opens (and creates) the database, with a write-ahead log that is synced by `sync-log.ts`: a resolved `durable()` survives
 * kill -9 and power loss.
 *
 * @param path the file; `:memory:` for a throw-away one.
 */
export function openDatabase(path: string): Database {
  const sqlite = new DatabaseSync(path);
  try {
    // Exclusive: one platform per folder, and no shared memory between us and the file.
    sqlite.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL');
  } catch (cause) {
    sqlite.close();
    throw (cause as { errcode?: number }).errcode === SQLITE_BUSY
      ? new Error(`Another Hookline runs on ${path}. Stop it, or choose another --data-dir.`, { cause })
      : cause;
  }
  const statements = new Map<string, StatementSync>();
  const failureListeners: ((error: StorageFailed) => void)[] = [];
  let waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  let callbacks: (() => void)[] = [];
  let open = false;
  let failure: StorageFailed | undefined;
  let savepointDepth = 0;

  const prepare = (sql: string): StatementSync => {
    let statement = statements.get(sql);
    if (statement === undefined) {
      statement = sqlite.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  };

  const log = openLogSync(path === ':memory:' ? undefined : `${path}-wal`, (cause) => fail(cause));

  const fail = (cause: unknown): StorageFailed => {
    if (failure !== undefined) return failure;
    failure = new StorageFailed(`The database cannot be written: ${(cause as Error).message}`, { cause });
    open = false;
    if (sqlite.isTransaction) {
      try {
        sqlite.exec('ROLLBACK');
      } catch {
        // The file is unusable; the caller learns of it through `failure`.
      }
    }
    const lost = waiting;
    waiting = [];
    for (const waiter of lost) waiter.reject(failure);
    log.fail(failure);
    for (const listener of failureListeners) listener(failure);
    return failure;
  };

  const commit = (): void => {
    if (!open) return;
    try {
      prepare('COMMIT').run();
    } catch (cause) {
      fail(cause);
      return;
    }
    open = false;
    log.committed();
    const written = callbacks;
    callbacks = [];
    for (const callback of written) log.afterSync(callback);
    if (waiting.length === 0) return;
    const committed = waiting;
    waiting = [];
    log.durable().then(
      () => {
        for (const waiter of committed) waiter.resolve();
      },
      (error: Error) => {
        for (const waiter of committed) waiter.reject(error);
      },
    );
  };

  const begin = (): void => {
    if (failure !== undefined) throw failure;
    if (open) return;
    prepare('BEGIN IMMEDIATE').run();
    open = true;
    setImmediate(commit);
  };

  /** SQLite undoes the whole transaction by itself on some errors, a full disk among them. */
  const rethrow = (cause: unknown): never => {
    const broken = open && (!sqlite.isTransaction || isStorageError(cause));
    throw broken ? fail(cause) : cause;
  };

  return {
    prepare,
    write(change) {
      begin();
      try {
        return change();
      } catch (cause) {
        return rethrow(cause);
      }
    },
    atomically(change) {
      begin();
      const savepoint = `s${savepointDepth++}`;
      try {
        prepare(`SAVEPOINT ${savepoint}`).run();
        const result = change();
        prepare(`RELEASE ${savepoint}`).run();
        return result;
      } catch (cause) {
        if (failure === undefined && sqlite.isTransaction && !isStorageError(cause)) {
          prepare(`ROLLBACK TO ${savepoint}`).run();
          prepare(`RELEASE ${savepoint}`).run();
        }
        return rethrow(cause);
      } finally {
        savepointDepth--;
      }
    },
    durable() {
      if (failure !== undefined) return Promise.reject(failure);
      if (!open) return log.durable();
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    afterSync(callback) {
      if (open) callbacks.push(callback);
      else log.afterSync(callback);
    },
    onFailure(listener) {
      failureListeners.push(listener);
    },
    close() {
      commit();
      const closed = new StorageFailed('The database is closed.');
      failure ??= closed;
      log.fail(closed);
      log.close();
      sqlite.close();
    },
  };
}

/** SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_FULL and SQLITE_CANTOPEN (https://www.sqlite.org/rescode.html). */
function isStorageError(cause: unknown): boolean {
  const code = (cause as { errcode?: number }).errcode;
  return code !== undefined && [10, 11, 13, 14].includes(code & 0xff);
}
