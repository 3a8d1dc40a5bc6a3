import { DeleteCommand, type DeleteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { SubscriptionKey } from '../../../../core/ports/subscription-store.ts';
import type { Key, Table } from '../table.ts';
import { listingKey, subscriptionKey } from './subscription-items.ts';

export const removeSubscriptionParams = (table: string, key: Key): DeleteCommandInput => ({
  TableName: table,
  Key: key,
  ReturnValues: 'ALL_OLD',
});

/** Its listing last; one that is made anew meanwhile loses it, and is then listed for its tenant only. */
export async function removeSubscription(table: Table, key: SubscriptionKey): Promise<boolean> {
  const remove = (item: Key) =>
    table.client.send(new DeleteCommand(removeSubscriptionParams(table.name, item)));
  const { Attributes } = await remove(subscriptionKey(key));
  await remove(listingKey(key));
  return Attributes !== undefined;
}
