import type { Clock } from '../../../core/ports/clock.ts';
import type { Database } from '../sqlite/database.ts';
import { EngineError } from './errors.ts';
import type { Json } from './json.ts';
import type { Live } from './live.ts';
import type { End } from './runtime.ts';

type ExecutionStatus = 'RUNNING' | End['status'];

/** An execution as callers see it. */
export interface Execution {
  readonly id: string;
  readonly machine: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly input: Json;
  /** When SUCCEEDED. */
  readonly output?: Json;
  /** When FAILED, TIMED_OUT or ABORTED, and given. */
  readonly error?: string;
  readonly cause?: string;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly endedAt?: number;
}

type LiveExecutions = ReadonlyMap<string, Live>;

/** What is known of executions, running and ended. */
export interface Executions {
  started(execution: Live): void;
  ended(execution: Live, end: End): void;
  find(id: string, live: LiveExecutions): Execution | undefined;
  /** @throws EngineError `ExecutionDoesNotExist` */
  describe(id: string, live: LiveExecutions): Execution;
  finished(id: string, live: LiveExecutions): Promise<Execution>;
  /** The id of the last history event; 0 when there is none. */
  lastEvent(id: string): number;
  /** Forgets executions that ended before that time; resolves with how many. */
  prune(before: number): Promise<number>;
}

/** Executions forgotten in one turn of the event loop, so that what runs is not held up. */
const BATCH = 200;

/** Keeps STANDARD executions in `engine_execution`; EXPRESS ones are remembered until the turn after their end. */
export function openExecutions(database: Database, clock: Clock): Executions {
  const insert = database.prepare(
    `INSERT INTO engine_execution (id, machine, name, status, input, started_at) VALUES (?, ?, ?, 'RUNNING', ?, ?)`,
  );
  const update = database.prepare(
    'UPDATE engine_execution SET status = ?, ended_at = ?, output = ?, error = ?, cause = ? WHERE id = ?',
  );
  const select = database.prepare('SELECT * FROM engine_execution WHERE id = ?');
  const selectLast = database.prepare('SELECT max(id) AS last FROM engine_history WHERE execution = ?');
  const waiting = new Map<string, ((execution: Execution) => void)[]>();
  const justEnded = new Map<string, Execution>();

  const find = (id: string, live: LiveExecutions): Execution | undefined => {
    const running = live.get(id);
    if (running !== undefined) return { ...factsOf(running), status: 'RUNNING' };
    return justEnded.get(id) ?? fromRow(select.get(id));
  };
  const describe = (id: string, live: LiveExecutions): Execution => {
    const found = find(id, live);
    if (found !== undefined) return found;
    throw new EngineError(
      'ExecutionDoesNotExist',
      `There is no execution '${id}', or it was EXPRESS and has ended.`,
    );
  };

  return {
    find,
    describe,
    started(execution) {
      const { id, machine, name, input, startedAt } = execution;
      if (machine.type !== 'STANDARD') return;
      database.write(() => insert.run(id, machine.name, name, JSON.stringify(input), startedAt));
    },
    ended(execution, end) {
      const { id, machine } = execution;
      const endedAt = clock.now();
      const final: Execution = { ...factsOf(execution), ...end, endedAt };
      if (machine.type === 'STANDARD') {
        const output = final.output === undefined ? null : JSON.stringify(final.output);
        database.write(() =>
          update.run(end.status, endedAt, output, final.error ?? null, final.cause ?? null, id),
        );
      } else {
        if (justEnded.size === 0) setImmediate(() => justEnded.clear());
        justEnded.set(id, final);
      }
      const resolvers = waiting.get(id);
      if (resolvers === undefined) return;
      waiting.delete(id);
      for (const resolve of resolvers) resolve(final);
    },
    async finished(id, live) {
      const known = describe(id, live);
      if (known.status !== 'RUNNING') return known;
      return await new Promise((resolve) => {
        const resolvers = waiting.get(id);
        if (resolvers === undefined) waiting.set(id, [resolve]);
        else resolvers.push(resolve);
      });
    },
    lastEvent: (id) => Number(selectLast.get(id)!.last ?? 0),
    async prune(before) {
      for (let pruned = 0; ; ) {
        const ended = database
          .prepare('SELECT id FROM engine_execution WHERE ended_at < ? LIMIT ?')
          .all(before, BATCH) as { id: string }[];
        database.write(() => {
          for (const { id } of ended) {
            database.prepare('DELETE FROM engine_history WHERE execution = ?').run(id);
            database.prepare('DELETE FROM engine_execution WHERE id = ?').run(id);
          }
        });
        await database.durable();
        pruned += ended.length;
        if (ended.length < BATCH) return pruned;
      }
    },
  };
}

function factsOf({ id, machine, name, input, startedAt }: Live): Omit<Execution, 'status'> {
  return { id, machine: machine.name, name, input, startedAt };
}

function fromRow(row: Readonly<Record<string, unknown>> | undefined): Execution | undefined {
  if (row === undefined) return undefined;
  return {
    id: String(row.id),
    machine: String(row.machine),
    name: String(row.name),
    status: row.status as ExecutionStatus,
    input: JSON.parse(String(row.input)) as Json,
    startedAt: Number(row.started_at),
    ...(row.ended_at === null ? {} : { endedAt: Number(row.ended_at) }),
    ...(row.output === null ? {} : { output: JSON.parse(String(row.output)) as Json }),
    ...(row.error === null ? {} : { error: String(row.error) }),
    ...(row.cause === null ? {} : { cause: String(row.cause) }),
  };
}
