import { describe, expect, test } from 'vitest';
import { failed, openFirings, succeeded } from './open-firings.ts';

const payloads = (lab: ReturnType<typeof openFirings>): unknown[] =>
  lab.going.map(({ request }) => JSON.parse(Buffer.from(request.payload).toString()));

describe('A handler with maxWorkers', () => {
  test('lets so many runs go on, and the others wait, first come first served', async () => {
    const lab = openFirings();
    await lab.register({ executor: { maxWorkers: 2 } });
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.push(await lab.fire({ n }));
    expect(payloads(lab)).toEqual([{ n: 0 }, { n: 1 }]);
    expect(await lab.run(ids[4]!)).toMatchObject({
      state: 'waiting',
      attempt: 0,
      nextAt: null,
      startedAt: null,
    });
    await lab.end(succeeded());
    expect(payloads(lab)).toEqual([{ n: 1 }, { n: 2 }]);
    await lab.end(succeeded());
    await lab.end(succeeded());
    expect(payloads(lab)).toEqual([{ n: 3 }, { n: 4 }]);
    await lab.end(succeeded());
    await lab.end(succeeded());
    for (const id of ids) expect(await lab.run(id)).toMatchObject({ state: 'succeeded', attempt: 1 });
  });

  test('keeps the order of the line, and the limit, through a restart', async () => {
    const lab = openFirings();
    await lab.register({ executor: { maxWorkers: 2 } });
    for (let n = 0; n < 6; n++) await lab.fire({ n });
    await lab.restart();
    expect(new Set(payloads(lab))).toEqual(new Set([{ n: 0 }, { n: 1 }]));
    for (let n = 2; n < 6; n++) {
      await lab.end(succeeded());
      await lab.restart();
      expect(lab.going).toHaveLength(2);
      expect(payloads(lab)).toContainEqual({ n });
    }
  });

  test('holds up nobody while a run waits to be tried again', async () => {
    const lab = openFirings();
    const retry = {
      maxAttempts: 2,
      backoffFactorSeconds: 1,
      maxBackoffSeconds: 10,
      retryOn: [],
      includeSubclasses: false,
      jitter: false,
    };
    await lab.register({ executor: { maxWorkers: 1 }, retry });
    await lab.fire({ n: 0 });
    await lab.fire({ n: 1 });
    await lab.end(failed('Busy', { retryAfterSeconds: 60 }));
    expect(payloads(lab)).toEqual([{ n: 1 }]);
    await lab.advance(60_000);
    expect(payloads(lab)).toEqual([{ n: 1 }]);
    await lab.end(succeeded());
    expect(lab.going[0]!.request).toMatchObject({ attempt: 2 });
    expect(payloads(lab)).toEqual([{ n: 0 }]);
  });

  test('keeps a slot for a run that goes on for hours', async () => {
    const lab = openFirings();
    await lab.register({ executor: { maxWorkers: 1 } });
    await lab.fire({ n: 0 });
    await lab.fire({ n: 1 });
    await lab.advance(5 * 3600_000);
    expect(payloads(lab)).toEqual([{ n: 0 }]);
    await lab.end(succeeded());
    expect(payloads(lab)).toEqual([{ n: 1 }]);
  });

  test('has one limit for all its versions', async () => {
    const lab = openFirings();
    await lab.register({ executor: { maxWorkers: 1 } });
    await lab.fire({ n: 0 });
    await lab.register({ executor: { maxWorkers: 2 } });
    for (let n = 1; n < 4; n++) await lab.fire({ n });
    expect(payloads(lab)).toEqual([{ n: 0 }, { n: 1 }]);
  });

  test('waits in an execution of its own, and begins in the firing’s where a slot is free', async () => {
    const lab = openFirings();
    await lab.register({ executor: { maxWorkers: 1 } });
    await lab.fire({ n: 0 });
    expect(lab.launched().map(({ executionType }) => executionType)).toEqual(['EXPRESS']);
    await lab.fire({ n: 1 });
    expect(lab.launched().map(({ executionType }) => executionType)).toEqual([
      'EXPRESS',
      'EXPRESS',
      'STANDARD',
    ]);
  });
});

describe('A handler with concurrencyKey', () => {
  test('lets one run go on for each of its values', async () => {
    const lab = openFirings();
    await lab.register({ concurrencyKey: 'customer' });
    for (const customer of ['a', 'a', 'b', 'a', 'c', 'b']) await lab.fire({ customer });
    expect(payloads(lab)).toEqual([{ customer: 'a' }, { customer: 'b' }, { customer: 'c' }]);
    await lab.end(succeeded());
    expect(payloads(lab)).toEqual([{ customer: 'b' }, { customer: 'c' }, { customer: 'a' }]);
  });

  test('or as many as maxWorkers says', async () => {
    const lab = openFirings();
    await lab.register({ concurrencyKey: 'customer', executor: { maxWorkers: 2 } });
    for (const customer of ['a', 'a', 'a', 'b']) await lab.fire({ customer });
    expect(payloads(lab)).toEqual([{ customer: 'a' }, { customer: 'a' }, { customer: 'b' }]);
  });

  test('fails a run whose key is none', async () => {
    const lab = openFirings();
    await lab.register({ concurrencyKey: 'customer' });
    const id = await lab.fire({ customer: { id: 1 } });
    expect(await lab.run(id)).toMatchObject({ state: 'failed', error: { name: 'ConcurrencyKeyFailed' } });
  });
});

describe('A handler with a rateLimit', () => {
  test('begins so many runs in any such time, in order, and the others wait until theirs', async () => {
    const lab = openFirings();
    await lab.register({ rateLimit: { count: 2, perSeconds: 10 } });
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.push(await lab.fire({ n }));
    expect(payloads(lab)).toEqual([{ n: 0 }, { n: 1 }]);
    const third = await lab.run(ids[2]!);
    expect(third).toMatchObject({ state: 'waiting', attempt: 0 });
    expect(Date.parse(third.nextAt!)).toBe(lab.clock.now() + 10_000);
    await lab.advance(9999);
    expect(lab.begun()).toHaveLength(2);
    await lab.advance(1);
    expect(lab.begun()).toHaveLength(4);
    await lab.advance(10_000);
    expect(lab.begun()).toEqual([0, 0, 10_000, 10_000, 20_000]);
  });

  test('keeps to it through a restart', async () => {
    const lab = openFirings();
    await lab.register({ rateLimit: { count: 1, perSeconds: 60 } });
    for (let n = 0; n < 3; n++) await lab.fire({ n });
    await lab.end(succeeded());
    await lab.advance(30_000);
    await lab.restart();
    await lab.advance(30_000);
    expect(payloads(lab)).toEqual([{ n: 1 }]);
    await lab.end(succeeded());
    await lab.restart();
    await lab.advance(60_000);
    expect(lab.begun()).toEqual([0, 60_000, 120_000]);
  });

  test('and maxWorkers: a reserved start is used at its time', async () => {
    const lab = openFirings();
    await lab.register({ rateLimit: { count: 1, perSeconds: 10 }, executor: { maxWorkers: 1 } });
    for (let n = 0; n < 3; n++) await lab.fire({ n });
    await lab.advance(25_000);
    expect(payloads(lab)).toEqual([{ n: 0 }]);
    await lab.end(succeeded());
    await lab.end(succeeded());
    await lab.advance(10_000);
    expect(lab.begun()).toEqual([0, 25_000, 35_000]);
  });
});
