import { describe, expect, test } from 'vitest';
import type { RunRequest } from '../../../../core/ports/runner.ts';
import { failed, openFirings, succeeded } from './open-firings.ts';

const retry = {
  maxAttempts: 3,
  backoffFactorSeconds: 1,
  maxBackoffSeconds: 10,
  retryOn: [],
  includeSubclasses: false,
  jitter: false,
};
const list = (count: number) => ({ list: Array.from({ length: count }, (_, n) => n) });
const indexOf = ({ request }: { request: RunRequest }): number | undefined => request.item?.index;

describe('A run with items', () => {
  test('hands each over by itself, with its place, its own run id and its own key', async () => {
    const lab = openFirings();
    const { id: handlerId } = await lab.register({ each: 'list' });
    const id = await lab.fire(list(3));
    expect(lab.going.map(({ request }) => request.item)).toEqual(
      [0, 1, 2].map((index) => ({ index, count: 3 })),
    );
    expect(lab.going.map(({ request }) => Buffer.from(request.payload).toString())).toEqual([
      '{"item":0}',
      '{"item":1}',
      '{"item":2}',
    ]);
    expect(lab.going.map(({ request }) => request.runId)).toEqual(
      [0, 1, 2].map((n) => `${id}-${handlerId}.${n}`),
    );
    expect(new Set(lab.going.map(({ request }) => request.connection.apiKey)).size).toBe(3);
  });

  test('computes no finished item again after a restart', async () => {
    const lab = openFirings();
    await lab.register({ each: 'list', executor: { maxWorkers: 2 } });
    const id = await lab.fire(list(5));
    await lab.end(succeeded('0'), (attempt) => indexOf(attempt) === 0);
    await lab.end(succeeded('1'), (attempt) => indexOf(attempt) === 1);
    await lab.restart();
    expect(lab.going.map(indexOf)).toEqual([2, 3]);
    expect(lab.going.map(({ request }) => request.attempt)).toEqual([2, 2]);
    for (let n = 2; n < 5; n++) await lab.end(succeeded(String(n)));
    const run = await lab.run(id);
    expect(run.state).toBe('succeeded');
    expect(run.items?.map(({ attempt, result }) => [attempt, result])).toEqual([
      [1, '0'],
      [1, '1'],
      [2, '2'],
      [2, '3'],
      [1, '4'],
    ]);
    expect(await lab.mailsTo('success@example.com')).toHaveLength(1);
  });

  test('tries an item again after its own wait, which a restart neither forgets nor repeats', async () => {
    const lab = openFirings();
    await lab.register({ each: 'list', retry });
    const id = await lab.fire(list(2));
    await lab.end(succeeded(), (attempt) => indexOf(attempt) === 1);
    await lab.end(failed('Busy', { retryAfterSeconds: 30 }));
    expect(await lab.run(id)).toMatchObject({
      state: 'running',
      items: [{ state: 'waiting' }, { state: 'succeeded' }],
    });
    await lab.advance(20_000);
    await lab.restart();
    await lab.advance(9999);
    expect(lab.going).toHaveLength(0);
    await lab.advance(1);
    expect(lab.going[0]!.request).toMatchObject({ item: { index: 0 }, attempt: 2 });
    await lab.end(succeeded());
    expect(await lab.run(id)).toMatchObject({ state: 'succeeded', items: [{ attempt: 2 }, { attempt: 1 }] });
  });

  test('settles when the last item has ended, which waited for longer than the others’ execution lasts', async () => {
    const lab = openFirings();
    await lab.register({ each: 'list', retry });
    const id = await lab.fire(list(3));
    await lab.end(failed('Busy', { retryAfterSeconds: 86_400 }), (attempt) => indexOf(attempt) === 1);
    await lab.end(succeeded());
    await lab.end(succeeded());
    expect(await lab.run(id)).toMatchObject({ state: 'running' });
    await lab.advance(86_400_000);
    await lab.end(succeeded());
    expect(await lab.firing(id)).toMatchObject({ state: 'finished', counts: { succeeded: 1 } });
    expect(await lab.mailsTo('success@example.com')).toHaveLength(1);
  });

  test('of which one ends the others: those that go on are told, and those that wait do not begin', async () => {
    const lab = openFirings();
    await lab.register({ each: 'list', stopOnException: true, executor: { maxWorkers: 2 } });
    const id = await lab.fire(list(4));
    const [first, second] = lab.going;
    await lab.end(failed(), (attempt) => attempt === first);
    expect(second!.request.signal?.aborted).toBe(true);
    await lab.end(failed('RunCancelled'), (attempt) => attempt === second);
    const run = await lab.run(id);
    expect(run.state).toBe('failed');
    expect(run.items?.map(({ state }) => state)).toEqual(['failed', 'cancelled', 'cancelled', 'cancelled']);
  });

  test('more than one execution can carry out go to several, and settle once', async () => {
    const lab = openFirings();
    await lab.register({
      each: 'list',
      retry: { ...retry, maxAttempts: 100 },
      executor: { timeoutSeconds: 300 },
    });
    const id = await lab.fire(list(40));
    expect(lab.launched().filter(({ items }) => items !== null).length).toBeGreaterThan(1);
    while (lab.going.length > 0) await lab.end(succeeded());
    const run = await lab.run(id);
    expect(run).toMatchObject({ state: 'succeeded', result: expect.stringContaining('"succeeded":40') });
    expect(await lab.mailsTo('success@example.com')).toHaveLength(1);
  });

  test('fails when there are too many, or the expression fails', async () => {
    const lab = openFirings();
    await lab.register({ each: 'list' });
    expect(await lab.run(await lab.fire(list(1001)))).toMatchObject({
      state: 'failed',
      error: { name: 'EachFailed' },
    });
  });
});
