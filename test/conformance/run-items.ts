import { describe, expect, test } from 'vitest';
import type { FiringStore, RunClaim } from '../../core/ports/firing-store.ts';
import type { RunCancel, RunControl, RunRetry, RunSplit } from '../../core/ports/run-control.ts';
import type { RunFailed, RunOutcome } from '../../core/ports/runner.ts';
import { firing, payload } from './firing-store.ts';

const run = { firingId: firing().id, handlerId: 7 };
const owner = { handlerVersion: 3, tenantId: 'id-of-allen' };

const claim = (item: number | undefined, more: Partial<RunClaim> = {}): RunClaim => ({
  ...run,
  ...owner,
  ...(item !== undefined && { item }),
  executionId: 'execution-1',
  now: 2000,
  leaseUntil: 62_000,
  secretHash: `secret-${item}-${more.now ?? 2000}`,
  ...more,
});

const succeeded: RunOutcome = {
  ok: true,
  result: 'done',
  resultType: 'text',
  resultCut: false,
  output: 'printed\n',
  durationMs: 1,
};
const failed: RunFailed = {
  ok: false,
  error: { name: 'ConnectionError', message: 'nobody answers' },
  output: '',
  durationMs: 3,
};
const cancelled: RunFailed = { ...failed, cancelled: true };

const settlement = (item: number | undefined, attempt: number | undefined, outcome: RunOutcome) => ({
  ...run,
  ...owner,
  ...(item !== undefined && { item }),
  ...(attempt !== undefined && { attempt }),
  outcome,
  at: 3000,
  closesFiring: item === undefined,
});

const retry = (item: number, more: Partial<RunRetry> = {}): RunRetry => ({
  ...run,
  item,
  attempt: 1,
  failures: 1,
  startedAt: 2000,
  at: 3000,
  nextAt: 8000,
  outcome: failed,
  lost: false,
  ...more,
});

const splitInto = (...inputs: string[]): RunSplit => ({
  ...run,
  ...owner,
  at: 1500,
  items: inputs.map((input) => Buffer.from(input)),
  payload,
});

const cancel = (more: Partial<RunCancel> = {}): RunCancel => ({
  ...run,
  ...owner,
  request: { byId: 'id-of-allen', by: 'allen', at: 5000 },
  outcome: cancelled,
  closesFiring: true,
  event: () => {
    throw new Error('Not in this suite.');
  },
  ...more,
});

