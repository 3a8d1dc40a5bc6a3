import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunLimits, SlotRequest } from '../../core/ports/run-limits.ts';

const LEASE_MS = 60_000;

const request = (handlerId: number, more: Partial<SlotRequest> = {}): SlotRequest => ({
  firingId: 'f',
  handlerId,
  group: '7',
  maxWorkers: 1,
  now: 1000,
  leaseMs: LEASE_MS,
  ...more,
});

const key = (handlerId: number) => ({ firingId: 'f', handlerId });

/** What every RunLimits does. Runs are told apart by `handlerId` here. */
export function runLimitsSuite(open: () => Promise<{ limits: RunLimits }>): void {
  const taken = async (limits: RunLimits, asked: SlotRequest) => (await limits.take(asked)).taken;

  describe('slots', () => {
    test('as many as there are are taken; who comes then waits', async () => {
      const { limits } = await open();
      expect(await taken(limits, request(1, { maxWorkers: 2 }))).toBe(true);
      expect(await taken(limits, request(2, { maxWorkers: 2 }))).toBe(true);
      expect(await taken(limits, request(3, { maxWorkers: 2 }))).toBe(false);
    });

    test('groups know nothing of each other', async () => {
      const { limits } = await open();
      expect(await taken(limits, request(1, { group: '7:a' }))).toBe(true);
      expect(await taken(limits, request(2, { group: '7:b' }))).toBe(true);
      expect(await taken(limits, request(3, { group: '7:ü\n"#' }))).toBe(true);
    });

    test('items of one run are told apart', async () => {
      const { limits } = await open();
      expect(await taken(limits, request(1, { item: 0 }))).toBe(true);
      expect(await taken(limits, request(1, { item: 1 }))).toBe(false);
    });

    test('asking again changes nothing: who has a slot has it, and who waits keeps the place', async () => {
      const { limits } = await open();
      await limits.take(request(1));
      await limits.take(request(2));
      await limits.take(request(3));
      await limits.take(request(2));
      expect(await taken(limits, request(1))).toBe(true);
      await limits.release(key(1), 1000);
      expect(await taken(limits, request(3))).toBe(false);
      expect(await taken(limits, request(2))).toBe(true);
    });

    test('who waits with a token is told by it, first come first served', async () => {
      const { limits } = await open();
      await limits.take(request(1));
      for (const [run, token] of [
        [2, 'two'],
        [3, 'three'],
      ] as const) {
        await limits.take(request(run));
        expect(await limits.queue({ ...request(run), token })).toEqual([]);
      }
      expect(await limits.release(key(1), 1000)).toEqual([{ token: 'two' }]);
      expect(await taken(limits, request(2))).toBe(true);
      expect(await limits.release(key(2), 1000)).toEqual([{ token: 'three' }]);
      expect(await limits.release(key(3), 1000)).toEqual([]);
    });

    test('who waits with a token, and asks again without one, is told by it all the same', async () => {
      const { limits } = await open();
      await limits.take(request(1));
      await limits.queue({ ...request(2), token: 'two' });
      expect(await taken(limits, request(2))).toBe(false);
      expect(await limits.release(key(1), 2000)).toEqual([{ token: 'two' }]);
    });

    test('a slot that came free before the token was put is told at once', async () => {
      const { limits } = await open();
      await limits.take(request(1));
      await limits.take(request(2));
      expect(await limits.release(key(1), 1000)).toEqual([]);
      expect(await limits.queue({ ...request(2), token: 'two' })).toEqual([{ token: 'two' }]);
    });

    test('who gives up their place is passed over', async () => {
      const { limits } = await open();
      await limits.take(request(1));
      await limits.queue({ ...request(2), token: 'two' });
      await limits.queue({ ...request(3), token: 'three' });
      // Their execution goes on, to end.
      expect(await limits.release(key(2), 1000)).toEqual([{ token: 'two' }]);
      expect(await limits.release(key(2), 1000)).toEqual([]);
      expect(await limits.release(key(1), 1000)).toEqual([{ token: 'three' }]);
    });

    test('a slot whose holder vanished is free after its lease, and a renewed one is not', async () => {
      const { limits } = await open();
      await limits.take(request(1));
      expect(await taken(limits, request(2, { now: 1000 + LEASE_MS }))).toBe(false);
      await limits.take(request(1, { now: 1000 + LEASE_MS }));
      expect(await taken(limits, request(2, { now: 2001 + LEASE_MS }))).toBe(false);
      expect(await taken(limits, request(2, { now: 1001 + 2 * LEASE_MS }))).toBe(true);
    });

    test('releasing what one does not have changes nothing', async () => {
      const { limits } = await open();
      await limits.take(request(1));
      expect(await limits.release(key(9), 1000)).toEqual([]);
      expect(await taken(limits, request(2))).toBe(false);
    });

    test('of many who ask at the same time exactly as many get in as there are slots, and all in the end', async () => {
      const { limits } = await open();
      const runs = Array.from({ length: 12 }, (_, index) => index + 1);
      const ask = (run: number) => limits.queue({ ...request(run, { maxWorkers: 3 }), token: String(run) });
      const told = (await Promise.all(runs.map(ask))).flat().map(({ token }) => Number(token));
      const inside = new Set(told);
      expect(inside.size).toBe(3);
      const served: number[] = [];
      while (inside.size > 0) {
        const [run] = inside;
        inside.delete(run!);
        served.push(run!);
        for (const { token } of await limits.release(key(run!), 1000)) inside.add(Number(token));
        expect(inside.size).toBeLessThanOrEqual(3);
      }
      expect(served.sort((a, b) => a - b)).toEqual(runs);
    });

    test('never more than maxWorkers have a slot, in the order in which they came, whatever comes and goes', async () => {
      const step = fc.record({ run: fc.integer({ min: 1, max: 5 }), comes: fc.boolean() });
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { maxLength: 14 }),
          fc.integer({ min: 1, max: 3 }),
          async (steps, max) => {
            const { limits } = await open();
            const line: number[] = [];
            for (const { run, comes } of steps) {
              const at = line.indexOf(run);
              if (comes) {
                if (at < 0) line.push(run);
                expect(await taken(limits, request(run, { maxWorkers: max }))).toBe(line.indexOf(run) < max);
              } else {
                await limits.release(key(run), 1000);
                if (at >= 0) line.splice(at, 1);
              }
            }
          },
        ),
        { numRuns: 12 },
      );
    });
  });

  describe('starts', () => {
    const start = (handlerId: number, now = 1000) => ({
      ...key(handlerId),
      group: '7',
      count: 2,
      periodMs: 10_000,
      now,
    });

    test('no period has more than its count, in the order of asking', async () => {
      const { limits } = await open();
      const times: number[] = [];
      for (let run = 1; run <= 5; run++) times.push(await limits.reserve(start(run)));
      expect(times).toEqual([1000, 1000, 11_000, 11_000, 21_000]);
    });

    test('a reserved start is the same until its time, and used up then', async () => {
      const { limits } = await open();
      for (const run of [1, 2]) await limits.reserve(start(run));
      expect(await limits.reserve(start(3))).toBe(11_000);
      expect(await limits.reserve(start(3, 5000))).toBe(11_000);
      expect(await limits.reserve(start(3, 11_000))).toBe(11_000);
      expect(await limits.reserve(start(3, 11_000))).toBe(11_000);
      expect(await limits.reserve(start(3, 11_001))).toBe(21_000);
    });

    test('after a pause the starts begin anew', async () => {
      const { limits } = await open();
      for (const run of [1, 2]) await limits.reserve(start(run));
      expect(await limits.reserve(start(3, 60_000))).toBe(60_000);
    });
  });
}
