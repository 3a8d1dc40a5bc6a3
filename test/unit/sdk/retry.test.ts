import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HooklineClientError } from '../../../sdk/client-error.ts';
import { HooklineProblem } from '../../../sdk/problem.ts';
import { mayRepeat, retry, retryDelayMs } from '../../../sdk/retry.ts';
import { retryAfterSeconds } from '../../../sdk/send.ts';

const problem = (status: number, retryable: boolean, retryAfter?: number): HooklineProblem =>
  new HooklineProblem({ type: 't', title: 't', status, detail: 'd', code: 'c', retryable }, retryAfter);
const unreachable = new HooklineClientError('unreachable', 'away');
const lost = new HooklineClientError('connection-lost', 'broke');

/** Time that passes only by sleeping. */
function fakeTime() {
  let ms = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => ms,
    random: () => 0.5,
    sleep: async (delayMs: number) => {
      slept.push(delayMs);
      ms += delayMs;
    },
  };
}

/** Fails with each error in turn, then succeeds. */
function failing(...errors: unknown[]): { attempts: number; attempt(): Promise<string> } {
  return {
    attempts: 0,
    async attempt() {
      const error = errors[this.attempts++];
      if (error !== undefined) throw error;
      return 'done';
    },
  };
}

describe('Retrying', () => {
  test('goes on until it succeeds, waiting longer each time', async () => {
    const time = fakeTime();
    const work = failing(unreachable, lost, problem(503, true));
    const policy = { retrySeconds: 30, repeatable: true };
    expect(await retry(() => work.attempt(), policy, time)).toBe('done');
    expect(time.slept).toEqual([100, 200, 400]);
  });

  test('ends when the time is over, with the newest error', async () => {
    const time = fakeTime();
    const work = failing(
      ...Array.from({ length: 100 }, (_, n) => new HooklineClientError('unreachable', `${n}`)),
    );
    const error = await retry(() => work.attempt(), { retrySeconds: 10, repeatable: true }, time).catch(
      (error: unknown) => error,
    );
    expect(error).toMatchObject({ message: String(work.attempts - 1) });
    expect(time.now()).toBeLessThanOrEqual(10_000);
    expect(work.attempts).toBeGreaterThan(5);
  });

  test('makes one attempt when there is no time for more', async () => {
    const work = failing(unreachable, unreachable);
    const policy = { retrySeconds: 0, repeatable: true };
    await expect(retry(() => work.attempt(), policy, fakeTime())).rejects.toBe(unreachable);
    expect(work.attempts).toBe(1);
  });

  test('waits as long as Retry-After asks, or gives up at once when that is too long', async () => {
    const time = fakeTime();
    const work = failing(problem(429, true, 7));
    await retry(() => work.attempt(), { retrySeconds: 30, repeatable: true }, time);
    expect(time.slept[0]).toBeGreaterThanOrEqual(7000);
    const tooLong = failing(problem(429, true, 60));
    await expect(
      retry(() => tooLong.attempt(), { retrySeconds: 30, repeatable: true }, fakeTime()),
    ).rejects.toMatchObject({ status: 429 });
    expect(tooLong.attempts).toBe(1);
  });

  const cases: readonly (readonly [string, string, unknown])[] = [
    ['both', 'no connection', unreachable],
    ['both', '429', problem(429, true)],
    ['both', '503', problem(503, true)],
    ['only repeatable', 'a broken connection', lost],
    ['only repeatable', 'no answer in time', new HooklineClientError('timed-out', '')],
    ['only repeatable', '502', problem(502, true)],
    ['only repeatable', '504', problem(504, true)],
    ['only repeatable', 'a problem that says it may help', problem(500, true)],
    ['no', 'failed TLS', new HooklineClientError('tls-failed', '')],
    ['no', 'a problem that does not', problem(500, false)],
    ['no', 'bad input', problem(422, false)],
    ['no', 'a defect', new TypeError('x')],
  ];
  test.each(cases)('repeats %s requests after %s', (which, _, error) => {
    expect([mayRepeat(error, true), mayRepeat(error, false)]).toEqual([which !== 'no', which === 'both']);
  });

  test('spreads the waits evenly below a bound that doubles up to five seconds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (failures, chance) => {
          const delayMs = retryDelayMs(failures, chance, unreachable);
          expect(delayMs).toBeCloseTo(chance * retryDelayMs(failures, 1, unreachable));
          expect(delayMs).toBeLessThanOrEqual(5000);
        },
      ),
    );
  });

  test.each([
    [null, undefined],
    ['7', 7],
    ['0', 0],
    ['Sat, 21 Nov 2026 12:00:30 GMT', 30],
    ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
    ['soon', undefined],
    ['-1', undefined],
  ])('reads Retry-After %j as %j seconds', (header, expected) => {
    const seconds = retryAfterSeconds(header, Date.parse('2026-11-21T12:00:00Z'));
    expect(seconds).toBe(expected);
  });
});
