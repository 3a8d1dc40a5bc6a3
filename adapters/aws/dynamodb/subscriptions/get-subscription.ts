import { GetCommand, type GetCommandInput } from '@aws-sdk/lib-dynamodb';
import type { SubscriptionKey, SubscriptionRecord } from '../../../../core/ports/subscription-store.ts';
import type { Table } from '../table.ts';
import { parseSubscription, subscriptionKey } from './subscription-items.ts';

export const getSubscriptionParams = (table: string, key: SubscriptionKey): GetCommandInput => ({
  TableName: table,
  Key: subscriptionKey(key),
  ConsistentRead: true,
});

export async function getSubscription(
  table: Table,
  key: SubscriptionKey,
): Promise<SubscriptionRecord | undefined> {
  const { Item } = await table.client.send(new GetCommand(getSubscriptionParams(table.name, key)));
  return Item === undefined ? undefined : parseSubscription(Item);
}
