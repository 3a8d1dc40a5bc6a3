import { expect, test } from 'vitest';
import type { SubscriptionRecord, SubscriptionStore } from '../../core/ports/subscription-store.ts';

const subscription = (more: Partial<SubscriptionRecord> = {}): SubscriptionRecord => ({
  tenantId: 't1',
  owner: 'allen',
  name: 'billing',
  filter: { keys: ['a', 'b'], namespace: 'lab' },
  position: 17,
  leases: [],
  revision: 0,
  ...more,
});
const key = { tenantId: 't1', name: 'billing' };

/** What every SubscriptionStore does. */
export function subscriptionStoreSuite(open: () => Promise<{ subscriptions: SubscriptionStore }>): void {
  test('what was put is got, whole', async () => {
    const { subscriptions } = await open();
    expect(await subscriptions.get(key)).toBeUndefined();
    expect(await subscriptions.put(subscription())).toBe(true);
    expect(await subscriptions.get(key)).toEqual(subscription());
    const next = subscription({
      filter: {},
      position: 9,
      leases: [
        { id: 'one', after: 1, upTo: 4, until: 1000 },
        { id: 'two', after: 4, upTo: 9, until: 2000 },
      ],
      revision: 1,
    });
    expect(await subscriptions.put(next)).toBe(true);
    expect(await subscriptions.get(key)).toEqual(next);
  });

  test('is written only over the revision before', async () => {
    const { subscriptions } = await open();
    expect(await subscriptions.put(subscription({ revision: 1 }))).toBe(false);
    await subscriptions.put(subscription());
    expect(await subscriptions.put(subscription({ position: 18 }))).toBe(false);
    expect(await subscriptions.put(subscription({ position: 18, revision: 2 }))).toBe(false);
    expect(await subscriptions.get(key)).toEqual(subscription());
    expect(await subscriptions.put(subscription({ position: 18, revision: 1 }))).toBe(true);
  });

  test('of writes at the same time one wins', async () => {
    const { subscriptions } = await open();
    await subscriptions.put(subscription());
    const won = await Promise.all(
      [1, 2, 3, 4].map((position) => subscriptions.put(subscription({ position, revision: 1 }))),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    expect((await subscriptions.get(key))?.position).toBe(won.indexOf(true) + 1);
  });

  test('removing says whether there was one, and lets it begin anew', async () => {
    const { subscriptions } = await open();
    await subscriptions.put(subscription());
    await subscriptions.put(subscription({ revision: 1 }));
    expect(await subscriptions.remove(key)).toBe(true);
    expect(await subscriptions.remove(key)).toBe(false);
    expect(await subscriptions.get(key)).toBeUndefined();
    expect(await subscriptions.put(subscription({ revision: 2 }))).toBe(false);
    expect(await subscriptions.put(subscription())).toBe(true);
  });

  test('lists by name, of one tenant or of all', async () => {
    const { subscriptions } = await open();
    const stored = [
      subscription({ name: 'b', tenantId: 't2' }),
      subscription({ name: 'B' }),
      subscription({ name: 'a/𝕊', tenantId: 't2' }),
      subscription({ name: 'c' }),
    ];
    for (const record of stored) await subscriptions.put(record);
    const names = async (tenantId?: string) => (await subscriptions.list(tenantId)).map(({ name }) => name);
    expect(await names('t2')).toEqual(['a/𝕊', 'b']);
    expect(await names('t1')).toEqual(['B', 'c']);
    expect(await names('t3')).toEqual([]);
    expect(await names()).toEqual(['B', 'a/𝕊', 'b', 'c']);
    expect(await subscriptions.list('t2')).toContainEqual(stored[0]);
  });
}
