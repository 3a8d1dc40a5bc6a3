import { onTestFinished } from 'vitest';
import { openDatabase } from '../../../../adapters/embedded/sqlite/database.ts';
import { sqliteEventLog } from '../../../../adapters/embedded/sqlite/event-log.ts';
import { sqliteFiringStore } from '../../../../adapters/embedded/sqlite/firing-store.ts';
import { sqliteHandlerStore } from '../../../../adapters/embedded/sqlite/handler-store.ts';
import { sqliteMailStore } from '../../../../adapters/embedded/sqlite/mail-store.ts';
import { sqliteRunLimits } from '../../../../adapters/embedded/sqlite/runs/run-limits.ts';
import { createSchema } from '../../../../adapters/embedded/sqlite/schema.ts';
import { type Engine, openEngine } from '../../../../adapters/embedded/states-engine/engine.ts';
import { jsonataExpressions } from '../../../../adapters/jsonata/expressions.ts';
import { localCancels } from '../../../../adapters/node/local-cancels.ts';
import { randomIds } from '../../../../adapters/node/random-ids.ts';
import type { ExecutionOptions } from '../../../../core/contract/execution-options.ts';
import type { Firing, Run } from '../../../../core/contract/firing.ts';
import { accept } from '../../../../core/firing/accept.ts';
import { cancelFiring } from '../../../../core/firing/cancel-firing.ts';
import { cancelRun } from '../../../../core/firing/cancel-run.ts';
import { getFiring } from '../../../../core/firing/get-firing.ts';
import { invoke } from '../../../../core/firing/invoke.ts';
import type { RunTask } from '../../../../core/firing/run-task.ts';
import type { Caller } from '../../../../core/identity/caller.ts';
import type { FiringExecution } from '../../../../core/ports/orchestrator.ts';
import type { RunFailed, RunOutcome, RunRequest } from '../../../../core/ports/runner.ts';
import { answerToken } from '../../../../local/answer-token.ts';
import { firingTasks } from '../../../../local/firing-tasks.ts';
import { launchExecutions } from '../../../../local/launch-executions.ts';
import { loadFiringMachines } from '../../../../local/load-machine.ts';
import { manualClock } from '../../../conformance/manual-clock.ts';

export const allen: Caller = { userId: 'id-of-allen', userName: 'allen', role: 'developer' };
export const bert: Caller = { userId: 'id-of-bert', userName: 'bert', role: 'ingest' };
export const carla: Caller = { userId: 'id-of-carla', userName: 'carla', role: 'developer' };
export const admin: Caller = { userId: 'id-of-admin', userName: 'admin', role: 'admin' };

/** An attempt that the code is at: the test says how it ends. */
export interface Going {
  readonly request: RunRequest;
  end(outcome: RunOutcome | Error): void;
}

export const succeeded = (result = 'done'): RunOutcome => ({
  ok: true,
  result,
  resultType: 'text',
  resultCut: false,
  output: '',
  durationMs: 1,
});

export const failed = (name = 'Error', more: Partial<RunFailed['error']> = {}): RunFailed => ({
  ok: false,
  error: { name, message: 'no', ...more },
  output: 'printed\n',
  durationMs: 1,
});

/**
 * The embedded home's path of a firing, with a clock that the test moves and a runner whose attempts the test ends: for what
 * takes hours, and for exact times.
 */
