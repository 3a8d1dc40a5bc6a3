import { expect, test } from 'vitest';
import type { TaskQueue } from '../../../core/ports/task-queue.ts';
import { large, task } from './records.ts';

const key = { tenantId: 't1', runId: 'run-1', stepId: '1' };

/** What every TaskQueue does. */
export function taskQueueSuite(open: () => Promise<{ taskQueue: TaskQueue }>): void {
  test('what was offered is got, whole, and stays when it is offered again', async () => {
    const { taskQueue } = await open();
    expect(await taskQueue.get(key)).toBeUndefined();
    await taskQueue.offer(task());
    await taskQueue.offer(task({ visibleAt: 9000, input: {} }));
    expect(await taskQueue.get(key)).toEqual(task());
    expect(await taskQueue.visible('t1', 'sleep', 1000, 10)).toEqual([task()]);
  });

  test('is taken by writing it, over the revision before', async () => {
    const { taskQueue } = await open();
    await taskQueue.offer(task());
    const taken = task({ visibleAt: 31_000, deliveries: 1, receipt: 'r', receivedAt: 1500, revision: 2 });
    expect(await taskQueue.put({ ...taken, revision: 3 })).toBe(false);
    expect(await taskQueue.put(taken)).toBe(true);
    expect(await taskQueue.put({ ...taken, receipt: 's' })).toBe(false);
    expect(await taskQueue.get(key)).toEqual(taken);
    expect(await taskQueue.visible('t1', 'sleep', 30_999, 10)).toEqual([]);
    expect(await taskQueue.visible('t1', 'sleep', 31_000, 10)).toEqual([taken]);
  });

  test('of workers that take it at the same time one gets it', async () => {
    const { taskQueue } = await open();
    await taskQueue.offer(task());
    const receipts = ['a', 'b', 'c', 'd'];
    const won = await Promise.all(
      receipts.map((receipt) => taskQueue.put(task({ receipt, visibleAt: 9000, revision: 2 }))),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    expect((await taskQueue.get(key))?.receipt).toBe(receipts[won.indexOf(true)]);
  });

  test('what was offered stays when it is written', async () => {
    const { taskQueue } = await open();
    await taskQueue.offer(task());
    await taskQueue.put(task({ deliveries: 1, revision: 2 }));
    expect(await taskQueue.get(key)).toEqual(task({ deliveries: 1, revision: 2 }));
    expect(await taskQueue.put(task({ runId: 'run-2', revision: 2 }))).toBe(false);
    expect(await taskQueue.get({ ...key, runId: 'run-2' })).toBeUndefined();
  });

  test('those of a kind that can be taken, the longest visible first', async () => {
    const { taskQueue } = await open();
    const offers: [string, string, number][] = [
      ['1', 'sleep', 3000],
      ['2', 'sleep', 1000],
      ['3', 'sleep', 2000],
      ['4', 'sleep', 9000],
      ['5', 'sleep#1', 1000],
      ['6', 'slee', 1000],
    ];
    for (const [stepId, kind, visibleAt] of offers) await taskQueue.offer(task({ stepId, kind, visibleAt }));
    await taskQueue.offer(task({ tenantId: 't2', visibleAt: 1 }));
    const steps = async (kind: string, limit: number) =>
      (await taskQueue.visible('t1', kind, 3000, limit)).map(({ stepId }) => stepId);
    expect(await steps('sleep', 10)).toEqual(['2', '3', '1']);
    expect(await steps('sleep', 2)).toEqual(['2', '3']);
    expect(await steps('sleep#1', 2)).toEqual(['5']);
    expect(await steps('none', 2)).toEqual([]);
  });

  test('removing says whether it was there, and lets it be offered anew', async () => {
    const { taskQueue } = await open();
    await taskQueue.offer(task());
    await taskQueue.offer(task({ stepId: '2' }));
    expect(await taskQueue.remove(key)).toBe(true);
    expect(await taskQueue.remove(key)).toBe(false);
    expect(await taskQueue.get(key)).toBeUndefined();
    expect(await taskQueue.put(task({ revision: 2 }))).toBe(false);
    expect(await taskQueue.visible('t1', 'sleep', 9000, 10)).toEqual([task({ stepId: '2' })]);
    await taskQueue.offer(task({ input: {} }));
    expect(await taskQueue.get(key)).toEqual(task({ input: {} }));
  });

  test('is removed only at the revision that is named, where one is', async () => {
    const { taskQueue } = await open();
    expect(await taskQueue.remove(key, 1)).toBe(false);
    await taskQueue.offer(task({ revision: 1_000_000_001 }));
    expect(await taskQueue.remove(key, 1)).toBe(false);
    expect(await taskQueue.put(task({ deliveries: 1, revision: 1_000_000_002 }))).toBe(true);
    expect(await taskQueue.remove(key, 1_000_000_001)).toBe(false);
    expect(await taskQueue.get(key)).toEqual(task({ deliveries: 1, revision: 1_000_000_002 }));
    expect(await taskQueue.remove(key, 1_000_000_002)).toBe(true);
    expect(await taskQueue.get(key)).toBeUndefined();
  });

  test('an input of a mebibyte', async () => {
    const { taskQueue } = await open();
    await taskQueue.offer(task({ input: large, parameters: null }));
    await taskQueue.put(task({ deliveries: 1, revision: 2 }));
    const stored = task({ input: large, parameters: null, deliveries: 1, revision: 2 });
    expect(await taskQueue.get(key)).toEqual(stored);
    expect(await taskQueue.visible('t1', 'sleep', 9000, 10)).toEqual([stored]);
    expect(await taskQueue.remove(key)).toBe(true);
  });

  test('counts what waits and what is with a worker, by kind', async () => {
    const { taskQueue } = await open();
    const offers: [string, string, number][] = [
      ['1', 'sleep', 1000],
      ['2', 'sleep', 2000],
      ['3', 'sleep', 9000],
      ['4', 'Zip#1', 9000],
    ];
    for (const [stepId, kind, visibleAt] of offers) await taskQueue.offer(task({ stepId, kind, visibleAt }));
    await taskQueue.offer(task({ tenantId: 't2' }));
    expect(await taskQueue.kinds('t1', 2000)).toEqual([
      { kind: 'Zip#1', waiting: 0, taken: 1 },
      { kind: 'sleep', waiting: 2, taken: 1 },
    ]);
    expect(await taskQueue.kinds('t3', 2000)).toEqual([]);
  });
}
