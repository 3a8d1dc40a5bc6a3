import type { PresentedCredential } from '../../../../core/identity/authenticate.ts';
import type { Table } from '../table.ts';
import { cancelWaiting } from './cancel-waiting.ts';
import { findWaiting } from './find-waiting.ts';
import { getConnection } from './get-connection.ts';
import type { ConnectionRecord, WaitingRequest } from './listener-items.ts';
import { putConnection } from './put-connection.ts';
import { putWaiting } from './put-waiting.ts';
import { removeConnection } from './remove-connection.ts';
import { removeWaiting } from './remove-waiting.ts';

/** WebSocket connections and what waits on them, in the events table. */
export type ListenerStore = ReturnType<typeof dynamodbListenerStore>;

export function dynamodbListenerStore(events: Table) {
  return {
    addConnection: (connectionId: string, credential: PresentedCredential, now: number) =>
      putConnection(events, connectionId, credential, now),
    connection: (connectionId: string) => getConnection(events, connectionId),
    removeConnection: (connectionId: string) => removeConnection(events, connectionId),
    wait: (connection: ConnectionRecord, request: WaitingRequest, now: number) =>
      putWaiting(events, connection, request, now),
    findWaiting: (place: string) => findWaiting(events, place),
    takeOff: (request: WaitingRequest) => removeWaiting(events, request),
    cancel: (connection: ConnectionRecord, id: string) => cancelWaiting(events, connection, id),
  };
}
