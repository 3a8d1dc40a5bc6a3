import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { dynamodbEventLog } from '../../adapters/aws/dynamodb/events/event-log.ts';
import { dynamodbFiringStore } from '../../adapters/aws/dynamodb/firings/firing-store.ts';
import { dynamodbHandlerStore } from '../../adapters/aws/dynamodb/handlers/handler-store.ts';
import { dynamodbHookStore } from '../../adapters/aws/dynamodb/hooks/hook-store.ts';
import { dynamodbIdentityStore } from '../../adapters/aws/dynamodb/identities/identity-store.ts';
import { dynamodbRunLimits } from '../../adapters/aws/dynamodb/limits/run-limits.ts';
import { dynamodbMailStore } from '../../adapters/aws/dynamodb/mails/mail-store.ts';
import { dynamodbNamespaceStore } from '../../adapters/aws/dynamodb/namespaces/namespace-store.ts';
import { dynamodbOutput } from '../../adapters/aws/dynamodb/output/live-output.ts';
import { dynamodbSubscriptionStore } from '../../adapters/aws/dynamodb/subscriptions/subscription-store.ts';
import { dynamodbEventBoxes } from '../../adapters/aws/dynamodb/workflows/event-boxes.ts';
import { dynamodbEventWaits } from '../../adapters/aws/dynamodb/workflows/event-waits.ts';
import { dynamodbLatchStore } from '../../adapters/aws/dynamodb/workflows/latch-store.ts';
import { dynamodbWorkflowRuleStore } from '../../adapters/aws/dynamodb/workflows/rule-store.ts';
import { dynamodbTaskQueue } from '../../adapters/aws/dynamodb/workflows/task-queue.ts';
import { dynamodbWorkflowPlaces } from '../../adapters/aws/dynamodb/workflows/workflow-places.ts';
import { dynamodbWorkflowRunStore } from '../../adapters/aws/dynamodb/workflows/workflow-run-store.ts';
import { dynamodbWorkflowStore } from '../../adapters/aws/dynamodb/workflows/workflow-store.ts';
import { s3CodeStore } from '../../adapters/aws/s3/s3-code-store.ts';
import { s3Folders } from '../../adapters/aws/s3/s3-folders.ts';
import { s3Objects } from '../../adapters/aws/s3/s3-objects.ts';
import { parseExecution, sqsFiringQueue } from '../../adapters/aws/sqs/firing-queue.ts';
import { sqsMailQueue } from '../../adapters/aws/sqs/mail-queue.ts';
import { recordWorkflows } from '../../adapters/aws/streams/record-workflows.ts';
import { memoryOutput } from '../../adapters/embedded/live-output.ts';
import { sqliteCodeStore } from '../../adapters/embedded/sqlite/code-store.ts';
import { openDatabase } from '../../adapters/embedded/sqlite/database.ts';
import { sqliteEventLog } from '../../adapters/embedded/sqlite/event-log.ts';
import { sqliteFiringStore } from '../../adapters/embedded/sqlite/firing-store.ts';
import { sqliteHandlerStore } from '../../adapters/embedded/sqlite/handler-store.ts';
import { sqliteHookStore } from '../../adapters/embedded/sqlite/hook-store.ts';
import { sqliteIdentityStore } from '../../adapters/embedded/sqlite/identity-store.ts';
import { sqliteMailStore } from '../../adapters/embedded/sqlite/mail-store.ts';
import { sqliteNamespaceStore } from '../../adapters/embedded/sqlite/namespace-store.ts';
import { sqliteRunLimits } from '../../adapters/embedded/sqlite/runs/run-limits.ts';
import { createSchema } from '../../adapters/embedded/sqlite/schema.ts';
import { sqliteSubscriptionStore } from '../../adapters/embedded/sqlite/subscription-store.ts';
import { sqliteEventBoxes } from '../../adapters/embedded/sqlite/workflows/event-boxes.ts';
import { sqliteEventWaits } from '../../adapters/embedded/sqlite/workflows/event-waits.ts';
import { sqliteLatchStore } from '../../adapters/embedded/sqlite/workflows/latch-store.ts';
import { sqliteWorkflowRuleStore } from '../../adapters/embedded/sqlite/workflows/rule-store.ts';
import { sqliteTaskQueue } from '../../adapters/embedded/sqlite/workflows/task-queue.ts';
import { sqliteWorkflowPlaces } from '../../adapters/embedded/sqlite/workflows/workflow-places.ts';
import { sqliteWorkflowRunStore } from '../../adapters/embedded/sqlite/workflows/workflow-run-store.ts';
import { sqliteWorkflowStore } from '../../adapters/embedded/sqlite/workflows/workflow-store.ts';
import { randomIds } from '../../adapters/node/random-ids.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { CodeStore } from '../../core/ports/code-store.ts';
import type { EventBoxes } from '../../core/ports/event-boxes.ts';
import type { EventLog, EventRecord } from '../../core/ports/event-log.ts';
import type { EventWaits } from '../../core/ports/event-waits.ts';
import type { FiringStore } from '../../core/ports/firing-store.ts';
import type { HandlerStore } from '../../core/ports/handler-store.ts';
import type { HookStore } from '../../core/ports/hook-store.ts';
import type { IdentityStore } from '../../core/ports/identity-store.ts';
import type { LatchStore } from '../../core/ports/latch-store.ts';
import type { LiveOutput } from '../../core/ports/live-output.ts';
import type { MailStore } from '../../core/ports/mail-store.ts';
import type { NamespaceStore } from '../../core/ports/namespace-store.ts';
import type { FiringExecution } from '../../core/ports/orchestrator.ts';
import type { RunControl } from '../../core/ports/run-control.ts';
import type { RunLimits } from '../../core/ports/run-limits.ts';
import type { SubscriptionStore } from '../../core/ports/subscription-store.ts';
import type { TaskQueue } from '../../core/ports/task-queue.ts';
import type { WorkflowPlaces } from '../../core/ports/workflow-places.ts';
import type { WorkflowRuleStore } from '../../core/ports/workflow-rule-store.ts';
import type { WorkflowRunStore } from '../../core/ports/workflow-run-store.ts';
import type { WorkflowStore } from '../../core/ports/workflow-store.ts';
import { streamFilters } from '../../infra/stream-filters.ts';
import { startCountingProxy } from '../aws/counting-proxy.ts';
import { type LocalAws, startLocalAws } from '../aws/local-aws.ts';
import { openTableStreams } from '../aws/table-streams.ts';
import { select, wholeLog } from './event-drafts.ts';
import { type ManualClock, manualClock } from './manual-clock.ts';

