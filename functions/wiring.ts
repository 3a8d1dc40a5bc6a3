import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { cachedHooks } from '../adapters/aws/cache/cached-hooks.ts';
import { cachedIdentities } from '../adapters/aws/cache/cached-identities.ts';
import { cachedVersions } from '../adapters/aws/cache/cached-versions.ts';
import { dynamodbLogEnd } from '../adapters/aws/dynamodb/events/log-end.ts';
import { dynamodbFiringStore } from '../adapters/aws/dynamodb/firings/firing-store.ts';
import { dynamodbCancels } from '../adapters/aws/dynamodb/firings/watch-cancels.ts';
import { dynamodbHandlerStore } from '../adapters/aws/dynamodb/handlers/handler-store.ts';
import { dynamodbHookStore } from '../adapters/aws/dynamodb/hooks/hook-store.ts';
import { dynamodbIdentityStore } from '../adapters/aws/dynamodb/identities/identity-store.ts';
import { dynamodbRunLimits } from '../adapters/aws/dynamodb/limits/run-limits.ts';
import { dynamodbMailStore } from '../adapters/aws/dynamodb/mails/mail-store.ts';
import type { Table } from '../adapters/aws/dynamodb/table.ts';
import { askStep } from '../adapters/aws/lambda/call-step.ts';
import { lambdaRunner } from '../adapters/aws/lambda/lambda-runner.ts';
import { presignDownload, presignUpload, s3CodeStore } from '../adapters/aws/s3/s3-code-store.ts';
import { s3Objects } from '../adapters/aws/s3/s3-objects.ts';
import { sesMailer } from '../adapters/aws/ses/ses-mailer.ts';
import { sqsFiringQueue } from '../adapters/aws/sqs/firing-queue.ts';
import { sqsMailQueue } from '../adapters/aws/sqs/mail-queue.ts';
import { stepfunctionsOrchestrator } from '../adapters/aws/stepfunctions/stepfunctions-orchestrator.ts';
import { stepfunctionsTokens } from '../adapters/aws/stepfunctions/task-tokens.ts';
import type { AppDeps, FireDeps } from '../adapters/http/deps.ts';
import { randomIds } from '../adapters/node/random-ids.ts';
import { systemClock } from '../adapters/node/system-clock.ts';
import type { FiringExecution } from '../core/ports/orchestrator.ts';
import type { RunEnded } from '../core/workflow/handler/run-ended.ts';
import {
  eventsEnv,
  firingQueueEnv,
  machinesEnv,
  mailEnv,
  mailQueueEnv,
  readEnv,
  registryEnv,
  runnerEnv,
  stepFunctionEnv,
  storageEnv,
} from './env.ts';

/** How long a warm function trusts what it read of keys, users and hooks. */
export const KEEP_MS = 10_000;

/** The longest that one run may take, and what the runner needs around it. */
const RUN_SOCKET_MS = 890_000;

/** The longest that is waited for the end of a step to be told, a little less than `notify` may take. */
const STEP_MS = 25_000;

/** The answers come within milliseconds, or never: better to ask again early. */
export const impatient = { requestHandler: { connectionTimeout: 1000, requestTimeout: 5000 } };

/** For `accept`: what its one route needs, with the queue that firings go to; but for the validator and the expressions, which the others need not load. */
export function wireAccept(): Omit<FireDeps, 'schemas' | 'expressions'> {
  const { FIRING_QUEUE_URL } = readEnv(firingQueueEnv);
  return fireDeps(openStores(sqsFiringQueue(new SQSClient(impatient), FIRING_QUEUE_URL)));
}

/** For `api`: the other routes too, without the right to fire. */
export function wireApi(): Omit<AppDeps, 'schemas' | 'expressions'> {
  const stores = openStores(() => Promise.reject(new Error('Firings go to the function "accept".')));
  const { bucket, mails, registry, clock } = stores;
  const eventsTable = { client: registry.client, name: readEnv(eventsEnv).EVENTS_TABLE };
  return {
    ...fireDeps(stores),
    mails,
    events: dynamodbLogEnd(eventsTable, clock),
    code: s3CodeStore(bucket),
    codeUploads: {
      uploadFor: (tenantId, sha256, sizeBytes) => presignUpload(bucket, tenantId, sha256, sizeBytes),
    },
  };
}

/** For `plan`. */
export function wirePlan() {
  const { EXPRESS_MACHINE_ARN, STANDARD_MACHINE_ARN } = readEnv(machinesEnv);
  return {
    orchestrator: stepfunctionsOrchestrator(new SFNClient(impatient), {
      EXPRESS: EXPRESS_MACHINE_ARN,
      STANDARD: STANDARD_MACHINE_ARN,
    }),
  };
}

