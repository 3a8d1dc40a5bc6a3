import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { SubscriptionRecord } from '../../../../core/ports/subscription-store.ts';
import { batchGet } from '../batch-get.ts';
import { queryAll } from '../query-pages.ts';
import type { Table } from '../table.ts';
import {
  ALL_PARTITION,
  parseListing,
  parseSubscription,
  subscriptionKey,
  tenantPartition,
} from './subscription-items.ts';

export const listSubscriptionsParams = (table: string, partition: string): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK',
  ExpressionAttributeValues: { ':PK': partition },
  ConsistentRead: true,
});

/** By name; of one tenant where one is named. */
export async function listSubscriptions(
  table: Table,
  tenantId: string | undefined,
): Promise<SubscriptionRecord[]> {
  const partition = tenantId === undefined ? ALL_PARTITION : tenantPartition(tenantId);
  const listed = await queryAll(table, listSubscriptionsParams(table.name, partition));
  const items =
    tenantId === undefined
      ? await batchGet(
          table,
          listed.map((item) => subscriptionKey(parseListing(item))),
        )
      : listed;
  return items.map(parseSubscription).sort((a, b) => (a.name < b.name ? -1 : 1));
}
