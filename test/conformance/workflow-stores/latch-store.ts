import { expect, test } from 'vitest';
import type { LatchStore } from '../../../core/ports/latch-store.ts';
import { latch } from './records.ts';

/** What every LatchStore does. */
export function latchStoreSuite(open: () => Promise<{ latches: LatchStore }>): void {
  test('what was put is got, whole', async () => {
    const { latches } = await open();
    expect(await latches.get('t1', 'ready')).toBeUndefined();
    expect(await latches.put(latch())).toBe(true);
    expect(await latches.get('t1', 'ready')).toEqual(latch());
    const next = latch({ count: -1, counted: [], waiting: [], revision: 2 });
    expect(await latches.put(next)).toBe(true);
    expect(await latches.get('t1', 'ready')).toEqual(next);
  });

  test('is written only over the revision before', async () => {
    const { latches } = await open();
    expect(await latches.put(latch({ revision: 2 }))).toBe(false);
    await latches.put(latch());
    expect(await latches.put(latch({ count: 9 }))).toBe(false);
    expect(await latches.put(latch({ count: 9, revision: 3 }))).toBe(false);
    expect(await latches.get('t1', 'ready')).toEqual(latch());
  });

  test('of writes at the same time one wins', async () => {
    const { latches } = await open();
    for (const revision of [1, 2]) {
      const won = await Promise.all([1, 2, 3, 4].map((count) => latches.put(latch({ count, revision }))));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect((await latches.get('t1', 'ready'))?.count).toBe(won.indexOf(true) + 1);
    }
  });

  test('thousands of steps wait for one latch', async () => {
    const { latches } = await open();
    const waiting = Array.from({ length: 5000 }, (_, index) => ({
      runId: `run-${String(index).padStart(18, '0')}`,
      stepId: '5#1.7',
    }));
    await latches.put(latch({ waiting }));
    expect(await latches.get('t1', 'ready')).toEqual(latch({ waiting }));
  });

  test('lists those of a tenant by name', async () => {
    const { latches } = await open();
    for (const name of ['b', 'a/{x}', 'B', 'ä']) await latches.put(latch({ name }));
    await latches.put(latch({ name: 'c', tenantId: 't2' }));
    expect((await latches.list('t1')).map(({ name }) => name)).toEqual(['B', 'a/{x}', 'b', 'ä']);
    expect(await latches.list('t2')).toEqual([latch({ name: 'c', tenantId: 't2' })]);
    expect(await latches.list('t3')).toEqual([]);
    expect(await latches.get('t2', 'b')).toBeUndefined();
  });
}
