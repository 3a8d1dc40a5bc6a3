import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamodbNamespaceStore } from '../../../../../adapters/aws/dynamodb/namespaces/namespace-store.ts';
import { subscriptionKey } from '../../../../../adapters/aws/dynamodb/subscriptions/subscription-items.ts';
import { dynamodbSubscriptionStore } from '../../../../../adapters/aws/dynamodb/subscriptions/subscription-store.ts';
import { limits } from '../../../../../core/contract/limits.ts';
import type { SubscriptionRecord } from '../../../../../core/ports/subscription-store.ts';
import { type LocalAws, startLocalAws } from '../../../../aws/local-aws.ts';

const subscription = (more: Partial<SubscriptionRecord> = {}): SubscriptionRecord => ({
  tenantId: 't1',
  owner: 'allen',
  name: 'billing',
  filter: {},
  position: 0,
  leases: [],
  revision: 0,
  ...more,
});

/** As many bytes of UTF-8 as so many characters can have. */
const longest = (length: number, last = '') => '鸿'.repeat(length - last.length) + last;

describe('namespaces and subscriptions in DynamoDB', () => {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await startLocalAws();
  });
  afterAll(() => aws.close());

  const openSubscriptions = async () => {
    const table = await aws.createTable('events');
    return { table, subscriptions: dynamodbSubscriptionStore(table) };
  };

  test('a namespace may have a name of full length', async () => {
    const namespaces = dynamodbNamespaceStore(await aws.createTable('registry'));
    const rest = { ownerId: 'u', owner: 'allen', readers: [], writers: [], retentionDays: 1, createdAt: 1 };
    const records = ['a', 'b'].map((end) => ({ name: longest(limits.eventNameLength, end), ...rest }));
    for (const record of records) await namespaces.add(record);
    expect(await namespaces.list()).toEqual(records);
  });

  test('a subscription fits into an item at every limit', async () => {
    const { subscriptions } = await openSubscriptions();
    const record = subscription({
      name: longest(limits.clientIdLength),
      filter: {
        keys: Array.from({ length: limits.eventKeys }, (_, n) => longest(limits.eventNameLength, `${n}`)),
        namespace: longest(limits.eventNameLength),
        sender: longest(limits.eventNameLength),
        eventType: longest(limits.eventNameLength),
      },
      leases: Array.from({ length: limits.leases }, (_, n) => ({
        id: `lease-${n}-of-22-character`,
        after: Number.MAX_SAFE_INTEGER - 1,
        upTo: Number.MAX_SAFE_INTEGER,
        until: 9_999_999_999_999,
      })),
    });
    expect(await subscriptions.put(record)).toBe(true);
    expect(await subscriptions.get(record)).toEqual(record);
  });

  test('a write that the SDK repeats, its answer being lost, is still the first', async () => {
    const { subscriptions } = await openSubscriptions();
    for (const record of [subscription(), subscription({ position: 7, revision: 1 })]) {
      expect(await subscriptions.put(record)).toBe(true);
      expect(await subscriptions.put(record)).toBe(true);
    }
    expect(await subscriptions.put(subscription({ position: 8, revision: 1 }))).toBe(false);
  });

  test('one that is listed and was never written, or is gone, is not there', async () => {
    const { table, subscriptions } = await openSubscriptions();
    await subscriptions.put(subscription());
    await table.client.send(
      new DeleteCommand({ TableName: table.name, Key: subscriptionKey(subscription()) }),
    );
    expect(await subscriptions.list()).toEqual([]);
  });
});
