import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { cachedIdentities } from '../../adapters/aws/cache/cached-identities.ts';
import { dynamodbEventLog } from '../../adapters/aws/dynamodb/events/event-log.ts';
import { dynamodbIdentityStore } from '../../adapters/aws/dynamodb/identities/identity-store.ts';
import { dynamodbListenerStore } from '../../adapters/aws/dynamodb/listeners/listener-store.ts';
import { dynamodbNamespaceStore } from '../../adapters/aws/dynamodb/namespaces/namespace-store.ts';
import { dynamodbSubscriptionStore } from '../../adapters/aws/dynamodb/subscriptions/subscription-store.ts';
import { apiGatewayConnections } from '../../adapters/aws/event-socket/connections.ts';
import { connectionsEnv, eventsEnv, readEnv, socketEnv } from '../env.ts';
import { impatient, KEEP_MS, openStores } from '../wiring.ts';

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

/** For `socket`. */
export function wireSocket() {
  const stores = openEventStores();
  return {
    ...stores,
    listeners: dynamodbListenerStore(stores.eventsTable),
    connections: openConnections(),
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
    eventsTable,
    identities: cachedIdentities(dynamodbIdentityStore(registry), clock, KEEP_MS),
    events: dynamodbEventLog(eventsTable, clock),
    namespaces: dynamodbNamespaceStore(registry),
  };
}
