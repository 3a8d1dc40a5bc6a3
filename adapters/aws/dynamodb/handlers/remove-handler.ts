import { DeleteCommand, type DeleteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { getPointer } from './get-handler.ts';
import { type Pointer, parseRecord, recordKey } from './handler-items.ts';
import { deletePointers } from './retire-pointers.ts';

export const deleteRecordParams = (
  table: string,
  { id, hook, name }: Pointer,
  tenantId?: string,
): DeleteCommandInput => ({
  TableName: table,
  Key: recordKey(hook, name),
  ConditionExpression: tenantId === undefined ? 'id = :id' : 'id = :id AND tenantId = :tenantId',
  ExpressionAttributeValues: { ':id': id, ...(tenantId !== undefined && { ':tenantId': tenantId }) },
  ReturnValues: 'ALL_OLD',
});

/** The record goes first: with it the handler is removed. Its versions stay. */
export async function removeHandler(table: Table, id: number, tenantId?: string): Promise<boolean> {
  const pointer = await getPointer(table, id);
  if (pointer === undefined) return false;
  const removed = await unlessRefused(
    table.client.send(new DeleteCommand(deleteRecordParams(table.name, pointer, tenantId))),
  );
  if (removed === 'refused') return false;
  await deletePointers(table, parseRecord(removed.Attributes));
  return true;
}
