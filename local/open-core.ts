import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { folderArchiveStore } from '../adapters/embedded/archive-store.ts';
import {
  EVENT_SOCKET_PATH,
  type EventSockets,
  openEventSockets,
} from '../adapters/embedded/event-socket/event-sockets.ts';
import { memoryOutput } from '../adapters/embedded/live-output.ts';
import { boundHookPositions } from '../adapters/embedded/sqlite/bound-hooks.ts';
import { sqliteCodeStore } from '../adapters/embedded/sqlite/code-store.ts';
import { openDatabase, type StorageFailed } from '../adapters/embedded/sqlite/database.ts';
import { sqliteEventLog } from '../adapters/embedded/sqlite/event-log.ts';
import { sqliteFiringStore } from '../adapters/embedded/sqlite/firing-store.ts';
import { sqliteHandlerStore } from '../adapters/embedded/sqlite/handler-store.ts';
import { sqliteHookStore } from '../adapters/embedded/sqlite/hook-store.ts';
import { sqliteIdentityStore } from '../adapters/embedded/sqlite/identity-store.ts';
import { sqliteMailStore } from '../adapters/embedded/sqlite/mail-store.ts';
import { sqliteNamespaceStore } from '../adapters/embedded/sqlite/namespace-store.ts';
import { sqliteRunLimits } from '../adapters/embedded/sqlite/runs/run-limits.ts';
import { createSchema } from '../adapters/embedded/sqlite/schema.ts';
import { sqliteSubscriptionStore } from '../adapters/embedded/sqlite/subscription-store.ts';
import { sqliteWorkflowRuleStore } from '../adapters/embedded/sqlite/workflows/rule-store.ts';
import { sqliteWorkflowRunStore } from '../adapters/embedded/sqlite/workflows/workflow-run-store.ts';
import { openEngine } from '../adapters/embedded/states-engine/engine.ts';
import { fileTokenSigner } from '../adapters/embedded/token-signer.ts';
import { watchRuns } from '../adapters/embedded/watch-runs.ts';
import { createApp } from '../adapters/http/app.ts';
import { addEventRoutes } from '../adapters/http/event-routes.ts';
import type { HooklineApp } from '../adapters/http/hookline-app.ts';
import { sendEventToRoute } from '../adapters/http/routes/workflow-runs/send-event-to.ts';
import { addRuleRoutes } from '../adapters/http/rule-routes.ts';
import { addRunRoutes } from '../adapters/http/run-routes.ts';
import { addTaskRoutes } from '../adapters/http/task-routes.ts';
import { addTokenRoutes } from '../adapters/http/token-routes.ts';
import { addWorkflowRoutes } from '../adapters/http/workflow-routes.ts';
import { jsonataExpressions } from '../adapters/jsonata/expressions.ts';
import { nodeHttpClient } from '../adapters/node/http-client.ts';
import { localCancels } from '../adapters/node/local-cancels.ts';
import { localStartGate } from '../adapters/node/local-start-gate.ts';
import { randomIds } from '../adapters/node/random-ids.ts';
import type { Network } from '../adapters/node/refused-address.ts';
import { systemClock } from '../adapters/node/system-clock.ts';
import { buildHarness, endBuilds } from '../adapters/process-runner/build-harness.ts';
import { openProcessRunner } from '../adapters/process-runner/runner.ts';
import { schemasafeValidator } from '../adapters/schemasafe/schema-validator.ts';
import { yamlParser } from '../adapters/yaml/yaml-parser.ts';
import { invoke } from '../core/firing/invoke.ts';
import type { RunTask } from '../core/firing/run-task.ts';
import type { FiringExecution } from '../core/ports/orchestrator.ts';
import type { WorkflowStart } from '../core/ports/workflow-starter.ts';
import type { BaseUrls } from '../core/workflow/request/base-urls.ts';
import { actOnEvent } from '../core/workflow/rules/act-on-event.ts';
import { announcedRules } from '../core/workflow/rules/announced-rules.ts';
import { answerToken } from './answer-token.ts';
import { bootstrap } from './bootstrap.ts';
import { fireBoundHooks } from './fire-bound-hooks.ts';
import { firingTasks } from './firing-tasks.ts';
import { followRules } from './follow-rules.ts';
import { launchExecutions } from './launch-executions.ts';
import { listenBySocket } from './listen-by-socket.ts';
import { loadFiringMachines } from './load-machine.ts';
import { openWorkflows } from './open-workflows.ts';
import { pruneDaily } from './prune-daily.ts';
import { pumpMails } from './pump-mails.ts';
import { trackRuns } from './track-runs.ts';