/** For `invoke`. */
export function wireInvoke() {
  const { RUNNER_FUNCTION, HOOKLINE_ENDPOINT } = readEnv(runnerEnv);
  const { FIRING_QUEUE_URL } = readEnv(firingQueueEnv);
  const stores = openStores();
  const client = new LambdaClient({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 1000, socketTimeout: RUN_SOCKET_MS },
  });
  return {
    ...stores,
    ...wireLimits(stores),
    random: Math.random,
    startWorkflow: askStep(client, readEnv(stepFunctionEnv).STEP_FUNCTION).startWorkflow,
    // An execution that takes a run over is started like a firing's first.
    handOver: sqsFiringQueue(new SQSClient(impatient), FIRING_QUEUE_URL),
    endpoint: HOOKLINE_ENDPOINT,
    runner: lambdaRunner({
      client,
      functionName: RUNNER_FUNCTION,
      clock: systemClock,
      codeUrl: (tenantId, sha256) => presignDownload(stores.bucket, tenantId, sha256),
    }),
  };
}

/** For `finish`. */
export function wireFinish() {
  return openStores();
}

/** For `admit` and `settle`. */
export function wireLimited() {
  const stores = openStores();
  return { ...stores, ...wireLimits(stores) };
}

export function wireLimits({ firingsTable }: ReturnType<typeof openStores>) {
  return {
    limits: dynamodbRunLimits(firingsTable.table),
    tokens: stepfunctionsTokens(new SFNClient(impatient)),
    cancels: dynamodbCancels(firingsTable.table, systemClock),
  };
}

/** For `notify`. */
export function wireNotify() {
  const { MAIL_QUEUE_URL } = readEnv(mailQueueEnv);
  const stores = openStores();
  const enqueue = sqsMailQueue(new SQSClient(impatient), MAIL_QUEUE_URL);
  return {
    ...stores,
    mails: dynamodbMailStore({ ...stores.firingsTable, enqueue }),
    runEnded: wireRunEnded(),
  };
}

/** Tells workflows of the ends of runs, by the function `step`. */
export function wireRunEnded(): RunEnded {
  const client = new LambdaClient({ requestHandler: { connectionTimeout: 1000, requestTimeout: STEP_MS } });
  return askStep(client, readEnv(stepFunctionEnv).STEP_FUNCTION).runEnded;
}

/** For `deliver`. */
export function wireDeliver() {
  const { MAIL_QUEUE_URL } = readEnv(mailQueueEnv);
  const { MAIL_FROM, MAIL_CONFIGURATION_SET } = readEnv(mailEnv);
  const sender = { from: MAIL_FROM, configurationSet: MAIL_CONFIGURATION_SET };
  return {
    ...openStores(),
    mailer: sesMailer(new SESv2Client(impatient), sender),
    sqs: new SQSClient(impatient),
    queueUrl: MAIL_QUEUE_URL,
  };
}

/** For `bootstrap`. */
export function wireBootstrap() {
  const registry = openRegistry();
  return {
    hooks: dynamodbHookStore(registry),
    identities: dynamodbIdentityStore(registry),
    clock: systemClock,
    ids: randomIds(),
  };
}

/** The table of hooks, handlers, users and keys. */
export function openRegistry(): Table {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(impatient));
  return { client, name: readEnv(registryEnv).REGISTRY_TABLE };
}

/** The stores that most functions use. */
export function openStores(enqueue?: (execution: FiringExecution) => Promise<void>) {
  const env = readEnv(storageEnv);
  const registry = openRegistry();
  const { client } = registry;
  const bucket = { client: new S3Client(impatient), name: env.DATA_BUCKET };
  const firingsTable = {
    table: { client, name: env.FIRINGS_TABLE },
    retentionDays: env.FIRING_RETENTION_DAYS,
  };
  return {
    registry,
    bucket,
    firingsTable,
    clock: systemClock,
    ids: randomIds(),
    handlers: cachedVersions(dynamodbHandlerStore(registry)),
    firings: dynamodbFiringStore({
      ...firingsTable,
      objects: s3Objects(bucket),
      clock: systemClock,
      enqueue: enqueue ?? (() => Promise.reject(new Error('This function takes no firings.'))),
    }),
    mails: dynamodbMailStore({
      ...firingsTable,
      enqueue: () => Promise.reject(new Error('This function queues no e-mails.')),
    }),
  };
}

function fireDeps({
  registry,
  clock,
  ids,
  handlers,
  firings,
}: ReturnType<typeof openStores>): Omit<FireDeps, 'schemas' | 'expressions'> {
  return {
    clock,
    ids,
    handlers,
    firings,
    hooks: cachedHooks(dynamodbHookStore(registry), systemClock, KEEP_MS),
    identities: cachedIdentities(dynamodbIdentityStore(registry), systemClock, KEEP_MS),
    onInternalError: (error: unknown) => console.error('A request failed.', error),
  };
}
