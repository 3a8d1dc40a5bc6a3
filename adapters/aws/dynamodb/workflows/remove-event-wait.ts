import { DeleteCommand, type DeleteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { EventWait } from '../../../../core/ports/event-waits.ts';
import type { Table } from '../table.ts';
import { eventWaitKey } from './event-wait-items.ts';

export const removeEventWaitParams = (
  table: string,
  wait: Pick<EventWait, 'tenantId' | 'runId' | 'stepId' | 'key'>,
): DeleteCommandInput => ({ TableName: table, Key: eventWaitKey(wait) });

export async function removeEventWait(
  table: Table,
  wait: Pick<EventWait, 'tenantId' | 'runId' | 'stepId' | 'key'>,
): Promise<void> {
  await table.client.send(new DeleteCommand(removeEventWaitParams(table.name, wait)));
}
