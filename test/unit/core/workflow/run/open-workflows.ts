import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { type Database, openDatabase } from '../../../../../adapters/embedded/sqlite/database.ts';
import { type SqliteEventLog, sqliteEventLog } from '../../../../../adapters/embedded/sqlite/event-log.ts';
import { sqliteHandlerStore } from '../../../../../adapters/embedded/sqlite/handler-store.ts';
import { sqliteIdentityStore } from '../../../../../adapters/embedded/sqlite/identity-store.ts';
import { createSchema } from '../../../../../adapters/embedded/sqlite/schema.ts';
import { sqliteWorkflowPlaces } from '../../../../../adapters/embedded/sqlite/workflows/workflow-places.ts';
import { sqliteWorkflowRunStore } from '../../../../../adapters/embedded/sqlite/workflows/workflow-run-store.ts';
import { sqliteWorkflowStore } from '../../../../../adapters/embedded/sqlite/workflows/workflow-store.ts';
import { type Engine, type Json, openEngine } from '../../../../../adapters/embedded/states-engine/engine.ts';
import { embeddedWorkflowExecutions } from '../../../../../adapters/embedded/workflow-executions.ts';
import { jsonataExpressions } from '../../../../../adapters/jsonata/expressions.ts';
import { randomIds } from '../../../../../adapters/node/random-ids.ts';
import { yamlParser } from '../../../../../adapters/yaml/yaml-parser.ts';
import type { Structured } from '../../../../../core/contract/workflow.ts';
import type { Caller } from '../../../../../core/identity/caller.ts';
import type { EventLog } from '../../../../../core/ports/event-log.ts';
import type { HandlerStore } from '../../../../../core/ports/handler-store.ts';
import type { HttpClient } from '../../../../../core/ports/http-client.ts';
import type { IdentityStore } from '../../../../../core/ports/identity-store.ts';
import type { WorkflowExecutions } from '../../../../../core/ports/workflow-executions.ts';
import type { WorkflowRunRecord, WorkflowRunStore } from '../../../../../core/ports/workflow-run-store.ts';
import type { WorkflowStore } from '../../../../../core/ports/workflow-store.ts';
import type { WorkflowDeps } from '../../../../../core/workflow/run/deps.ts';
import { endStep } from '../../../../../core/workflow/run/end-step.ts';
import { recoverRuns } from '../../../../../core/workflow/run/recover-runs.ts';
import { type StartRequest, startRun } from '../../../../../core/workflow/run/start-run.ts';
import { type StepEvent, step } from '../../../../../core/workflow/run/step.ts';
import type { Started, StepKey, StepResult, TaskStart } from '../../../../../core/workflow/run/step-work.ts';
import type { TaskKind, TaskKinds } from '../../../../../core/workflow/run/task-kinds.ts';
import { type ManualClock, manualClock } from '../../../../conformance/manual-clock.ts';

export const ada: Caller = { userId: 'u-ada', userName: 'ada', role: 'developer' };
export const admin: Caller = { userId: 'u-root', userName: 'root', role: 'admin' };

/** What kinds of tasks are made of. */
export interface HomeParts {
  readonly database: Database;
  readonly clock: ManualClock;
  readonly events: SqliteEventLog;
  readonly identities: IdentityStore;
  readonly runs: WorkflowRunStore;
  readonly endStep: (key: StepKey, result: StepResult) => ReturnType<typeof endStep>;
}

/** What a task gives at once; undefined for one that the test ends. */
export type Behaviour = (start: TaskStart) => StepResult | undefined;

export interface WorkflowsOptions {
  /** What workers' tasks do, by name; all others wait for the test. */
  readonly tasks?: Readonly<Record<string, Behaviour>>;
  /** Every task that is not named above. */
  readonly anyTask?: Behaviour;
  readonly http?: HttpClient;
  /** Kinds of tasks that are really carried out. */
  readonly kinds?: (parts: HomeParts) => TaskKinds;
  /** On disk, so that it can be opened again. */
  readonly durable?: boolean;
  /** What carries out documents in place of the engine, and calls `step`. */
  readonly executions?: (step: (event: StepEvent) => Promise<unknown>) => WorkflowExecutions;
  /** Whether an execution's history has room, where it has a limit. */
  readonly hasRoom?: () => boolean;
  /** Called before and after each call of a store or of the engine, with its name; a promise that never resolves holds it for ever. */
  readonly around?: (call: string) => Promise<void> | void;
}

/** Workflows carried out by the real engine over the real stores; only what tasks do, and the clock, are the test's. */
export interface Workflows {
  readonly deps: WorkflowDeps;
  readonly clock: ManualClock;
  readonly handlers: HandlerStore;
  readonly workflows: WorkflowStore;
  readonly events: EventLog;
  readonly engine: Engine;
  /** Tasks that were started, in their order; ended ones included. */
  readonly started: TaskStart[];
  /** Steps whose work was cancelled. */
  readonly cancelled: string[];
  start(source: string, request?: Partial<StartRequest>): Promise<WorkflowRunRecord>;
  /** Starts it, and waits until nothing moves. */
  run(source: string, request?: Partial<StartRequest>): Promise<WorkflowRunRecord>;
  get(runId: string): Promise<WorkflowRunRecord>;
  /** Ends a task that waits, by the id of its step. */
  end(runId: string, stepId: string, output?: Structured): Promise<string>;
  fail(runId: string, stepId: string, message?: string): Promise<string>;
  /** Resolves when nothing moves any more without the test. */
  quiet(): Promise<void>;
  /** Moves the clock, and waits until nothing moves. */
  pass(seconds: number): Promise<void>;
  /** Lets go of everything, as a process does that is killed, and opens it again. */
  reopen(options?: WorkflowsOptions): Promise<Workflows>;
  close(): void;
}

