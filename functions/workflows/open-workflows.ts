import { KMSClient } from '@aws-sdk/client-kms';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { cachedIdentities } from '../../adapters/aws/cache/cached-identities.ts';
import { dynamodbEventLog } from '../../adapters/aws/dynamodb/events/event-log.ts';
import { dynamodbIdentityStore } from '../../adapters/aws/dynamodb/identities/identity-store.ts';
import { dynamodbNamespaceStore } from '../../adapters/aws/dynamodb/namespaces/namespace-store.ts';
import { dynamodbEventBoxes } from '../../adapters/aws/dynamodb/workflows/event-boxes.ts';
import { dynamodbEventWaits } from '../../adapters/aws/dynamodb/workflows/event-waits.ts';
import { dynamodbLatchStore } from '../../adapters/aws/dynamodb/workflows/latch-store.ts';
import { markRules } from '../../adapters/aws/dynamodb/workflows/mark-rules.ts';
import { dynamodbWorkflowRuleStore } from '../../adapters/aws/dynamodb/workflows/rule-store.ts';
import { dynamodbTaskQueue } from '../../adapters/aws/dynamodb/workflows/task-queue.ts';
import { dynamodbWorkflowPlaces } from '../../adapters/aws/dynamodb/workflows/workflow-places.ts';
import { dynamodbWorkflowRunStore } from '../../adapters/aws/dynamodb/workflows/workflow-run-store.ts';
import { dynamodbWorkflowStore } from '../../adapters/aws/dynamodb/workflows/workflow-store.ts';
import { kmsTokenSigner } from '../../adapters/aws/kms/kms-token-signer.ts';
import { s3ArchiveStore } from '../../adapters/aws/s3/s3-archive-store.ts';
import { s3Folders } from '../../adapters/aws/s3/s3-folders.ts';
import { s3Objects } from '../../adapters/aws/s3/s3-objects.ts';
import { sqsFiringQueue } from '../../adapters/aws/sqs/firing-queue.ts';
import { stepfunctionsWorkflowExecutions } from '../../adapters/aws/stepfunctions/workflow-executions.ts';
import { jsonataExpressions } from '../../adapters/jsonata/expressions.ts';
import { nodeHttpClient } from '../../adapters/node/http-client.ts';
import { parseNetwork } from '../../adapters/node/refused-address.ts';
import { yamlParser } from '../../adapters/yaml/yaml-parser.ts';
import { composeTaskKinds } from '../../core/workflow/compose-task-kinds.ts';
import { type RunEnded, runEnded } from '../../core/workflow/handler/run-ended.ts';
import { parseBaseUrls } from '../../core/workflow/request/base-urls.ts';
import type { WorkflowDeps } from '../../core/workflow/run/deps.ts';
import { endStep } from '../../core/workflow/run/end-step.ts';
import type { WaitDeps } from '../../core/workflow/wait/deps.ts';
import {
  eventsEnv,
  firingQueueEnv,
  readEnv,
  requestsEnv,
  tokensEnv,
  workflowMachinesEnv,
  workflowsEnv,
} from '../env.ts';
import { impatient, KEEP_MS, openStores, wireLimits } from '../wiring.ts';

/**
 * Puts together what carries out workflows.
 *
 * @param stepFunction the name of the function that the machines call.
 */
export function openWorkflows(stepFunction: string) {
  const stores = openStores(
    sqsFiringQueue(new SQSClient(impatient), readEnv(firingQueueEnv).FIRING_QUEUE_URL),
  );
  const { registry, bucket, clock, ids } = stores;
  const { client } = registry;
  const table = { client, name: readEnv(workflowsEnv).WORKFLOWS_TABLE };
  const objects = { ...s3Objects(bucket), ...s3Folders(bucket) };
  const events = dynamodbEventLog({ client, name: readEnv(eventsEnv).EVENTS_TABLE }, clock);
  const runs = dynamodbWorkflowRunStore({ table, objects, ids });
  const registered = dynamodbWorkflowStore({ table, objects, ids });
  const tasks = dynamodbTaskQueue({ table, objects, ids });
  const { allowed, urls } = allowedRequests();
  const http = nodeHttpClient({ allowed });
  const signer = openSigner();
  const identities = cachedIdentities(dynamodbIdentityStore(registry), clock, KEEP_MS);
  const waits: WaitDeps = {
    runs,
    events,
    identities,
    clock,
    waits: dynamodbEventWaits(table),
    boxes: dynamodbEventBoxes({ table, objects, ids }),
    latches: dynamodbLatchStore(table, ids),
    namespaces: dynamodbNamespaceStore(registry),
    random: Math.random,
    endStep: (key, result) => endStep(deps, key, result),
  };
  const deps: WorkflowDeps = {
    ...stores,
    http,
    runs,
    events,
    kinds: composeTaskKinds({ ...stores, ...wireLimits(stores), http, urls, signer, tasks, events, waits }),
    workflows: registered,
    places: dynamodbWorkflowPlaces(table, ids),
    executions: stepfunctionsWorkflowExecutions(new SFNClient(impatient), machinesOf(stepFunction), clock),
    yaml: yamlParser(),
    expressions: jsonataExpressions(),
  };
  const told: RunEnded = (...args) => runEnded({ ...stores, runs, endStep: waits.endStep }, ...args);
  return {
    deps: { ...deps, identities },
    registered,
    archives: s3ArchiveStore(bucket),
    waits,
    signer,
    rules: dynamodbWorkflowRuleStore(table, ids),
    markRules: () => markRules(table, ids.next()),
    tasks,
    events,
    runEnded: told,
  };
}

function machinesOf(stepFunction: string) {
  const env = readEnv(workflowMachinesEnv);
  return {
    arnPrefix: env.WORKFLOW_MACHINE_ARN_PREFIX,
    roleArn: env.WORKFLOW_MACHINE_ROLE_ARN,
    logGroupArn: env.WORKFLOW_LOG_GROUP_ARN,
    stepFunction,
  };
}

function openSigner() {
  const { TOKEN_KEY_ARN: keyArn, HOOKLINE_ENDPOINT: issuer } = readEnv(tokensEnv);
  return keyArn === '' ? undefined : kmsTokenSigner({ client: new KMSClient(impatient), keyArn, issuer });
}

function allowedRequests() {
  const { HOOKLINE_ALLOW_NETWORKS: networks, HOOKLINE_URLS } = readEnv(requestsEnv);
  return {
    allowed: networks === '' ? [] : networks.split(',').map(parseNetwork),
    urls: parseBaseUrls(HOOKLINE_URLS),
  };
}
