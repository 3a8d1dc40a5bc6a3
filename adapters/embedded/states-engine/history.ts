import type { Database } from '../sqlite/database.ts';
import type { JsonObject } from './json.ts';
import type { Branch } from './live.ts';

/** An entry of an execution's history; types as in https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html */
export interface HistoryEvent {
  /** Counts from 1. */
  readonly id: number;
  /** The event before it on the same thread of states; 0 for the first. */
  readonly previousEventId: number;
  /** E.g. `TaskStateEntered`. */
  readonly type: string;
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: number;
  /** The fields of the type's event details; `input` and `output` are JSON texts. */
  readonly details: JsonObject;
}

/** Writes and reads the history of executions whose machine keeps it; for the others it does nothing. */
export interface History {
  record(branch: Branch, type: string, details: () => JsonObject): void;
  read(executionId: string): HistoryEvent[];
}

export function openHistory(database: Database, now: () => number): History {
  const insert = database.prepare(
    'INSERT INTO engine_history (execution, id, previous, type, at, details) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const select = database.prepare(
    'SELECT id, previous, type, at, details FROM engine_history WHERE execution = ? ORDER BY id',
  );
  return {
    record(branch, type, details) {
      const { execution } = branch;
      if (!execution.machine.keepsHistory) return;
      const id = ++execution.lastEvent;
      database.write(() =>
        insert.run(execution.id, id, branch.lastEvent, type, now(), JSON.stringify(details())),
      );
      branch.lastEvent = id;
    },
    read: (executionId) =>
      select.all(executionId).map((row) => ({
        id: Number(row.id),
        previousEventId: Number(row.previous),
        type: String(row.type),
        timestamp: Number(row.at),
        details: JSON.parse(String(row.details)) as JsonObject,
      })),
  };
}