/** Turns of the event loop without anything in flight after which nothing moves: the engine's own evaluations take a few. */
const STILL_TURNS = 4;

export async function openWorkflows(options: WorkflowsOptions = {}): Promise<Workflows> {
  const folder = options.durable ? mkdtempSync(join(tmpdir(), 'hookline-workflows-')) : undefined;
  return await open(options, folder, manualClock());
}

async function open(
  options: WorkflowsOptions,
  folder: string | undefined,
  clock: ManualClock,
): Promise<Workflows> {
  const database = openDatabase(folder === undefined ? ':memory:' : join(folder, 'hookline.db'));
  createSchema(database);
  const { hasRoom } = options;
  let gone = false;
  let inFlight = 0;
  const started: TaskStart[] = [];
  const cancelled: string[] = [];
  const ids = randomIds();
  const identities = sqliteIdentityStore(database);
  for (const { userId, userName, role } of [ada, admin]) {
    await identities.addUser({ id: userId, name: userName, role, createdAt: clock.now() });
  }
  const log = sqliteEventLog({ database, clock });
  const handlers = sqliteHandlerStore(database);
  const workflows = sqliteWorkflowStore(database);
  const engine: Engine = openEngine({
    database,
    clock,
    ids,
    tasks: {
      step: (payload) => track(() => step(deps, payload as unknown as StepEvent)) as Promise<Json>,
    },
    machines: {},
  });
  const worker: TaskKind = {
    start: async (start): Promise<Started> => {
      started.push(start);
      const behave = options.tasks?.[start.node.base] ?? options.anyTask;
      const result = behave?.(start);
      return result === undefined ? { work: { kind: 'test' } } : { result };
    },
    cancel: async (_run, { stepId }) => {
      cancelled.push(stepId);
    },
  };
  const runs = watched('runs', sqliteWorkflowRunStore({ database, clock, log }));
  const deps: WorkflowDeps = {
    runs,
    workflows,
    executions: watched('executions', {
      ...(options.executions?.((event) => track(() => step(deps, event))) ??
        embeddedWorkflowExecutions(database, engine)),
      ...(hasRoom !== undefined && { hasRoom: async () => hasRoom() }),
    }),
    places: watched('places', sqliteWorkflowPlaces(database)),
    handlers,
    events: log,
    kinds: {
      worker,
      ...options.kinds?.({
        database,
        clock,
        events: log,
        identities,
        runs,
        endStep: (key, result) => track(() => endStep(deps, key, result)),
      }),
    },
    ...(options.http !== undefined && { http: options.http }),
    yaml: yamlParser(),
    expressions: jsonataExpressions(),
    clock,
    ids,
  };

  /** Calls go through the test's hands where it wants that. */
  function watched<T extends object>(name: string, port: T): T {
    const { around } = options;
    if (around === undefined) return port;
    const calls = Object.entries(port).map(([method, call]) => [
      method,
      async (...args: unknown[]) => {
        await around(`${name}.${method} before`);
        const result = (await (call as (...args: unknown[]) => unknown)(...args)) as unknown;
        await around(`${name}.${method} after`);
        return result;
      },
    ]);
    return Object.fromEntries(calls) as T;
  }

  async function track<T>(act: () => Promise<T>): Promise<T> {
    inFlight++;
    try {
      return await act();
    } finally {
      inFlight--;
    }
  }

  const close = (): void => {
    if (gone) return;
    gone = true;
    void engine.close();
    log.close();
    (database as Database).close();
  };

  const home: Workflows = {
    deps,
    clock,
    handlers,
    workflows,
    events: log,
    engine,
    started,
    cancelled,
    start: (source, request) =>
      track(() => startRun(deps, ada, { workflow: { source }, runId: 'r', ...request })),
    async run(source, request) {
      const { runId } = await home.start(source, request);
      await home.quiet();
      return await home.get(runId);
    },
    async get(runId) {
      const run = await deps.runs.get({ tenantId: ada.userId, runId });
      if (run === undefined) throw new Error(`There is no run ${runId}.`);
      return run;
    },
    end: (runId, stepId, output = {}) => finish(runId, stepId, { output }),
    fail: (runId, stepId, message = 'no') => finish(runId, stepId, { error: { name: 'Broken', message } }),
    async quiet() {
      for (let still = 0; still < STILL_TURNS; ) {
        // What is due now waits for no time.
        clock.advance(0);
        await new Promise((resolve) => setImmediate(resolve));
        still = inFlight === 0 ? still + 1 : 0;
      }
    },
    async pass(seconds) {
      clock.advance(seconds * 1000);
      await home.quiet();
    },
    async reopen(other = options) {
      close();
      const next = await open(other, folder, clock);
      next.engine.recover();
      await recoverRuns({
        ...next.deps,
        identities: sqliteIdentityStore(databaseOf(next)),
        pause: () => turn(),
      });
      await next.quiet();
      return next;
    },
    close() {
      close();
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
  databases.set(home, database);

  async function finish(runId: string, stepId: string, result: StepResult): Promise<string> {
    const ended = await track(() => endStep(deps, { tenantId: ada.userId, runId, stepId }, result));
    await home.quiet();
    return ended;
  }

  return home;
}

const databases = new WeakMap<Workflows, Database>();

export function databaseOf(home: Workflows): Database {
  return databases.get(home)!;
}

export function identitiesOf(home: Workflows): IdentityStore {
  return sqliteIdentityStore(databaseOf(home));
}
