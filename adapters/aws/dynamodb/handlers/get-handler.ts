import { GetCommand, type GetCommandInput } from '@aws-sdk/lib-dynamodb';
import type { HandlerRecord } from '../../../../core/ports/handler-store.ts';
import { sortableId, type Table } from '../table.ts';
import {
  listingPartition,
  type Pointer,
  parsePointer,
  parseRecord,
  parseVersion,
  recordKey,
  versionKey,
} from './handler-items.ts';

export const getRecordParams = (table: string, hook: string, name: string): GetCommandInput => ({
  TableName: table,
  Key: recordKey(hook, name),
  ConsistentRead: true,
});

/** The handler of that hook and name at its current version. */
export async function getRecord(
  table: Table,
  hook: string,
  name: string,
): Promise<HandlerRecord | undefined> {
  const { Item } = await table.client.send(new GetCommand(getRecordParams(table.name, hook, name)));
  return Item === undefined ? undefined : parseRecord(Item);
}

export const getPointerParams = (table: string, id: number): GetCommandInput => ({
  TableName: table,
  Key: { PK: listingPartition({}), SK: sortableId(id) },
  ConsistentRead: true,
});

/** Where the handler of that id is, if it is there still. */
export async function getPointer(table: Table, id: number): Promise<Pointer | undefined> {
  const { Item } = await table.client.send(new GetCommand(getPointerParams(table.name, id)));
  return Item === undefined ? undefined : parsePointer(Item);
}

/** The handler of that id at its current version. */
export async function getHandler(table: Table, id: number): Promise<HandlerRecord | undefined> {
  const pointer = await getPointer(table, id);
  const record = pointer === undefined ? undefined : await getRecord(table, pointer.hook, pointer.name);
  return record?.id === id ? record : undefined;
}

export const getVersionParams = (table: string, id: number, version: number): GetCommandInput => ({
  TableName: table,
  Key: versionKey(id, version),
  ConsistentRead: true,
});

export async function getVersion(
  table: Table,
  id: number,
  version: number,
): Promise<{ record: HandlerRecord; writer: string } | undefined> {
  const { Item } = await table.client.send(new GetCommand(getVersionParams(table.name, id, version)));
  return Item === undefined ? undefined : parseVersion(Item);
}