/** The storage ports of one home, empty. */
export interface Stores {
  readonly hooks: HookStore;
  readonly handlers: HandlerStore;
  readonly identities: IdentityStore;
  readonly firings: FiringStore & RunControl;
  readonly mails: MailStore;
  readonly code: CodeStore;
  readonly clock: ManualClock;
  readonly events: EventLog;
  readonly namespaces: NamespaceStore;
  readonly subscriptions: SubscriptionStore;
  readonly limits: RunLimits;
  readonly output: LiveOutput;
  readonly workflows: WorkflowStore;
  readonly workflowRuns: WorkflowRunStore;
  readonly places: WorkflowPlaces;
  readonly eventBoxes: EventBoxes;
  readonly eventWaits: EventWaits;
  readonly latches: LatchStore;
  readonly rules: WorkflowRuleStore;
  readonly taskQueue: TaskQueue;
  /** What the log has, after what tells it of workflows was done, and done again. */
  told(): Promise<EventRecord[]>;
  /** The executions handed to the engine since the last call. */
  launched(): Promise<FiringExecution[]>;
}

/** One of the two homes, for the suites that both pass. */
export interface Home {
  readonly name: string;
  /** Once per test file. */
  start(): Promise<void>;
  /** Empty stores, for each test. */
  open(): Promise<Stores>;
  stop(): Promise<void>;
}

