import { onTestFinished } from 'vitest';
import { openDatabase } from '../../../../../adapters/embedded/sqlite/database.ts';
import { sqliteEventLog } from '../../../../../adapters/embedded/sqlite/event-log.ts';
import { sqliteFiringStore } from '../../../../../adapters/embedded/sqlite/firing-store.ts';
import { sqliteHandlerStore } from '../../../../../adapters/embedded/sqlite/handler-store.ts';
import { sqliteIdentityStore } from '../../../../../adapters/embedded/sqlite/identity-store.ts';
import { sqliteMailStore } from '../../../../../adapters/embedded/sqlite/mail-store.ts';
import { sqliteNamespaceStore } from '../../../../../adapters/embedded/sqlite/namespace-store.ts';
import { sqliteRunLimits } from '../../../../../adapters/embedded/sqlite/runs/run-limits.ts';
import { createSchema } from '../../../../../adapters/embedded/sqlite/schema.ts';
import { sqliteWorkflowRunStore } from '../../../../../adapters/embedded/sqlite/workflows/workflow-run-store.ts';
import { sqliteWorkflowStore } from '../../../../../adapters/embedded/sqlite/workflows/workflow-store.ts';
import { type Engine, openEngine } from '../../../../../adapters/embedded/states-engine/engine.ts';
import { jsonataExpressions } from '../../../../../adapters/jsonata/expressions.ts';
import { localCancels } from '../../../../../adapters/node/local-cancels.ts';
import { randomIds } from '../../../../../adapters/node/random-ids.ts';
import { yamlParser } from '../../../../../adapters/yaml/yaml-parser.ts';
import { accept } from '../../../../../core/firing/accept.ts';
import { cancelRun as cancelFiringRun } from '../../../../../core/firing/cancel-run.ts';
import { invoke } from '../../../../../core/firing/invoke.ts';
import { type RunTask, runId as runIdOf } from '../../../../../core/firing/run-task.ts';
import type { Caller } from '../../../../../core/identity/caller.ts';
import { composeFor } from '../../../../../core/mail/deliver-mail.ts';
import type { HandlerDraft } from '../../../../../core/ports/handler-store.ts';
import type { FiringExecution } from '../../../../../core/ports/orchestrator.ts';
import type { RunOutcome, RunRequest } from '../../../../../core/ports/runner.ts';
import type { WorkflowLimits } from '../../../../../core/ports/workflow-places.ts';
import type { WorkflowStart } from '../../../../../core/ports/workflow-starter.ts';
import { checkWorkflow } from '../../../../../core/workflow/check-workflow.ts';
import { compileWorkflow } from '../../../../../core/workflow/compile/compile-workflow.ts';
import { cancelRun } from '../../../../../core/workflow/run/cancel-run.ts';
import { restartRun } from '../../../../../core/workflow/run/restart-run.ts';
import { startRun } from '../../../../../core/workflow/run/start-run.ts';
import { answerToken } from '../../../../../local/answer-token.ts';
import { firingTasks } from '../../../../../local/firing-tasks.ts';
import { launchExecutions } from '../../../../../local/launch-executions.ts';
import { loadFiringMachines } from '../../../../../local/load-machine.ts';
import { openWorkflows } from '../../../../../local/open-workflows.ts';
import { manualClock } from '../../../../conformance/manual-clock.ts';

const ada: Caller = { userId: 'u-ada', userName: 'ada', role: 'developer' };

/** What the code of a test's handlers does. */
export type Code = (request: RunRequest & { readonly input: unknown }) => RunOutcome | Promise<RunOutcome>;

export const returned = (value: unknown, durationMs = 1): RunOutcome => ({
  ok: true,
  result: value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value),
  resultType: value === undefined || typeof value === 'string' ? 'text' : 'json',
  resultCut: false,
  output: '',
  durationMs,
});

export const threw = (name: string, message = 'no'): RunOutcome => ({
  ok: false,
  error: { name, message },
  output: '',
  durationMs: 1,
});

