import { isDeepStrictEqual } from 'node:util';
import { PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import type { SubscriptionKey, SubscriptionRecord } from '../../../../core/ports/subscription-store.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { getSubscription } from './get-subscription.ts';
import { listingKey, subscriptionItem } from './subscription-items.ts';

export const putListingParams = (table: string, { tenantId, name }: SubscriptionKey): PutCommandInput => ({
  TableName: table,
  Item: { ...listingKey({ tenantId, name }), tenantId, name },
});

export const putSubscriptionParams = (table: string, record: SubscriptionRecord): PutCommandInput => ({
  TableName: table,
  Item: subscriptionItem(record),
  ...(record.revision === 0
    ? { ConditionExpression: 'attribute_not_exists(PK)' }
    : {
        ConditionExpression: 'revision = :previous',
        ExpressionAttributeValues: { ':previous': record.revision - 1 },
      }),
});

export async function putSubscription(table: Table, record: SubscriptionRecord): Promise<boolean> {
  if (record.revision === 0) await table.client.send(new PutCommand(putListingParams(table.name, record)));
  const params = putSubscriptionParams(table.name, record);
  const written = await unlessRefused(table.client.send(new PutCommand(params)));
  if (written !== 'refused') return true;
  // The SDK may have repeated a write whose answer was lost: a batch handed out then would have to wait for its lease.
  return isDeepStrictEqual(subscriptionItem(record), await standingItem(table, record));
}

async function standingItem(table: Table, key: SubscriptionKey) {
  const standing = await getSubscription(table, key);
  return standing && subscriptionItem(standing);
}