export interface CoreOptions {
  /** The folder that holds everything; created when missing, readable by its owner only. */
  readonly dataDir: string;
  /** Where this platform is reached, for `context.hookline` and uploads. */
  readonly endpoint: string;
  /** Under which others reach it, who verify the tokens of requests; the endpoint unless given. */
  readonly publicUrl?: string;
  /** Without one, e-mails are kept in the outbox. */
  readonly smtpUrl?: string;
  readonly mailFrom: string;
  /** Make another API key for the user `admin`. */
  readonly newAdminKey: boolean;
  /** Addresses inside the network that requests of workflows may reach; none unless given. */
  readonly allowedNetworks?: readonly Network[];
  /** Base URLs of requests, by environ and category. */
  readonly baseUrls?: BaseUrls;
  /** Called once when the disk refuses a write: this core is then to be closed and another opened. */
  readonly onStorageFailed: (error: StorageFailed) => void;
  /** Called with errors that are nobody's answer. */
  readonly onError: (error: unknown) => void;
}

/** Everything behind the HTTP server: the embedded home's composition root. */
export interface Core {
  readonly app: HooklineApp;
  /** What requests for a WebSocket are handed to. */
  readonly sockets: Pick<EventSockets, 'upgrade'>;
  /** The new API key of the user `admin`, on the first start or when asked for. */
  readonly adminKey: string | undefined;
  /** Takes up what an earlier process left unfinished. */
  recover(): void;
  /** Lets running runs end for at most `drainMs` milliseconds, then stops; what is left is taken up at the next start. */
  close(drainMs: number): Promise<void>;
}

