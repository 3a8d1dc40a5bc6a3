import type { Clock } from '../../../../core/ports/clock.ts';
import type { Table } from '../table.ts';

/** What the functions of the log work with, and what a process remembers of it; only what stays true for ever. */
export interface LogContext {
  readonly table: Table;
  readonly clock: Clock;
  /** Up to this offset everything is decided: see `settle-log.ts`. Grows only. */
  settledTo: number;
  /** Namespaces known to be on the log's list. */
  readonly listedNamespaces: Set<string>;
}

export function openLogContext(table: Table, clock: Clock): LogContext {
  return { table, clock, settledTo: 0, listedNamespaces: new Set() };
}

/** Resolves after so many milliseconds of the log's clock, or when `signal` aborts. */
export async function pause(log: LogContext, delayMs: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      cancel();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const cancel = log.clock.schedule(delayMs, end);
    signal?.addEventListener('abort', end);
  });
}
