import { DeleteCommand, type DeleteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../table.ts';
import { type ConnectionRecord, waitingKey } from './listener-items.ts';

export const cancelWaitingParams = (
  table: string,
  place: string,
  connectionId: string,
  id: string,
): DeleteCommandInput => ({ TableName: table, Key: waitingKey(place, connectionId, id) });

/** Takes a request off, wherever it waits. */
export async function cancelWaiting(table: Table, connection: ConnectionRecord, id: string): Promise<void> {
  await Promise.all(
    [...connection.places].map((place) =>
      table.client.send(
        new DeleteCommand(cancelWaitingParams(table.name, place, connection.connectionId, id)),
      ),
    ),
  );
}
