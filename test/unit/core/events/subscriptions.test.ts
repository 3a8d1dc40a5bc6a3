import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type NextBatch, nextBatchSchema } from '../../../../core/contract/event.ts';
import { limits } from '../../../../core/contract/limits.ts';
import { addNamespace } from '../../../../core/events/add-namespace.ts';
import { commitBatch } from '../../../../core/events/commit-batch.ts';
import { listSubscriptions } from '../../../../core/events/list-subscriptions.ts';
import { nextBatch } from '../../../../core/events/next-batch.ts';
import { removeSubscription } from '../../../../core/events/remove-subscription.ts';
import { renewLease } from '../../../../core/events/renew-lease.ts';
import type { Caller } from '../../../../core/identity/caller.ts';
import { caller, DAY_MS, type Log, openLog, send } from './open-log.ts';

const allen = caller('allen');
const LEASE_MS = 60_000;

async function take(log: Log, request: Partial<NextBatch> = {}, as: Caller = allen) {
  const { lease, events, ...rest } = await nextBatch(
    log,
    as,
    's',
    nextBatchSchema.parse({ from: 'earliest', ...request }),
  );
  return { ...rest, lease, values: events.map(({ value }) => JSON.parse(value)) };
}
const commit = (log: Log, lease: string | null, as: Caller = allen) => commitBatch(log, as, 's', lease!);
const standing = async (log: Log) => (await listSubscriptions(log, allen))[0];
const values = (...numbers: number[]) => numbers.map((value) => ({ value }));

