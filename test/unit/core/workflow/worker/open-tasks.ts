import { onTestFinished } from 'vitest';
import { openDatabase } from '../../../../../adapters/embedded/sqlite/database.ts';
import { sqliteEventLog } from '../../../../../adapters/embedded/sqlite/event-log.ts';
import { createSchema } from '../../../../../adapters/embedded/sqlite/schema.ts';
import { sqliteTaskQueue } from '../../../../../adapters/embedded/sqlite/workflows/task-queue.ts';
import { sqliteWorkflowRunStore } from '../../../../../adapters/embedded/sqlite/workflows/workflow-run-store.ts';
import {
  type AcknowledgeTask,
  type ClaimTasks,
  claimTasksSchema,
} from '../../../../../core/contract/task.ts';
import type { Structured } from '../../../../../core/contract/workflow.ts';
import type { Caller } from '../../../../../core/identity/caller.ts';
import type { EventRecord } from '../../../../../core/ports/event-log.ts';
import type { StepRecord, WorkflowRunRecord } from '../../../../../core/ports/workflow-run-store.ts';
import { acknowledgeTask } from '../../../../../core/workflow/worker/acknowledge-task.ts';
import { claimTasks, type HandedOutTask } from '../../../../../core/workflow/worker/claim-tasks.ts';
import { listTaskKinds } from '../../../../../core/workflow/worker/list-task-kinds.ts';
import { offerTask } from '../../../../../core/workflow/worker/offer-task.ts';
import { releaseTask } from '../../../../../core/workflow/worker/release-task.ts';
import { renewTask } from '../../../../../core/workflow/worker/renew-task.ts';
import { type ManualClock, manualClock } from '../../../../conformance/manual-clock.ts';
import { caller } from '../../events/open-log.ts';

export const allen: Caller = caller('allen');

/** What a test says of a task; of the rest it does not matter. */
export interface TestTask {
  readonly step?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly input?: Structured;
  readonly parameters?: Structured | null;
  readonly owner?: string;
}

/** Tasks of a run `r` in SQLite, and what workers do with them, for the length of the test. */
export function openTasks() {
  const database = openDatabase(':memory:');
  createSchema(database);
  onTestFinished(() => database.close());
  const clock: ManualClock = manualClock();
  const events = sqliteEventLog({ database, clock });
  const runs = sqliteWorkflowRunStore({ database, clock, log: events });
  let count = 0;
  const deps = {
    tasks: sqliteTaskQueue(database),
    events,
    runs,
    clock,
    ids: { next: () => `receipt-${++count}`, secret: () => `secret-${++count}` },
    random: () => 0,
  };
  const task = (runId: string, stepId: string) => ({ runId, stepId });

  return {
    ...deps,

    /** Starts a task of a run, as a run of a workflow does. */
    async offer({ step: stepId = '1', kind = 'sleep', owner = 'allen', ...rest }: TestTask = {}) {
      const { name = kind, input = {}, parameters = null } = rest;
      const run = runOf(owner, clock.now());
      if ((await runs.get(run)) === undefined) await runs.put(run);
      const node = { ...nodeOf(kind), name, parameters };
      const [standing] = await runs.steps(run, [stepId]);
      const step = standing ?? activeStep(run, stepId, clock.now());
      if (standing === undefined) await runs.putStep(step);
      await offerTask(deps, { run, step, node, input, parameters });
    },

    /** Writes that a step stands otherwise than before. */
    async change(stepId: string, change: Partial<StepRecord>) {
      const [step] = await runs.steps(runOf('allen', 0), [stepId]);
      await runs.putStep({ ...step!, ...change, revision: step!.revision + 1 });
    },
    step: async (stepId = '1') => (await runs.steps(runOf('allen', 0), [stepId]))[0],

    claimed: (request: Partial<ClaimTasks> = {}, as = allen, kind = 'sleep', signal?: AbortSignal) =>
      claimTasks(deps, as, kind, claimTasksSchema.parse(request), signal),
    async claim(request: Partial<ClaimTasks> = {}, as = allen, kind = 'sleep'): Promise<HandedOutTask[]> {
      return (await claimTasks(deps, as, kind, claimTasksSchema.parse(request))).tasks;
    },
    acknowledge: (stepId: string, body: AcknowledgeTask) =>
      acknowledgeTask(deps, allen, task('r', stepId), body),
    renew: (stepId: string, receipt: string, leaseSeconds = 60) =>
      renewTask(deps, allen, task('r', stepId), receipt, leaseSeconds),
    release: (stepId: string, receipt: string) => releaseTask(deps, allen, task('r', stepId), receipt),
    kinds: async (as = allen) => (await listTaskKinds(deps, as)).kinds,
    async told(
      eventType: string,
    ): Promise<(Omit<EventRecord, 'value'> & { value: Record<string, unknown> })[]> {
      const scope = { notBefore: new Map(), others: 0 };
      const selection = { scope, keys: undefined, sender: undefined, eventType };
      const { events: found } = await events.read(selection, { after: 0, upTo: undefined }, 1000);
      return found.map((event) => ({ ...event, value: JSON.parse(event.value) }));
    },
  };
}

const nodeOf = (kind: string) => ({
  kind: 'task' as const,
  index: 1,
  scope: null,
  at: null,
  name: kind,
  base: kind,
  parameters: null,
  merge: false,
  guard: null,
});

function runOf(owner: string, now: number): WorkflowRunRecord {
  const { userId } = caller(owner);
  return {
    tenantId: userId,
    runId: 'r',
    owner,
    name: null,
    workflow: null,
    source: null,
    graph: { name: null, doc: null, parameters: null, tasks: [], nodes: [], edges: [] },
    documentSha256: 'none',
    targets: { sleep: { kind: 'worker' } },
    state: 'running',
    input: {},
    output: null,
    error: null,
    metadata: {},
    catchErrors: false,
    parent: null,
    eventsAfter: 0,
    execution: 'one',
    startedBy: { kind: 'user', id: userId },
    createdAt: now,
    startedAt: now,
    endedAt: null,
    expiresAt: null,
    revision: 1,
  };
}

function activeStep({ tenantId, runId }: WorkflowRunRecord, stepId: string, now: number): StepRecord {
  return {
    tenantId,
    runId,
    stepId,
    node: 1,
    state: 'active',
    startedAt: now,
    endedAt: null,
    output: null,
    error: null,
    token: null,
    work: null,
    revision: 1,
  };
}