/** Handlers as tasks of workflows, on the embedded home's own parts; only the code, and the clock, are the test's. */
export async function openHandlers(code: Code) {
  const clock = manualClock();
  const ids = randomIds();
  const database = openDatabase(':memory:');
  createSchema(database);
  onTestFinished(() => database.close());
  const identities = sqliteIdentityStore(database);
  await identities.addUser({ id: ada.userId, name: ada.userName, role: ada.role, createdAt: 0 });
  const events = sqliteEventLog({ database, clock });
  const handlers = sqliteHandlerStore(database);
  const launch = (execution: FiringExecution): void => launchExecutions(engine)(execution);
  const firings = sqliteFiringStore({ database, clock, log: events, launch });
  const requests: RunRequest[] = [];
  let engine: Engine;
  const deps = {
    firings,
    handlers,
    mails: sqliteMailStore({ database }),
    limits: sqliteRunLimits(database),
    expressions: jsonataExpressions(),
    cancels: localCancels(),
    tokens: { answer: async (token: string) => answerToken(engine, token) },
    runner: {
      run: async (request: RunRequest) => {
        requests.push(request);
        return await code({ ...request, input: JSON.parse(Buffer.from(request.payload).toString()) });
      },
    },
    startWorkflow: (start: WorkflowStart) => workflows.startForRun(start),
    handOver: async (execution: FiringExecution) => launch(execution),
    random: () => 0.5,
    endpoint: 'http://127.0.0.1',
    clock,
    ids,
  };
  const workflowStore = sqliteWorkflowStore(database);
  const runs = sqliteWorkflowRunStore({ database, clock, log: events });
  const workflows = openWorkflows({
    ...deps,
    database,
    engine: () => engine,
    runs,
    events,
    identities,
    namespaces: sqliteNamespaceStore(database),
    onError: (error) => {
      throw error;
    },
    http: { send: () => Promise.reject(new Error('No request is made here.')) },
    urls: {},
    signer: undefined,
    yaml: yamlParser(),
  });
  const machines = loadFiringMachines();
  const start = (): void => {
    engine = openEngine({
      database,
      clock,
      ids,
      tasks: {
        ...firingTasks({ ...deps, runEnded: workflows.runEnded }, (task: RunTask) => invoke(deps, task)),
        step: workflows.step,
      },
      machines: {
        EXPRESS: { definition: machines.EXPRESS, type: 'EXPRESS' },
        STANDARD: { definition: machines.STANDARD, type: 'STANDARD' },
      },
    });
  };
  start();
  engine = engine!;

  /** Lets everything happen that needs no time. */
  const quiet = async (): Promise<void> => {
    for (let turn = 0; turn < 60; turn++) {
      clock.advance(0);
      await new Promise(setImmediate);
    }
  };

  return {
    /** What the code was called with, in order. */
    requests,
    events,
    clock,
    async register(name: string, options: Partial<HandlerDraft> = {}) {
      await handlers.register({
        name,
        hook: 'workflow.task',
        notifyOnSuccess: null,
        notifyOnFailure: null,
        tags: [],
        code: { sha256: 'a'.repeat(64), exportName: 'default' },
        tenantId: ada.userId,
        updatedBy: ada.userName,
        updatedAt: 0,
        ...options,
      });
    },
    /** Stores a workflow of the owner's, each time as its next version. */
    async addWorkflow(name: string, source: string) {
      const { graph } = await checkWorkflow(source, workflows.deps);
      const key = { tenantId: ada.userId, name };
      const stored = await workflowStore.put({
        ...key,
        owner: ada.userName,
        version: ((await workflowStore.newestVersion(key)) ?? -1) + 1,
        source,
        graph: graph!,
        documentSha256: compileWorkflow(graph!).sha256,
        createdAt: 0,
        updatedAt: 0,
      });
      if (!stored) throw new Error('The version is taken.');
    },
    /** Fires a hook with any JSON, and lets everything happen that needs no time. */
    async fire(hook: string, payload: unknown): Promise<string> {
      const hooks = { get: async (name: string) => ({ name, description: '', createdAt: 0 }) };
      const schemas = { problem: () => undefined, violation: () => undefined };
      const { id } = await accept({ ...deps, hooks, schemas }, ada, {
        hook,
        payload: Buffer.from(JSON.stringify(payload)),
        tags: [],
        allHandlers: false,
      });
      await quiet();
      return id;
    },
    /** The first run of a firing. */
    firstRun: async (firingId: string) => (await firings.get(firingId))!.runs[0]!,
    /** The texts of the e-mails that were queued, the newest first. */
    async mails() {
      const queued = await deps.mails.list({ limit: 100 });
      const composed = queued.map(async (mail) => ({ to: mail.to, ...(await composeFor(deps, mail)) }));
      return await Promise.all(composed);
    },
    setLimits: (limits: WorkflowLimits) => workflows.deps.places.setLimits(limits),
    workflowRun: (runId: string) => runs.get({ tenantId: ada.userId, runId }),
    /** Asks once more for the start of a workflow's run, as after a crash before it was known. */
    async startAgain(start: Omit<WorkflowStart, 'tenantId'>) {
      const answer = await workflows.startForRun({ ...start, tenantId: ada.userId });
      await quiet();
      return answer;
    },
    async start(source: string, input: unknown = {}) {
      await startRun(workflows.deps, ada, { workflow: { source }, runId: 'r', input });
      await quiet();
    },
    run: async () => (await runs.get({ tenantId: ada.userId, runId: 'r' }))!,
    step: async (stepId: string) => (await runs.steps({ tenantId: ada.userId, runId: 'r' }, [stepId]))[0]!,
    /** Lets time pass, everything in its order. */
    async pass(seconds: number) {
      const until = clock.now() + seconds * 1000;
      for (;;) {
        await quiet();
        const next = clock.nextDue();
        if (next === undefined || next > until) break;
        clock.advance(next - clock.now());
      }
      clock.advance(until - clock.now());
      await quiet();
    },
    async cancel() {
      await cancelRun(workflows.deps, ada, { tenantId: ada.userId, runId: 'r' });
      await quiet();
    },
    /** Cancels what a handler does for a step, as its owner asks for it by its id. */
    async cancelWork(stepId: string) {
      const [step] = await runs.steps({ tenantId: ada.userId, runId: 'r' }, [stepId]);
      const firing = (await firings.get(String(step?.work?.firingId)))!.runs[0]!;
      await cancelFiringRun({ ...deps, runEnded: workflows.runEnded }, ada, runIdOf(firing));
      await quiet();
    },
    async restart() {
      await restartRun(workflows.deps, ada, { tenantId: ada.userId, runId: 'r' });
      await quiet();
    },
    /** What a kill -9 and a start do: what went on is gone, everything stored is there. */
    async crash() {
      await engine.close();
      start();
      engine.recover();
      await workflows.recover();
      await quiet();
    },
  };
}
