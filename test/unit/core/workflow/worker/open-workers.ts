import { onTestFinished } from 'vitest';
import { openDatabase } from '../../../../../adapters/embedded/sqlite/database.ts';
import { sqliteEventLog } from '../../../../../adapters/embedded/sqlite/event-log.ts';
import { sqliteHandlerStore } from '../../../../../adapters/embedded/sqlite/handler-store.ts';
import { createSchema } from '../../../../../adapters/embedded/sqlite/schema.ts';
import { sqliteTaskQueue } from '../../../../../adapters/embedded/sqlite/workflows/task-queue.ts';
import { sqliteWorkflowPlaces } from '../../../../../adapters/embedded/sqlite/workflows/workflow-places.ts';
import { sqliteWorkflowRunStore } from '../../../../../adapters/embedded/sqlite/workflows/workflow-run-store.ts';
import { sqliteWorkflowStore } from '../../../../../adapters/embedded/sqlite/workflows/workflow-store.ts';
import { type Engine, type Json, openEngine } from '../../../../../adapters/embedded/states-engine/engine.ts';
import { embeddedWorkflowExecutions } from '../../../../../adapters/embedded/workflow-executions.ts';
import type { TaskDeps } from '../../../../../adapters/http/deps.ts';
import { jsonataExpressions } from '../../../../../adapters/jsonata/expressions.ts';
import { randomIds } from '../../../../../adapters/node/random-ids.ts';
import { yamlParser } from '../../../../../adapters/yaml/yaml-parser.ts';
import {
  type ClaimTasks,
  claimTasksSchema,
  type EndTask,
  endTaskSchema,
} from '../../../../../core/contract/task.ts';
import type { StepRecord, WorkflowRunRecord } from '../../../../../core/ports/workflow-run-store.ts';
import { cancelRun } from '../../../../../core/workflow/run/cancel-run.ts';
import { restartRun } from '../../../../../core/workflow/run/restart-run.ts';
import { startRun } from '../../../../../core/workflow/run/start-run.ts';
import { type StepEvent, step } from '../../../../../core/workflow/run/step.ts';
import { claimTasks, type HandedOutTask } from '../../../../../core/workflow/worker/claim-tasks.ts';
import { endTask } from '../../../../../core/workflow/worker/end-task.ts';
import { releaseTask } from '../../../../../core/workflow/worker/release-task.ts';
import { renewTask } from '../../../../../core/workflow/worker/renew-task.ts';
import { workerTasks } from '../../../../../core/workflow/worker/worker-tasks.ts';
import { type ManualClock, manualClock } from '../../../../conformance/manual-clock.ts';
import { caller } from '../../events/open-log.ts';

export const allen = caller('allen');
const run = { tenantId: allen.userId, runId: 'r' };

export interface WorkersOptions {
  /** Called before and after each call of the queue and of the runs' store: what it waits for, others overtake. */
  readonly around?: () => Promise<void>;
}

export type Workers = ReturnType<typeof openWorkers>;

/** A run `r` carried out by the real engine over SQLite, and what workers do for it, for the length of the test. */
export function openWorkers({ around }: WorkersOptions = {}) {
  const database = openDatabase(':memory:');
  createSchema(database);
  const clock = manualClock();
  const events = sqliteEventLog({ database, clock });
  const tasks = overtaken(sqliteTaskQueue(database));
  const engine: Engine = openEngine({
    database,
    clock,
    ids: randomIds(),
    tasks: { step: (payload) => step(deps, payload as unknown as StepEvent) as Promise<Json> },
    machines: {},
  });
  const deps: TaskDeps & { readonly clock: ManualClock } = {
    tasks,
    events,
    runs: overtaken(sqliteWorkflowRunStore({ database, clock, log: events })),
    workflows: sqliteWorkflowStore(database),
    executions: embeddedWorkflowExecutions(database, engine),
    places: sqliteWorkflowPlaces(database),
    handlers: sqliteHandlerStore(database),
    kinds: { worker: workerTasks({ tasks, events, clock }) },
    yaml: yamlParser(),
    expressions: jsonataExpressions(),
    clock,
    ids: randomIds(),
    random: () => 0,
  };
  onTestFinished(async () => {
    await engine.close();
    database.close();
  });

  function overtaken<T extends object>(port: T): T {
    if (around === undefined) return port;
    const calls = Object.entries(port).map(([name, call]) => [
      name,
      async (...args: unknown[]) => {
        await around();
        const result: unknown = await (call as (...args: unknown[]) => unknown)(...args);
        await around();
        return result;
      },
    ]);
    return Object.fromEntries(calls) as T;
  }

  return {
    ...deps,
    start: (source: string, input: unknown = {}) =>
      startRun(deps, allen, { workflow: { source }, runId: 'r', input }),
    cancel: () => cancelRun(deps, allen, run),
    restart: () => restartRun(deps, allen, run),
    run: async (): Promise<WorkflowRunRecord> => (await deps.runs.get(run))!,
    step: async (stepId: string): Promise<StepRecord | undefined> =>
      (await deps.runs.steps(run, [stepId]))[0],
    async claim(request: Partial<ClaimTasks> = {}, kind = 'sleep'): Promise<HandedOutTask[]> {
      return (await claimTasks(deps, allen, kind, claimTasksSchema.parse(request))).tasks;
    },
    /** A task, as soon as there is one. */
    async take(request: Partial<ClaimTasks> = {}, kind = 'sleep'): Promise<HandedOutTask> {
      const waiting = claimTasksSchema.parse({ waitSeconds: 20, ...request });
      return (await claimTasks(deps, allen, kind, waiting)).tasks[0]!;
    },
    end: (stepId: string, end: Partial<EndTask> = {}) =>
      endTask(deps, allen, { runId: 'r', stepId }, endTaskSchema.parse(end)),
    renew: (stepId: string, receipt: string) => renewTask(deps, allen, { runId: 'r', stepId }, receipt, 60),
    release: (stepId: string, receipt: string) => releaseTask(deps, allen, { runId: 'r', stepId }, receipt),
    /** The values of the `end-task` events. */
    async ends(): Promise<unknown[]> {
      const scope = { notBefore: new Map(), others: 0 };
      const selection = { scope, keys: undefined, sender: undefined, eventType: 'end-task' };
      const { events: found } = await events.read(selection, { after: 0, upTo: undefined }, 1000);
      return found.map(({ value }) => JSON.parse(value));
    },
  };
}
