import { setImmediate as turn } from 'node:timers/promises';
import type { Database } from '../adapters/embedded/sqlite/database.ts';
import type { SqliteEventLog } from '../adapters/embedded/sqlite/event-log.ts';
import { deliveredEvents } from '../adapters/embedded/sqlite/workflows/delivered-events.ts';
import { sqliteEventBoxes } from '../adapters/embedded/sqlite/workflows/event-boxes.ts';
import { sqliteEventWaits } from '../adapters/embedded/sqlite/workflows/event-waits.ts';
import { sqliteLatchStore } from '../adapters/embedded/sqlite/workflows/latch-store.ts';
import { sqliteTaskQueue } from '../adapters/embedded/sqlite/workflows/task-queue.ts';
import { sqliteWorkflowPlaces } from '../adapters/embedded/sqlite/workflows/workflow-places.ts';
import type { SqliteWorkflowRunStore } from '../adapters/embedded/sqlite/workflows/workflow-run-store.ts';
import { sqliteWorkflowStore } from '../adapters/embedded/sqlite/workflows/workflow-store.ts';
import type { Engine, Json, TaskFunction } from '../adapters/embedded/states-engine/engine.ts';
import { embeddedWorkflowExecutions } from '../adapters/embedded/workflow-executions.ts';
import type { CancelDeps } from '../core/firing/cancel-run.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Expressions } from '../core/ports/expressions.ts';
import type { FiringStore } from '../core/ports/firing-store.ts';
import type { HandlerStore } from '../core/ports/handler-store.ts';
import type { HttpClient } from '../core/ports/http-client.ts';
import type { IdentityStore } from '../core/ports/identity-store.ts';
import type { Ids } from '../core/ports/ids.ts';
import type { NamespaceStore } from '../core/ports/namespace-store.ts';
import type { TaskQueue } from '../core/ports/task-queue.ts';
import type { TokenSigner } from '../core/ports/token-signer.ts';
import type { WorkflowStarter } from '../core/ports/workflow-starter.ts';
import type { WorkflowStore } from '../core/ports/workflow-store.ts';
import type { YamlParser } from '../core/ports/yaml-parser.ts';
import { composeTaskKinds } from '../core/workflow/compose-task-kinds.ts';
import { type RunEnded, runEnded } from '../core/workflow/handler/run-ended.ts';
import { startForRun } from '../core/workflow/handler/start-for-run.ts';
import type { BaseUrls } from '../core/workflow/request/base-urls.ts';
import type { WorkflowDeps } from '../core/workflow/run/deps.ts';
import { endStep } from '../core/workflow/run/end-step.ts';
import { recoverRuns } from '../core/workflow/run/recover-runs.ts';
import { type StepEvent, step } from '../core/workflow/run/step.ts';
import type { StepKey, StepResult } from '../core/workflow/run/step-work.ts';
import { findDeliveries } from '../core/workflow/wait/deliver-event.ts';
import type { WaitDeps } from '../core/workflow/wait/deps.ts';
import { deliverEvents } from './deliver-events.ts';

interface Parts extends Omit<CancelDeps, 'firings' | 'handlers'> {
  readonly database: Database;
  /** The engine; opened after this, with the task `step`. */
  readonly engine: () => Engine;
  readonly runs: SqliteWorkflowRunStore;
  readonly events: SqliteEventLog;
  readonly firings: FiringStore & CancelDeps['firings'];
  readonly handlers: HandlerStore;
  readonly identities: IdentityStore;
  readonly namespaces: NamespaceStore;
  readonly random: () => number;
  readonly http: HttpClient;
  readonly urls: BaseUrls;
  readonly signer: TokenSigner | undefined;
  readonly yaml: YamlParser;
  readonly expressions: Expressions;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Called with errors that are nobody's answer. */
  readonly onError: (error: unknown) => void;
}

/** Workflows of the embedded home. */
export interface Workflows {
  readonly deps: WorkflowDeps;
  /** Registered workflows. */
  readonly registry: WorkflowStore;
  /** Tasks that are offered to workers. */
  readonly tasks: TaskQueue;
  /** What events for runs are sent by. */
  readonly waits: WaitDeps;
  /** The function that the documents of workflows call. */
  readonly step: TaskFunction;
  /** Tells a workflow of the end of a run that is one of its steps. */
  readonly runEnded: RunEnded;
  /** Starts the workflow that a handler is registered with. */
  readonly startForRun: WorkflowStarter;
  /** Takes up what an earlier process left between two writes. */
  recover(): Promise<void>;
  /** Gives no more events to runs that wait. */
  stop(): Promise<void>;
}

/** Puts together what carries out workflows: the document by the engine, the tasks by what each stands for. */
export function openWorkflows(parts: Parts): Workflows {
  const { database, runs, firings, clock } = parts;
  const tasks = sqliteTaskQueue(database);
  const registry = sqliteWorkflowStore(database);
  const end = (key: StepKey, result: StepResult) => endStep(deps, key, result);
  const engine: Pick<Engine, 'define' | 'start' | 'stop' | 'sendTaskSuccess' | 'sendTaskFailure'> = {
    define: (...args) => parts.engine().define(...args),
    start: (...args) => parts.engine().start(...args),
    stop: (...args) => parts.engine().stop(...args),
    sendTaskSuccess: (...args) => parts.engine().sendTaskSuccess(...args),
    sendTaskFailure: (...args) => parts.engine().sendTaskFailure(...args),
  };
  const eventWaits = sqliteEventWaits(database);
  const waits: WaitDeps = {
    ...parts,
    waits: eventWaits,
    boxes: sqliteEventBoxes(database),
    latches: sqliteLatchStore(database),
    endStep: end,
  };
  let delivering: ReturnType<typeof deliverEvents> | undefined;
  const deps: WorkflowDeps = {
    ...parts,
    kinds: composeTaskKinds({ ...parts, tasks, waits }),
    workflows: registry,
    places: sqliteWorkflowPlaces(database),
    executions: embeddedWorkflowExecutions(database, engine),
  };
  return {
    deps,
    registry,
    tasks,
    step: (payload) => step(deps, payload as unknown as StepEvent) as Promise<Json>,
    runEnded: (...told) => runEnded({ firings, runs, clock, endStep: end }, ...told),
    startForRun: (start) => startForRun({ ...deps, identities: parts.identities }, start),
    waits,
    async recover() {
      delivering = deliverEvents({
        ...parts,
        place: deliveredEvents(database),
        awaits: eventWaits.awaits,
        find: (event) => findDeliveries(waits, event),
      });
      await recoverRuns({ ...deps, identities: parts.identities, pause: () => turn() });
    },
    stop: async () => await delivering?.stop(),
  };
}