/** What every RunControl does with the items of a run, and when a run is cancelled. */
export function runItemsSuite(open: () => Promise<{ firings: FiringStore & RunControl }>): void {
  const accepted = async () => {
    const { firings } = await open();
    await firings.accept(firing(), payload);
    return firings;
  };
  const split = async (...inputs: string[]) => {
    const firings = await accepted();
    expect(await firings.split(splitInto(...inputs))).toBe('split');
    return firings;
  };
  const text = async (firings: RunControl, index: number) => {
    const { input, count, firingPayload } = await firings.item(run, index);
    expect(Buffer.from(firingPayload).equals(payload)).toBe(true);
    return [Buffer.from(input).toString(), count];
  };

  describe('a run that is split', () => {
    test('runs, at its first attempt, with so many items', async () => {
      const firings = await accepted();
      expect(await firings.unfinishedItems(run)).toBeUndefined();
      await firings.split(splitInto('{"a":1}', '{"a":2}'));
      expect(await firings.unfinishedItems(run)).toEqual([0, 1]);
      expect(await firings.items(run)).toEqual([]);
      expect(await firings.run(run)).toMatchObject({
        itemCount: 2,
        attempt: 1,
        startedAt: 1500,
        outcome: null,
        waiting: null,
      });
    });

    test('gives each input back, to the last digit, also where they are large or have line breaks', async () => {
      const large = `{"text":"${'x'.repeat(100_000)}","n":9007199254740993}`;
      const firings = await split('{"n":9007199254740993}', '{\n  "a": "b\\nc"\r\n}', large);
      expect(await text(firings, 0)).toEqual(['{"n":9007199254740993}', 3]);
      expect(JSON.parse(String((await text(firings, 1))[0]))).toEqual({ a: 'b\nc' });
      expect(await text(firings, 2)).toEqual([large, 3]);
      await expect(firings.item(run, 3)).rejects.toThrow();
    });

    test('is split once: another split changes nothing', async () => {
      const firings = await split('{"a":1}', '{"a":2}');
      expect(await firings.split({ ...splitInto('{"b":1}'), at: 9000 })).toBe('split');
      expect(await text(firings, 0)).toEqual(['{"a":1}', 2]);
      expect(await firings.run(run)).toMatchObject({ itemCount: 2, startedAt: 1500 });
    });

    test('may have no items, and a thousand', async () => {
      const none = await split();
      expect(await none.unfinishedItems(run)).toEqual([]);
      expect(await none.run(run)).toMatchObject({ itemCount: 0 });
      const many = await split(...Array.from({ length: 1000 }, (_, index) => `{"a":${index}}`));
      expect(await many.unfinishedItems(run)).toHaveLength(1000);
      expect(await text(many, 999)).toEqual(['{"a":999}', 1000]);
    });

    test('is not split when it has its outcome, or its cancellation was requested', async () => {
      const settled = await accepted();
      await settled.settle(settlement(undefined, undefined, failed));
      expect(await settled.split(splitInto('{}'))).toBe('ended');
      const ended = await accepted();
      await ended.cancel(cancel({ event: () => event }));
      expect(await ended.split(splitInto('{}'))).toBe('ended');
    });
  });

  describe('an item', () => {
    test('is claimed, tried again and settled by itself', async () => {
      const firings = await split('{}', '{}', '{}');
      expect(await firings.claim(claim(1))).toEqual({ state: 'claimed', attempt: 1, failures: 0 });
      expect(await firings.retry(retry(1))).toBe('waits');
      expect(await firings.claim(claim(1, { now: 7999 }))).toEqual({ state: 'waiting', until: 8000 });
      expect(await firings.items(run)).toMatchObject([
        { index: 1, attempt: 1, outcome: null, waiting: { until: 8000 } },
      ]);
      expect(await firings.claim(claim(1, { now: 8000 }))).toEqual({
        state: 'claimed',
        attempt: 2,
        failures: 1,
      });
      expect(await firings.settle(settlement(1, 1, succeeded))).toBe(false);
      expect(await firings.settle(settlement(1, 2, succeeded))).toBe(true);
      expect(await firings.settle(settlement(1, 2, failed))).toBe(false);
      expect(await firings.claim(claim(1, { now: 9000 }))).toEqual({ state: 'final' });
      expect(await firings.unfinishedItems(run)).toEqual([0, 2]);
      expect(await firings.items(run)).toEqual([
        {
          index: 1,
          attempt: 2,
          startedAt: 8000,
          endedAt: 3000,
          outcome: succeeded,
          waiting: null,
          attempts: [
            { number: 1, startedAt: 2000, endedAt: 3000, nextAt: 8000, outcome: failed, lost: false },
          ],
        },
      ]);
      expect(await firings.run(run)).toMatchObject({ outcome: null, attempt: 1, attempts: [] });
    });

    test('is held by the execution that claimed it, until its lease is over', async () => {
      const firings = await split('{}', '{}');
      await firings.claim(claim(0));
      const other = { executionId: 'execution-2' };
      expect(await firings.claim(claim(0, { ...other, now: 3000 }))).toEqual({ state: 'held' });
      expect(await firings.claim(claim(1, { ...other, now: 3000 }))).toMatchObject({ state: 'claimed' });
      expect(await firings.claim(claim(0, { ...other, now: 62_001 }))).toMatchObject({
        state: 'claimed',
        attempt: 2,
      });
    });

    test('may be settled before it was claimed', async () => {
      const firings = await split('{}', '{}');
      expect(await firings.settle(settlement(0, undefined, failed))).toBe(true);
      expect(await firings.items(run)).toMatchObject([{ index: 0, attempt: 0, outcome: failed }]);
      expect(await firings.unfinishedItems(run)).toEqual([1]);
    });

    test('has a secret of its own while an attempt of it goes on', async () => {
      const firings = await split('{}', '{}');
      expect(await firings.holder({ ...run, item: 0 })).toBeUndefined();
      await firings.claim(claim(0));
      await firings.claim(claim(1));
      expect(await firings.holder({ ...run, item: 0 })).toEqual({
        tenantId: 'id-of-allen',
        secretHash: 'secret-0-2000',
      });
      await firings.retry(retry(0));
      expect(await firings.holder({ ...run, item: 0 })).toBeUndefined();
      await firings.settle(settlement(1, 1, succeeded));
      expect(await firings.holder({ ...run, item: 1 })).toBeUndefined();
    });

    test('waits for a slot, before its first attempt too, until it is claimed', async () => {
      const firings = await split('{}');
      const wait = { ...run, ...owner, item: 0, at: 2000, until: null };
      expect(await firings.wait(wait)).toBe('waits');
      expect(await firings.items(run)).toMatchObject([
        { index: 0, attempt: 0, waiting: { until: null }, outcome: null },
      ]);
      expect(await firings.claim(claim(0))).toMatchObject({ state: 'claimed', attempt: 1 });
      expect(await firings.items(run)).toMatchObject([{ index: 0, attempt: 1, waiting: null }]);
      await firings.settle(settlement(0, 1, succeeded));
      expect(await firings.wait(wait)).toBe('ended');
    });
  });

  describe('when the remaining items are stopped', () => {
    test('those that have not begun, and those that wait, are not to run any more', async () => {
      const firings = await split('{}', '{}', '{}', '{}');
      await firings.claim(claim(0));
      await firings.claim(claim(1));
      await firings.retry(retry(1));
      await firings.settle(settlement(0, 1, failed));
      await firings.stopItems(run);
      expect(await firings.claim(claim(2))).toEqual({ state: 'cancelled' });
      expect(await firings.claim(claim(1, { now: 9000 }))).toEqual({ state: 'cancelled' });
      expect(await firings.claim(claim(0, { now: 9000 }))).toEqual({ state: 'final' });
      expect(await firings.wait({ ...run, ...owner, item: 3, at: 2000, until: null })).toBe('ended');
      expect(await firings.settle(settlement(2, undefined, cancelled))).toBe(true);
    });

    test('one that goes on may end, and is not tried again', async () => {
      const firings = await split('{}', '{}');
      await firings.claim(claim(0));
      await firings.stopItems(run);
      expect(await firings.retry(retry(0))).toBe('ended');
      expect(await firings.settle(settlement(0, 1, succeeded))).toBe(true);
    });
  });

  describe('a run that is cancelled', () => {
    const ending = () => cancel({ event: () => event });

    test('before it was claimed, or while it waits, has its outcome at once', async () => {
      const planned = await accepted();
      expect(await planned.cancel(ending())).toBe('cancelled');
      expect(await planned.run(run)).toMatchObject({
        outcome: cancelled,
        attempt: 0,
        cancelRequested: { by: 'allen', at: 5000 },
      });
      expect(await planned.claim(claim(undefined))).toEqual({ state: 'final' });
      expect((await planned.get(run.firingId))?.firing.finishedAt).toBe(5000);

      const waiting = await accepted();
      await waiting.claim(claim(undefined));
      await waiting.retry({ ...retry(0), item: undefined } as unknown as RunRetry);
      expect(await waiting.cancel(ending())).toBe('cancelled');
      expect(await waiting.run(run)).toMatchObject({ outcome: cancelled, waiting: null });
    });

    test('while an attempt goes on, is left to whoever carries it out, who tries no more', async () => {
      const firings = await accepted();
      await firings.claim(claim(undefined));
      expect(await firings.cancel(cancel())).toBe('requested');
      const again = cancel({ request: { byId: 'id-of-mona', by: 'mona', at: 6000 } });
      expect(await firings.cancel(again)).toBe('requested');
      expect(await firings.run(run)).toMatchObject({
        outcome: null,
        cancelRequested: { by: 'allen', at: 5000 },
      });
      const { item: _, ...retried } = retry(0);
      expect(await firings.retry(retried)).toBe('ended');
      expect(await firings.claim(claim(undefined, { now: 99_000 }))).toEqual({ state: 'cancelled' });
      expect(await firings.settle(settlement(undefined, 1, cancelled))).toBe(true);
      expect(await firings.cancel(cancel())).toBe('final');
    });

    test('after its outcome changes nothing', async () => {
      const firings = await accepted();
      await firings.claim(claim(undefined));
      await firings.settle(settlement(undefined, 1, succeeded));
      expect(await firings.cancel(cancel())).toBe('final');
      expect(await firings.run(run)).toMatchObject({ outcome: succeeded, cancelRequested: null });
    });

    test('with items ends when none of them goes on', async () => {
      const firings = await split('{}', '{}', '{}');
      await firings.claim(claim(0));
      await firings.claim(claim(1));
      await firings.settle(settlement(1, 1, succeeded));
      expect(await firings.cancel(cancel())).toBe('requested');
      expect(await firings.claim(claim(2))).toEqual({ state: 'cancelled' });
      await firings.settle(settlement(0, 1, cancelled));
      expect(await firings.cancel(ending())).toBe('cancelled');
      expect(await firings.run(run)).toMatchObject({ outcome: cancelled, itemCount: 3 });
    });

    test('in its beginning: of a claim and a cancellation at once, one sees the other', async () => {
      const firings = await split(...Array.from({ length: 10 }, () => '{}'));
      const [state, ...claims] = await Promise.all([
        firings.cancel(ending()),
        ...Array.from({ length: 10 }, (_, item) => firings.claim(claim(item))),
      ]);
      const claimed = claims.filter((each) => each.state === 'claimed').length;
      if (claimed > 0) expect(state).toBe('requested');
    });
  });
}

const event = {
  key: 'ctingress.on_complete',
  value: '{}',
  eventType: 'run.cancelled',
  context: run.firingId,
  namespace: 'platform.allen',
  sender: 'report',
  expiresAt: 9_000_000_000_000,
};
