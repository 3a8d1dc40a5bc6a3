import type { EventDeps } from './deps.ts';
import type { HooklineApp } from './hookline-app.ts';
import { addNamespaceRoute } from './routes/events/add-namespace.ts';
import { closeProducerRoute } from './routes/events/close-producer.ts';
import { commitBatchRoute } from './routes/events/commit-batch.ts';
import { countEventsRoute } from './routes/events/count-events.ts';
import { findOffsetRoute } from './routes/events/find-offset.ts';
import { getEventSocketRoute } from './routes/events/get-event-socket.ts';
import { listEventsRoute } from './routes/events/list-events.ts';
import { listNamespacesRoute } from './routes/events/list-namespaces.ts';
import { listSubscriptionsRoute } from './routes/events/list-subscriptions.ts';
import { listenEventsRoute } from './routes/events/listen-events.ts';
import { nextBatchRoute } from './routes/events/next-batch.ts';
import { openProducerRoute } from './routes/events/open-producer.ts';
import { removeSubscriptionRoute } from './routes/events/remove-subscription.ts';
import { renewLeaseRoute } from './routes/events/renew-lease.ts';
import { sendEventRoute } from './routes/events/send-event.ts';
import { sendEventsRoute } from './routes/events/send-events.ts';

const routes: readonly ((app: HooklineApp, deps: EventDeps) => void)[] = [
  sendEventRoute,
  sendEventsRoute,
  listEventsRoute,
  countEventsRoute,
  findOffsetRoute,
  listenEventsRoute,
  getEventSocketRoute,
  openProducerRoute,
  closeProducerRoute,
  listNamespacesRoute,
  addNamespaceRoute,
  listSubscriptionsRoute,
  nextBatchRoute,
  commitBatchRoute,
  renewLeaseRoute,
  removeSubscriptionRoute,
];

/** Adds the routes of the event log to the app. */
export function addEventRoutes(app: HooklineApp, deps: EventDeps): void {
  for (const route of routes) route(app, deps);
}
