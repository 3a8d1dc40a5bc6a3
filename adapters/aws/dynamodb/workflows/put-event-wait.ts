import { PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import type { EventWait } from '../../../../core/ports/event-waits.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { eventWaitItem } from './event-wait-items.ts';

export const putEventWaitParams = (table: string, wait: EventWait): PutCommandInput => ({
  TableName: table,
  Item: eventWaitItem(wait),
  ConditionExpression: 'attribute_not_exists(PK)',
});

/** What is there already stays. */
export async function putEventWait(table: Table, wait: EventWait): Promise<void> {
  await unlessRefused(table.client.send(new PutCommand(putEventWaitParams(table.name, wait))));
}