export function openFirings(options: { random?: () => number } = {}) {
  const clock = manualClock();
  const ids = randomIds();
  const database = openDatabase(':memory:');
  createSchema(database);
  const events = sqliteEventLog({ database, clock });
  const handlers = sqliteHandlerStore(database);
  const mails = sqliteMailStore({ database });
  const firings = sqliteFiringStore({
    database,
    clock,
    log: events,
    launch: (execution) => launch(execution),
  });
  const limits = sqliteRunLimits(database);
  const expressions = jsonataExpressions();
  let cancels = localCancels();
  let engine: Engine;
  let going: Going[] = [];
  let launched: FiringExecution[] = [];
  const begun: number[] = [];

  const launch = (execution: FiringExecution): void => {
    launched.push(execution);
    launchExecutions(engine)(execution);
  };
  const runEnded = () => Promise.reject(new Error('No workflow runs here.'));
  const stores = { firings, handlers, mails, limits, expressions, runEnded, clock, ids };
  const tokens = { answer: async (token: string) => answerToken(engine, token) };

  const start = (): void => {
    const own: Going[] = [];
    going = own;
    cancels = localCancels();
    const runner = {
      run: (request: RunRequest) =>
        new Promise<RunOutcome>((resolve, reject) => {
          begun.push(clock.now());
          const attempt: Going = {
            request,
            end(outcome) {
              own.splice(own.indexOf(attempt), 1);
              if (outcome instanceof Error) reject(outcome);
              else resolve(outcome);
            },
          };
          own.push(attempt);
        }),
    };
    const deps = {
      ...stores,
      cancels,
      tokens,
      runner,
      handOver: async (execution: FiringExecution) => launch(execution),
      random: options.random ?? (() => 1 - Number.EPSILON),
      endpoint: 'http://127.0.0.1',
      startWorkflow: () => Promise.reject(new Error('No workflow runs here.')),
    };
    const machines = loadFiringMachines();
    engine = openEngine({
      database,
      clock,
      ids,
      tasks: firingTasks(deps, (task: RunTask) => invoke(deps, task)),
      machines: {
        EXPRESS: { definition: machines.EXPRESS, type: 'EXPRESS' },
        STANDARD: { definition: machines.STANDARD, type: 'STANDARD' },
      },
    });
  };
  start();
  onTestFinished(() => database.close());

  /** Lets everything happen that needs no time. */
  const quiet = async (): Promise<void> => {
    for (let turn = 0; turn < 40; turn++) await new Promise(setImmediate);
  };

  /** Lets time pass, everything in its order. */
  const advance = async (ms: number): Promise<void> => {
    const until = clock.now() + ms;
    for (;;) {
      await quiet();
      const next = clock.nextDue();
      if (next === undefined || next > until) break;
      clock.advance(next - clock.now());
    }
    clock.advance(until - clock.now());
  };

  return {
    clock,
    firings,
    mails,
    /** The attempts that the code is at now, in the order of their begin. */
    get going(): readonly Going[] {
      return going;
    },
    /** When each attempt began, in milliseconds after the first. */
    begun: (): number[] => begun.map((at) => at - begun[0]!),
    /** The executions that were started, the newest last. */
    launched: (): readonly FiringExecution[] => launched,
    forgetLaunched: (): void => {
      launched = [];
    },
    async register(
      more: ExecutionOptions & { name?: string; tenantId?: string; notifyOnFailure?: string | null } = {},
    ) {
      const record = await handlers.register({
        name: 'handler',
        hook: 'h',
        notifyOnSuccess: 'success@example.com',
        notifyOnFailure: 'failure@example.com',
        tags: [],
        code: { sha256: 'a'.repeat(64), exportName: 'default' },
        tenantId: allen.userId,
        updatedBy: 'allen',
        updatedAt: 0,
        ...more,
      });
      if (record === 'taken') throw new Error('The name is taken.');
      return record;
    },
    async fire(payload: object = {}, caller: Caller = allen): Promise<string> {
      const hooks = { get: async (name: string) => ({ name, description: '', createdAt: 0 }) };
      const schemas = { problem: () => undefined, violation: () => undefined };
      const { id } = await accept({ ...stores, hooks, schemas }, caller, {
        hook: 'h',
        payload: Buffer.from(JSON.stringify(payload)),
        tags: [],
        allHandlers: false,
      });
      await quiet();
      return id;
    },
    async firing(id: string): Promise<Firing> {
      return await getFiring(stores, admin, id, 0);
    },
    /** The firing's first run. */
    async run(id: string): Promise<Run> {
      return (await getFiring(stores, admin, id, 0)).runs[0]!;
    },
    /** Ends the attempt that has gone on for the longest, or another. */
    async end(outcome: RunOutcome | Error, which: (attempt: Going) => boolean = () => true): Promise<void> {
      const attempt = going.find(which);
      if (attempt === undefined) throw new Error('No such attempt goes on.');
      attempt.end(outcome);
      await advance(0);
    },
    quiet,
    /** How many executions have not ended. */
    executions: (): number =>
      (
        database.prepare('SELECT count(DISTINCT execution) AS open FROM engine_branch').get() as {
          open: number;
        }
      ).open,
    advance,
    async cancelRun(id: string, caller: Caller = allen): Promise<Run> {
      const run = await cancelRun({ ...stores, cancels, tokens }, caller, id);
      await quiet();
      return run;
    },
    async cancelFiring(id: string, caller: Caller = allen) {
      const counts = await cancelFiring({ ...stores, cancels, tokens }, caller, id);
      await quiet();
      return counts;
    },
    /** What a kill -9 and a start do: attempts that went on are gone, everything stored is there. */
    async restart(): Promise<void> {
      await quiet();
      await engine.close();
      start();
      engine.recover();
      for (const { token } of limits.granted()) answerToken(engine, token);
      await quiet();
    },
    mailsTo: async (to: string) =>
      (await mails.list({ limit: 100 })).filter((mail) => mail.to === to).map(({ subject }) => subject),
  };
}