/** DynamoDB, SQS and S3, over the wire. */
export function awsHome(): Home {
  let aws: LocalAws;
  let watched: Awaited<ReturnType<typeof startCountingProxy>>;
  let streams = openTableStreams();
  return {
    name: 'AWS',
    async start() {
      aws = await startLocalAws();
      watched = await startCountingProxy(aws.dynamodbEndpoint, () => {}, {
        prepare: (call, body) => streams.prepare(call, body),
        written: (call, body, answer) => streams.written(call, body, answer),
      });
    },
    async open() {
      const [registry, table, eventsTable, workflowsTable] = await Promise.all([
        aws.createTable('registry'),
        aws.createTable('firings'),
        aws.createTable('events'),
        aws.createTable('workflows', watched.endpoint),
      ]);
      const bucket = aws.createBucket();
      const queueUrl = aws.createQueue();
      const clock = manualClock();
      const retentionDays = 90;
      const events = dynamodbEventLog(eventsTable, clockOfLog(clock));
      const ids = randomIds();
      const objects = { ...s3Objects(bucket), ...s3Folders(bucket) };
      const workflowDeps = { table: workflowsTable, objects, ids };
      streams = openTableStreams();
      streams.follow({
        table: workflowsTable.name,
        filters: streamFilters.recordWorkflows,
        batchSize: 100,
        consume: (batch) => recordWorkflows({ clock, objects, events }, batch),
      });
      return {
        hooks: dynamodbHookStore(registry),
        handlers: dynamodbHandlerStore(registry),
        identities: dynamodbIdentityStore(registry),
        code: s3CodeStore(bucket),
        firings: dynamodbFiringStore({
          table,
          objects: s3Objects(bucket),
          enqueue: sqsFiringQueue(aws.sqs, queueUrl),
          clock,
          retentionDays,
        }),
        mails: dynamodbMailStore({ table, enqueue: sqsMailQueue(aws.sqs, aws.createQueue()), retentionDays }),
        events,
        namespaces: dynamodbNamespaceStore(registry),
        subscriptions: dynamodbSubscriptionStore(eventsTable),
        limits: dynamodbRunLimits(table),
        output: dynamodbOutput(table, clock),
        workflows: dynamodbWorkflowStore(workflowDeps),
        workflowRuns: dynamodbWorkflowRunStore(workflowDeps),
        places: dynamodbWorkflowPlaces(workflowsTable, ids),
        eventBoxes: dynamodbEventBoxes(workflowDeps),
        eventWaits: dynamodbEventWaits(workflowsTable),
        latches: dynamodbLatchStore(workflowsTable, ids),
        rules: dynamodbWorkflowRuleStore(workflowsTable, ids),
        taskQueue: dynamodbTaskQueue(workflowDeps),
        async told() {
          await streams.deliver();
          await streams.redeliver(2);
          return await everyEvent(events);
        },
        clock,
        async launched() {
          const receive = new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 });
          const { Messages } = await aws.sqs.send(receive);
          return (Messages ?? []).map(({ Body }) => parseExecution(Body ?? ''));
        },
      };
    },
    async stop() {
      await watched.close();
      await aws.close();
    },
  };
}

/**
 * A wait of the log is over when the manual clock has moved so far, and in time: readers wait for senders that are on their
 * way. Events of 1970 are not old.
 */
function clockOfLog(manual: ManualClock): Clock {
  return {
    now: () => 0,
    schedule(delayMs, callback) {
      const cancels = [manual, systemClock].map((clock) =>
        clock.schedule(delayMs, () => {
          for (const cancel of cancels) cancel();
          callback();
        }),
      );
      return () => {
        for (const cancel of cancels) cancel();
      };
    },
  };
}

async function everyEvent(log: Pick<EventLog, 'read'>): Promise<EventRecord[]> {
  return (await log.read(select(), wholeLog, 1000)).events;
}

/** One SQLite database. */
export function embeddedHome(): Home {
  const opened: { close(): void }[] = [];
  return {
    name: 'embedded',
    async start() {},
    async open() {
      const database = openDatabase(':memory:');
      opened.push(database);
      createSchema(database);
      const clock = manualClock();
      const events = sqliteEventLog({ database, clock });
      let launched: FiringExecution[] = [];
      return {
        hooks: sqliteHookStore(database),
        handlers: sqliteHandlerStore(database),
        identities: sqliteIdentityStore(database),
        code: sqliteCodeStore(database),
        firings: sqliteFiringStore({
          database,
          clock,
          log: events,
          launch: (execution) => launched.push(execution),
        }),
        mails: sqliteMailStore({ database }),
        events,
        namespaces: sqliteNamespaceStore(database),
        subscriptions: sqliteSubscriptionStore(database),
        limits: sqliteRunLimits(database),
        output: memoryOutput(clock),
        workflows: sqliteWorkflowStore(database),
        workflowRuns: sqliteWorkflowRunStore({ database, clock, log: events }),
        places: sqliteWorkflowPlaces(database),
        eventBoxes: sqliteEventBoxes(database),
        eventWaits: sqliteEventWaits(database),
        latches: sqliteLatchStore(database),
        rules: sqliteWorkflowRuleStore(database),
        taskQueue: sqliteTaskQueue(database),
        told: () => everyEvent(events),
        clock,
        async launched() {
          const executions = launched;
          launched = [];
          return executions;
        },
      };
    },
    async stop() {
      for (const database of opened) database.close();
    },
  };
}
