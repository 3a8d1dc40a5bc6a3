import { PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../table.ts';
import { ANY_PARTITION, RULES_MARK } from './event-wait-items.ts';

export const markRulesParams = (table: string, writeId: string): PutCommandInput => ({
  TableName: table,
  Item: { PK: ANY_PARTITION, SK: RULES_MARK, writeId },
});

/** Says that the rules are others now than before: what they look at, or whether they do. */
export async function markRules(table: Table, writeId: string): Promise<void> {
  await table.client.send(new PutCommand(markRulesParams(table.name, writeId)));
}
