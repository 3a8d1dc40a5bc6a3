import { DeleteCommand, type DeleteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../table.ts';
import { type EventWaitId, eventWaitKey } from './event-wait-items.ts';

export const removeEventWaitParams = (table: string, wait: EventWaitId): DeleteCommandInput => ({
  TableName: table,
  Key: eventWaitKey(wait),
});

export async function removeEventWait(table: Table, wait: EventWaitId): Promise<void> {
  await table.client.send(new DeleteCommand(removeEventWaitParams(table.name, wait)));
}
