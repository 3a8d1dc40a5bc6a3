import { type Database, openDatabase } from '../../../adapters/embedded/sqlite/database.ts';
import {
  type Engine,
  type Machine,
  openEngine,
  type TaskFunction,
} from '../../../adapters/embedded/states-engine/engine.ts';
import { randomIds } from '../../../adapters/node/random-ids.ts';
import { type ManualClock, manualClock } from '../manual-clock.ts';

/** An engine on a database and a clock that outlive it. */
export interface TestEngine {
  readonly engine: Engine;
  readonly database: Database;
  readonly clock: ManualClock;
  /** Closes this engine and lets another one, with these machines and tasks, take up what is in the database. */
  reopen(change?: {
    machines?: Record<string, Machine>;
    tasks?: Record<string, TaskFunction>;
  }): Promise<TestEngine>;
  /** The rows of live branches. */
  rows(): Record<string, unknown>[];
}

export function openTestEngine(
  machines: Record<string, Machine>,
  tasks: Record<string, TaskFunction> = {},
  on: { database: Database; clock: ManualClock; keptResting?: number } = {
    database: openDatabase(':memory:'),
    clock: manualClock(),
  },
): TestEngine {
  const { database, clock } = on;
  const engine = openEngine({ ...on, ids: randomIds(), tasks, machines });
  return {
    engine,
    database,
    clock,
    async reopen(change = {}) {
      await engine.close();
      const next = openTestEngine(change.machines ?? machines, change.tasks ?? tasks, on);
      next.engine.recover();
      return next;
    },
    rows: () => database.prepare('SELECT * FROM engine_branch ORDER BY execution, number').all(),
  };
}

/** A machine's type with its definition in JSONata. */
export function machine(definition: object, type: Machine['type'] = 'STANDARD'): Machine {
  return { definition: { QueryLanguage: 'JSONata', ...definition }, type };
}

/** Resolves when everything has happened that needs neither time nor the outside. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A task function whose calls wait until the test answers them. */
export function answeredByTest(): {
  readonly task: TaskFunction;
  readonly calls: {
    payload: unknown;
    signal: AbortSignal;
    answer: (value: string) => void;
    fail: (error: Error) => void;
  }[];
} {
  const calls: ReturnType<typeof answeredByTest>['calls'] = [];
  return {
    calls,
    task: (payload, { signal }) =>
      new Promise((resolve, reject) => calls.push({ payload, signal, answer: resolve, fail: reject })),
  };
}