describe('A subscription', () => {
  test('begins where it is told, once', async () => {
    for (const [from, expected] of [
      ['earliest', [1, 2]],
      ['latest', []],
      [1, [2]],
    ] as const) {
      const log = openLog();
      await send(log, allen, ...values(1, 2));
      expect((await take(log, { from })).values).toEqual(expected);
    }
    const log = openLog();
    await send(log, allen, ...values(1));
    await take(log, { from: 'latest' });
    await send(log, allen, ...values(2));
    expect((await take(log, { from: 'earliest' })).values).toEqual([2]);
  });

  test('hands each event to one listener, and to none again once it is committed', async () => {
    const log = openLog();
    await send(log, allen, ...values(1, 2, 3, 4));
    const [first, second] = [await take(log, { limit: 2 }), await take(log, { limit: 2 })];
    expect([first.values, second.values]).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect((await take(log)).values).toEqual([]);
    await commit(log, second.lease);
    expect(await standing(log)).toMatchObject({ committed: 0, outstanding: 1 });
    await commit(log, first.lease);
    expect(await standing(log)).toMatchObject({ committed: 4, outstanding: 0 });
    log.clock.advance(LEASE_MS);
    expect((await take(log)).values).toEqual([]);
  });

  test('hands a batch to another listener when its lease is over, before what comes next', async () => {
    const log = openLog();
    await send(log, allen, ...values(1, 2, 3));
    const first = await take(log, { limit: 2 });
    expect(await take(log, { limit: 1 })).toMatchObject({ values: [3] });
    log.clock.advance(LEASE_MS - 1);
    expect(await take(log)).toMatchObject({ lease: null, values: [], overdueMs: 1, cursor: 3 });
    log.clock.advance(1);
    const again = await take(log);
    expect(again.values).toEqual([1, 2]);
    await expect(commit(log, first.lease)).rejects.toMatchObject({ code: 'lease-over' });
    await commit(log, again.lease);
    await expect(commit(log, again.lease)).rejects.toMatchObject({ code: 'lease-over' });
  });

  test('lets a listener keep its batch, for as long from then on', async () => {
    const log = openLog();
    await send(log, allen, ...values(1));
    const { lease } = await take(log);
    log.clock.advance(LEASE_MS - 1);
    await renewLease(log, allen, 's', lease!, 60);
    log.clock.advance(LEASE_MS - 1);
    expect((await take(log)).values).toEqual([]);
    log.clock.advance(1);
    expect((await take(log)).values).toEqual([1]);
    await expect(renewLease(log, allen, 's', lease!, 60)).rejects.toMatchObject({ code: 'lease-over' });
  });

  test('wakes one that waits when an event comes, when a lease is over, and when its time is', async () => {
    const log = openLog();
    const waiting = async () => {
      const taken = take(log, { waitSeconds: 20 });
      await new Promise((resolve) => setImmediate(resolve));
      return { taken };
    };
    const first = await waiting();
    await send(log, allen, ...values(1));
    expect((await first.taken).values).toEqual([1]);
    const inVain = await waiting();
    log.clock.advance(20_000);
    expect((await inVain.taken).values).toEqual([]);
    log.clock.advance(35_000);
    const heir = await waiting();
    log.clock.advance(5000);
    expect((await heir.taken).values).toEqual([1]);
  });

  test('has one filter; the order of its keys means nothing', async () => {
    const log = openLog();
    await take(log, { filter: { keys: ['a', 'b'] } });
    await take(log, { filter: { keys: ['b', 'a'] } });
    await expect(take(log, { filter: { keys: ['a'] } })).rejects.toMatchObject({
      code: 'subscription-differs',
      status: 409,
    });
    await removeSubscription(log, allen, 's');
    await take(log, { filter: { keys: ['a'] } });
    await expect(removeSubscription(log, caller('beth'), 's')).rejects.toMatchObject({ status: 404 });
  });

  test("is its owner's alone, and shows only what the owner may read by then", async () => {
    const log = openLog();
    const beth = caller('beth');
    const open = { name: 'n', readers: ['developer' as const], writers: [], retentionDays: 90 };
    await addNamespace(log, beth, open);
    await send(log, beth, { namespace: 'n', value: 1 });
    expect((await take(log, { limit: 1 })).values).toEqual([1]);
    expect((await take(log, {}, beth)).values).toEqual([1]);
    await send(log, beth, { namespace: 'n', value: 2 }, { value: 3 });
    await addNamespace(log, beth, { ...open, readers: [] });
    expect((await take(log)).values).toEqual([3]);
    await expect(take(log, { filter: { namespace: 'n' } }, allen)).rejects.toMatchObject({ status: 403 });
  });

  test('goes on when what a listener held has expired', async () => {
    const log = openLog();
    await addNamespace(log, allen, { name: 'n', readers: [], writers: [], retentionDays: 1 });
    await send(log, allen, { namespace: 'n', value: 1 });
    await take(log);
    log.clock.advance(DAY_MS + 1);
    await send(log, allen, { namespace: 'n', value: 2 });
    expect((await take(log)).values).toEqual([2]);
    expect(await standing(log)).toMatchObject({ outstanding: 1 });
  });

  test('hands out no more while listeners hold as many batches as they may', async () => {
    const log = openLog();
    await send(log, allen, ...values(...Array.from({ length: limits.leases + 1 }, (_, n) => n)));
    const leases = [];
    for (let n = 0; n < limits.leases; n++) leases.push((await take(log, { limit: 1 })).lease);
    expect(await take(log, { limit: 1 })).toMatchObject({ values: [], cursor: null, overdueMs: LEASE_MS });
    await commit(log, leases[50]!);
    expect((await take(log, { limit: 1 })).values).toEqual([limits.leases]);
  });

  test('misses nothing and gives nothing to two at a time, whatever its listeners do', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('send' as const), count: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ do: fc.constant('take' as const), limit: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ do: fc.constantFrom('commit' as const, 'renew' as const), which: fc.nat(20) }),
      fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(10, 30, 61) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const log = openLog();
        let sent = 0;
        const done = new Set<number>();
        const held: { lease: string; values: number[]; until: number }[] = [];
        const note = ({ lease, values: numbers }: Awaited<ReturnType<typeof take>>): void => {
          if (lease === null) return;
          const now = log.clock.now();
          const others = held.filter(({ until }) => until > now).flatMap(({ values: others }) => others);
          for (const number of numbers) expect(others.includes(number) || done.has(number)).toBe(false);
          held.push({ lease, values: numbers, until: now + LEASE_MS });
        };
        await take(log);
        for (const action of steps) {
          if (action.do === 'send') {
            await send(log, allen, ...values(...Array.from({ length: action.count }, () => sent++)));
          } else if (action.do === 'take') note(await take(log, { limit: action.limit }));
          else if (action.do === 'wait') log.clock.advance(action.seconds * 1000);
          else {
            const batch = held[action.which % Math.max(1, held.length)];
            if (batch === undefined) continue;
            const outcome = await (action.do === 'commit'
              ? commit(log, batch.lease)
              : renewLease(log, allen, 's', batch.lease, 60)
            ).then(
              () => 'done',
              () => 'over',
            );
            if (outcome === 'done' && action.do === 'commit') {
              for (const value of batch.values) done.add(value);
              batch.until = 0;
            }
            if (outcome === 'done' && action.do === 'renew') batch.until = log.clock.now() + LEASE_MS;
            if (outcome === 'over') batch.until = 0;
          }
        }
        log.clock.advance(LEASE_MS);
        for (let empty = false; !empty; ) {
          const rest = await take(log);
          empty = rest.lease === null;
          note(rest);
          if (rest.lease !== null) await commit(log, rest.lease);
          for (const value of rest.values) done.add(value);
        }
        expect(done.size).toBe(sent);
        expect(await standing(log)).toMatchObject({ outstanding: 0 });
      }),
      { numRuns: 60 },
    );
  });
});
