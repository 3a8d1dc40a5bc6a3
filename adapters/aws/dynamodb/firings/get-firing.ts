import { GetCommand, type GetCommandInput } from '@aws-sdk/lib-dynamodb';
import type { FiringRecord } from '../../../../core/ports/firing-store.ts';
import type { Table } from '../table.ts';
import { firingKey, parseFiring } from './firing-items.ts';

export const getFiringParams = (table: string, id: string): GetCommandInput => ({
  TableName: table,
  Key: firingKey(id),
  ConsistentRead: true,
});

/** The firing as it was accepted, without what its runs tell. */
export async function getFiring(table: Table, id: string): Promise<FiringRecord | undefined> {
  const { Item } = await table.client.send(new GetCommand(getFiringParams(table.name, id)));
  return Item && parseFiring([Item])?.firing;
}
