import { describe, expect, test } from 'vitest';
import type { FiringStore, RunClaim } from '../../core/ports/firing-store.ts';
import type { RunControl, RunRetry } from '../../core/ports/run-control.ts';
import type { RunFailed, RunOutcome } from '../../core/ports/runner.ts';
import { firing, payload } from './firing-store.ts';

const FIRING_ID = firing().id;

const claim = (more: Partial<RunClaim> = {}): RunClaim => ({
  firingId: FIRING_ID,
  handlerId: 7,
  handlerVersion: 3,
  tenantId: 'id-of-allen',
  executionId: 'execution-1',
  now: 2000,
  leaseUntil: 62_000,
  secretHash: `secret-${more.now ?? 2000}`,
  ...more,
});

const failed: RunFailed = {
  ok: false,
  error: { name: 'ConnectionError', message: 'nobody answers', stack: 'ConnectionError\n    at here' },
  output: 'tried\n',
  durationMs: 3,
};

const succeeded: RunOutcome = {
  ok: true,
  result: 'done',
  resultType: 'text',
  resultCut: false,
  output: '',
  durationMs: 1,
};

const retry = (more: Partial<RunRetry> = {}): RunRetry => ({
  firingId: FIRING_ID,
  handlerId: 7,
  attempt: 1,
  failures: 1,
  startedAt: 2000,
  at: 3000,
  nextAt: 8000,
  outcome: failed,
  lost: false,
  ...more,
});

/** What every RunControl does, over the same records as the FiringStore. */
export function runControlSuite(
  open: () => Promise<{ firings: FiringStore & Pick<RunControl, 'retry'> }>,
): void {
  const claimed = async () => {
    const { firings } = await open();
    await firings.accept(firing(), payload);
    await firings.claim(claim());
    return firings;
  };

  describe('a failed attempt that another one follows', () => {
    test('is kept whole, and the run waits', async () => {
      const firings = await claimed();
      expect(await firings.retry(retry())).toBe('waits');
      const attempt = {
        number: 1,
        startedAt: 2000,
        endedAt: 3000,
        nextAt: 8000,
        outcome: failed,
        lost: false,
      };
      const waiting = { attempt: 1, outcome: null, waiting: { until: 8000 }, attempts: [attempt] };
      expect(await firings.run(claim())).toMatchObject(waiting);
      expect((await firings.get(FIRING_ID))?.runs).toMatchObject([waiting]);
      await firings.claim(claim({ now: 8000 }));
      const running = { attempt: 2, startedAt: 8000, outcome: null, waiting: null, attempts: [attempt] };
      expect(await firings.run(claim())).toMatchObject(running);
      expect((await firings.get(FIRING_ID))?.runs).toMatchObject([running]);
    });

    test('no claim comes before its time, not even of the same execution: a restart does not cut the wait short', async () => {
      const firings = await claimed();
      await firings.retry(retry());
      expect(await firings.claim(claim({ now: 7999 }))).toEqual({ state: 'waiting', until: 8000 });
      expect(await firings.claim(claim({ now: 8000 }))).toEqual({
        state: 'claimed',
        attempt: 2,
        failures: 1,
      });
    });

    test('any execution may take it up then, without a lease to wait for', async () => {
      const firings = await claimed();
      await firings.retry(retry());
      const other = claim({ now: 8001, executionId: 'execution-2' });
      expect(await firings.claim(other)).toEqual({ state: 'claimed', attempt: 2, failures: 1 });
      expect(await firings.claim(claim({ now: 8002 }))).toEqual({ state: 'held' });
    });

    test('counts as the caller says: a lost runner is an attempt, and no failure', async () => {
      const firings = await claimed();
      await firings.retry(retry({ lost: true, failures: 0 }));
      expect(await firings.claim(claim({ now: 8000 }))).toEqual({
        state: 'claimed',
        attempt: 2,
        failures: 0,
      });
      await firings.retry(retry({ attempt: 2, failures: 1, startedAt: 8000, at: 8500, nextAt: 9000 }));
      expect(await firings.claim(claim({ now: 9000 }))).toEqual({
        state: 'claimed',
        attempt: 3,
        failures: 1,
      });
      const { attempts } = (await firings.run(claim()))!;
      expect(attempts.map(({ number, lost }) => [number, lost])).toEqual([
        [1, true],
        [2, false],
      ]);
    });

    test('is refused when it is not the newest, or there is an outcome', async () => {
      const firings = await claimed();
      await firings.claim(claim({ now: 2500 }));
      expect(await firings.retry(retry({ attempt: 1 }))).toBe('ended');
      await firings.settle({ ...claim(), attempt: 2, outcome: succeeded, at: 3000, closesFiring: true });
      expect(await firings.retry(retry({ attempt: 2 }))).toBe('ended');
      expect(await firings.run(claim())).toMatchObject({ outcome: succeeded, waiting: null });
    });

    test('a run that waits may still be ended', async () => {
      const firings = await claimed();
      await firings.retry(retry());
      const { attempt: _, ...settlement } = {
        ...claim(),
        attempt: 1,
        outcome: failed,
        at: 4000,
        closesFiring: true,
      };
      expect(await firings.settle(settlement)).toBe(true);
      expect(await firings.run(claim())).toMatchObject({ outcome: failed, waiting: null });
      expect(await firings.claim(claim({ now: 9000 }))).toEqual({ state: 'final' });
    });
  });

  describe('whose secret holds', () => {
    test('that of the attempt that goes on, and none while the run waits or when it has ended', async () => {
      const firings = await claimed();
      expect(await firings.holder(claim())).toEqual({ tenantId: 'id-of-allen', secretHash: 'secret-2000' });
      await firings.retry(retry());
      expect(await firings.holder(claim())).toBeUndefined();
      await firings.claim(claim({ now: 8000 }));
      expect(await firings.holder(claim())).toMatchObject({ secretHash: 'secret-8000' });
      await firings.settle({ ...claim(), attempt: 2, outcome: succeeded, at: 9000, closesFiring: true });
      expect(await firings.holder(claim())).toBeUndefined();
      expect(await firings.holder({ firingId: 'unknown', handlerId: 7 })).toBeUndefined();
    });
  });
}
