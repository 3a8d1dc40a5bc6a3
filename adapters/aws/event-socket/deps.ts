import type { AuthenticationDeps } from '../../../core/identity/authenticate.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { EventLog } from '../../../core/ports/event-log.ts';
import type { Ids } from '../../../core/ports/ids.ts';
import type { NamespaceStore } from '../../../core/ports/namespace-store.ts';
import type { ListenerStore } from '../dynamodb/listeners/listener-store.ts';
import type { Connections } from './connections.ts';

/** What answering listeners takes. */
export interface ListenerDeps extends AuthenticationDeps {
  readonly clock: Clock;
  readonly events: Pick<EventLog, 'latestOffset' | 'read' | 'waitForEvent'>;
  readonly namespaces: Pick<NamespaceStore, 'get' | 'list'>;
  readonly listeners: ListenerStore;
  readonly connections: Connections;
}

/** And what a request takes. */
export interface SocketDeps extends ListenerDeps {
  readonly ids: Pick<Ids, 'next'>;
}
