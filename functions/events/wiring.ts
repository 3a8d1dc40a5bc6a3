import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { SQSClient } from '@aws-sdk/client-sqs';
import { cachedIdentities } from '../../adapters/aws/cache/cached-identities.ts';
import { dynamodbEventLog } from '../../adapters/aws/dynamodb/events/event-log.ts';
import { dynamodbHookStore } from '../../adapters/aws/dynamodb/hooks/hook-store.ts';
import { listBindings } from '../../adapters/aws/dynamodb/hooks/list-bindings.ts';
import { dynamodbIdentityStore } from '../../adapters/aws/dynamodb/identities/identity-store.ts';
import { dynamodbListenerStore } from '../../adapters/aws/dynamodb/listeners/listener-store.ts';
import { dynamodbNamespaceStore } from '../../adapters/aws/dynamodb/namespaces/namespace-store.ts';
import { dynamodbOutput } from '../../adapters/aws/dynamodb/output/live-output.ts';
import { dynamodbSubscriptionStore } from '../../adapters/aws/dynamodb/subscriptions/subscription-store.ts';
import { dynamodbWatchedEvents } from '../../adapters/aws/dynamodb/workflows/watched-events.ts';
import { apiGatewayConnections } from '../../adapters/aws/event-socket/connections.ts';
import { s3Folders } from '../../adapters/aws/s3/s3-folders.ts';
import { s3Objects } from '../../adapters/aws/s3/s3-objects.ts';
import { sqsTriggerQueue } from '../../adapters/aws/sqs/trigger-queue.ts';
import { sqsWakeQueue } from '../../adapters/aws/sqs/wake-queue.ts';
import {
  connectionsEnv,
  eventsEnv,
  readEnv,
  socketEnv,
  triggerQueueEnv,
  wakeQueueEnv,
  workflowsEnv,
} from '../env.ts';
import {
  impatient,
  KEEP_MS,
  openRegistry,
  openStores,
  wireAccept,
  wireLimits,
  wireRunEnded,
} from '../wiring.ts';

/** How long `publish` goes by the rules that it read; a change is seen at once, see `watched-events.ts`. */
const KEEP_RULES_MS = 60_000;

/** For `events`. */
export function wireEvents() {
  const stores = openEventStores();
  return {
    ...stores,
    subscriptions: dynamodbSubscriptionStore(stores.eventsTable),
    eventSocketUrl: readEnv(socketEnv).EVENT_SOCKET_URL,
    onInternalError: (error: unknown) => console.error('A request failed.', error),
  };
}

/** For `runs`. */
export function wireRuns() {
  const stores = openStores();
  const { registry, firingsTable, clock } = stores;
  const eventsTable = { client: registry.client, name: readEnv(eventsEnv).EVENTS_TABLE };
  return {
    ...stores,
    ...wireLimits(stores),
    identities: cachedIdentities(dynamodbIdentityStore(registry), clock, KEEP_MS),
    events: dynamodbEventLog(eventsTable, clock),
    output: dynamodbOutput(firingsTable.table, clock),
    runEnded: wireRunEnded(),
    onInternalError: (error: unknown) => console.error('A request failed.', error),
  };
}

/** For `socket`. */
export function wireSocket() {
  const stores = openEventStores();
  return {
    ...stores,
    listeners: dynamodbListenerStore(stores.eventsTable),
    connections: openConnections(),
  };
}

/** For `publish`. */
export function wirePublish() {
  const stores = openEventStores();
  const sqs = new SQSClient(impatient);
  const workflows = { client: stores.registry.client, name: readEnv(workflowsEnv).WORKFLOWS_TABLE };
  return {
    ...stores,
    listeners: dynamodbListenerStore(stores.eventsTable),
    connections: openConnections(),
    bindings: () => listBindings(stores.registry),
    trigger: sqsTriggerQueue(sqs, readEnv(triggerQueueEnv).TRIGGER_QUEUE_URL),
    watched: dynamodbWatchedEvents(workflows, stores.clock, KEEP_RULES_MS),
    wake: sqsWakeQueue(sqs, readEnv(wakeQueueEnv).WAKE_QUEUE_URL),
    onError: (error: unknown) => console.error('A listener was not answered.', error),
  };
}

/** For `trigger`: what firing takes, and the log; but for the validator and the expressions. */
export function wireTrigger() {
  const { EVENTS_TABLE } = readEnv(eventsEnv);
  const deps = wireAccept();
  const registry = openRegistry();
  return {
    ...deps,
    freshHooks: dynamodbHookStore(registry),
    events: dynamodbEventLog({ client: registry.client, name: EVENTS_TABLE }, deps.clock),
  };
}

/** For `record`. */
export function wireRecord() {
  const { registry, bucket, ...stores } = openStores();
  const { client } = registry;
  const eventsTable = { client, name: readEnv(eventsEnv).EVENTS_TABLE };
  return {
    ...stores,
    workflowsTable: { client, name: readEnv(workflowsEnv).WORKFLOWS_TABLE },
    objects: { ...s3Objects(bucket), ...s3Folders(bucket) },
    events: dynamodbEventLog(eventsTable, stores.clock),
    wake: sqsWakeQueue(new SQSClient(impatient), readEnv(wakeQueueEnv).WAKE_QUEUE_URL),
  };
}

function openConnections() {
  const endpoint = readEnv(connectionsEnv).EVENT_CONNECTIONS_URL;
  return apiGatewayConnections(new ApiGatewayManagementApiClient({ ...impatient, endpoint }));
}

/** The log, and what it takes to know who asks. */
function openEventStores() {
  const { registry, clock, firings, ids } = openStores();
  const eventsTable = { client: registry.client, name: readEnv(eventsEnv).EVENTS_TABLE };
  return {
    clock,
    ids,
    firings,
    registry,
    eventsTable,
    identities: cachedIdentities(dynamodbIdentityStore(registry), clock, KEEP_MS),
    events: dynamodbEventLog(eventsTable, clock),
    namespaces: dynamodbNamespaceStore(registry),
  };
}