/** Opens the data folder and puts the parts together. Nothing runs before `recover`. */
export async function openCore(options: CoreOptions): Promise<Core> {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const harnessPath = await buildHarness(join(options.dataDir, 'runner'));
  await endBuilds();
  const clock = systemClock;
  const ids = randomIds();
  const database = openDatabase(join(options.dataDir, 'hookline.db'));
  database.onFailure(options.onStorageFailed);
  createSchema(database);

  const identities = sqliteIdentityStore(database);
  const hooks = sqliteHookStore(database, () => void boundHooks.update());
  const handlers = sqliteHandlerStore(database);
  const code = sqliteCodeStore(database);
  const mails = sqliteMailStore({
    database,
    outbox: options.smtpUrl === undefined,
    onQueued: () => pump?.wake(),
  });
  const events = sqliteEventLog({ database, clock });
  const namespaces = sqliteNamespaceStore(database);
  const firings = sqliteFiringStore({
    database,
    clock,
    log: events,
    launch: (execution) => launch(execution),
  });
  const workflowRuns = sqliteWorkflowRunStore({ database, clock, log: events });
  const watched = watchRuns(workflowRuns, clock);
  const output = memoryOutput(clock);
  const runner = openProcessRunner({ code, harnessPath, stateDirectory: join(options.dataDir, 'runner') });
  const deps = { identities, hooks, handlers, firings, mails, code, clock, ids, endpoint: options.endpoint };

  const limits = sqliteRunLimits(database);
  const cancels = localCancels();
  const expressions = jsonataExpressions();
  const carryOut = {
    ...deps,
    runner,
    startWorkflow: (start: WorkflowStart) => workflows.startForRun(start),
    limits,
    cancels,
    output,
    gate: localStartGate(clock),
    expressions,
    tokens: { answer: async (token: string) => answerToken(engine, token) },
    handOver: async (execution: FiringExecution) => launch(execution),
    random: Math.random,
  };
  const yaml = yamlParser();
  const signer = fileTokenSigner({
    path: join(options.dataDir, 'token-key.pem'),
    issuer: options.publicUrl ?? options.endpoint,
    ids,
  });
  const workflows = openWorkflows({
    ...carryOut,
    database,
    engine: () => engine,
    runs: watched.runs,
    events,
    namespaces,
    onError: options.onError,
    identities,
    http: nodeHttpClient({ allowed: options.allowedNetworks ?? [] }),
    urls: options.baseUrls ?? {},
    signer,
    yaml,
  });
  const rules = sqliteWorkflowRuleStore(database);
  const ruled = followRules({
    rules,
    events,
    expressions,
    clock,
    act: (...what) => actOnEvent({ ...workflows.deps, identities }, ...what),
    onError: options.onError,
  });
  const runs = trackRuns((task: RunTask) => invoke(carryOut, task));
  const machines = loadFiringMachines();
  const engine = openEngine({
    database,
    clock,
    ids,
    tasks: {
      ...firingTasks({ ...carryOut, runEnded: workflows.runEnded }, runs.run),
      step: workflows.step,
    },
    machines: {
      EXPRESS: { definition: machines.EXPRESS, type: 'EXPRESS' },
      STANDARD: { definition: machines.STANDARD, type: 'STANDARD' },
    },
  });
  const launch = launchExecutions(engine);

  const mailer =
    options.smtpUrl === undefined ? undefined : await openMailer(options.smtpUrl, options.mailFrom);
  const pump = mailer === undefined ? undefined : pumpMails({ ...deps, mailer, onError: options.onError });

  const stopPruning = pruneDaily({
    firings,
    engine,
    workflowRuns,
    limits,
    events,
    namespaces,
    clock,
    onError: options.onError,
  });
  const schemas = schemasafeValidator();
  const boundHooks = fireBoundHooks({
    ...deps,
    events,
    schemas,
    expressions,
    positions: boundHookPositions(database),
    onError: options.onError,
  });
  const app = createApp({
    ...deps,
    events,
    schemas,
    expressions,
    codeUploads: {
      uploadFor: async (_tenantId, sha256) => ({
        url: `${options.endpoint}/v1/code/${sha256}`,
        headers: {},
      }),
    },
    onInternalError: options.onError,
  });
  addEventRoutes(app, {
    ...deps,
    events,
    namespaces,
    subscriptions: sqliteSubscriptionStore(database),
    eventSocketUrl: EVENT_SOCKET_PATH,
  });
  const sockets = openEventSockets({
    connect: (authorization) => listenBySocket({ ...deps, events, namespaces }, authorization),
    clock,
    onError: options.onError,
  });
  addRunRoutes(app, { ...carryOut, events, runEnded: workflows.runEnded });
  addTokenRoutes(app, { signer });
  addTaskRoutes(app, { ...workflows.deps, tasks: workflows.tasks, events, random: Math.random });
  // Only what owners change is told: with each event that a rule passes, its follower writes it too.
  const ownersRules = announcedRules(rules, { marked: () => ruled.update() });
  addRuleRoutes(app, { rules: ownersRules, namespaces, events, expressions, clock });
  sendEventToRoute(app, { ...workflows.waits, onInternalError: options.onError });
  addWorkflowRoutes(app, {
    ...workflows.deps,
    workflows: workflows.registry,
    identities,
    watch: watched.watch,
    archives: folderArchiveStore(join(options.dataDir, 'archives'), ids),
  });

  return {
    app,
    sockets,
    adminKey: await bootstrap(deps, options.newAdminKey),
    recover() {
      engine.recover();
      workflows.recover().catch(options.onError);
      for (const { token } of limits.granted()) answerToken(engine, token);
      pump?.wake();
      void boundHooks.update();
      void ruled.update().catch(options.onError);
    },
    async close(drainMs) {
      stopPruning();
      sockets.close();
      await Promise.all([boundHooks.stop(), ruled.stop(), workflows.stop()]);
      events.close();
      await runs.drain(clock, drainMs);
      await engine.close();
      await Promise.all([runner.close(), pump?.stop()]);
      mailer?.close();
      database.close();
    },
  };
}

/** Without a mail server, nothing of what talks to one is loaded. */
async function openMailer(url: string, from: string) {
  const { smtpMailer } = await import('../adapters/embedded/smtp-mailer.ts');
  return smtpMailer(url, from);
}
