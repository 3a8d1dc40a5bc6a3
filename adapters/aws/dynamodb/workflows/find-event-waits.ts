import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { EventWait } from '../../../../core/ports/event-waits.ts';
import { queryAll } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { ANY_PARTITION, keyPartition, parseEventWait, RULES_MARK } from './event-wait-items.ts';

export const findEventWaitsParams = (table: string, partition: string): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK',
  ExpressionAttributeValues: { ':PK': partition },
  ConsistentRead: true,
});

/** Those for the key, and those for any. */
export async function findEventWaits(table: Table, key: string): Promise<EventWait[]> {
  const [ofKey, { waits }] = await Promise.all([waitsOfKey(table, key), waitsOfAny(table)]);
  return [...ofKey, ...waits];
}

/** Those for the key alone. */
export async function waitsOfKey(table: Table, key: string): Promise<EventWait[]> {
  const items = await queryAll(table, findEventWaitsParams(table.name, keyPartition(key)));
  return items.map(parseEventWait);
}

/** Those for any key; and of which write the rules are, undefined when there never was one. */
export async function waitsOfAny(
  table: Table,
): Promise<{ readonly waits: EventWait[]; readonly rulesMark: string | undefined }> {
  const items = await queryAll(table, findEventWaitsParams(table.name, ANY_PARTITION));
  const mark = items.find(({ SK }) => SK === RULES_MARK);
  return {
    waits: items.filter((item) => item !== mark).map(parseEventWait),
    rulesMark: mark === undefined ? undefined : String(mark.writeId),
  };
}
