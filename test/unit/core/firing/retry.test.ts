import { describe, expect, test } from 'vitest';
import { RunnerLost } from '../../../../core/ports/runner.ts';
import { failed, openFirings, succeeded } from './open-firings.ts';

const retry = {
  maxAttempts: 5,
  backoffFactorSeconds: 0.1,
  maxBackoffSeconds: 1,
  retryOn: [],
  includeSubclasses: false,
  jitter: false,
};

describe('A run that fails', () => {
  test('is tried again after exactly the waits of the formula, and not after the last', async () => {
    const lab = openFirings();
    await lab.register({ retry: { ...retry, maxAttempts: 6 } });
    const id = await lab.fire();
    for (const waitMs of [200, 400, 800, 1000]) {
      await lab.end(failed());
      if (waitMs === 200) await lab.end(failed());
      await lab.advance(waitMs - 1);
      expect(lab.going).toEqual([]);
      await lab.advance(1);
      expect(lab.going).toHaveLength(1);
    }
    expect(lab.begun()).toEqual([0, 0, 200, 600, 1400, 2400]);
    const endedAt = lab.clock.now();
    await lab.end(failed('LastError'));
    const run = await lab.run(id);
    expect(run).toMatchObject({ state: 'failed', attempt: 6, error: { name: 'LastError' } });
    expect(Date.parse(run.endedAt!)).toBe(endedAt);
    const waits = run.attempts
      .slice(0, -1)
      .map(({ endedAt, nextAt }) => Date.parse(nextAt!) - Date.parse(endedAt!));
    expect(waits).toEqual([0, 200, 400, 800, 1000]);
    expect(await lab.mailsTo('failure@example.com')).toHaveLength(1);
  });

  test('waits as long as its error asks for, in place of the formula', async () => {
    const lab = openFirings();
    await lab.register({ retry });
    const id = await lab.fire();
    await lab.end(failed('Busy', { retryAfterSeconds: 7 }));
    expect(await lab.run(id)).toMatchObject({ state: 'waiting', attempt: 1 });
    await lab.advance(6999);
    expect(lab.going).toHaveLength(0);
    await lab.advance(1);
    expect(lab.going).toHaveLength(1);
    expect(lab.going[0]!.request).toMatchObject({ attempt: 2, retry: { maxAttempts: 5, failures: 1 } });
    await lab.end(succeeded());
    expect(await lab.run(id)).toMatchObject({ state: 'succeeded', attempt: 2 });
  });

  test('with jitter it waits a random part', async () => {
    const lab = openFirings({ random: () => 0.25 });
    await lab.register({
      retry: { ...retry, backoffFactorSeconds: 2, maxBackoffSeconds: 100, jitter: true },
    });
    const id = await lab.fire();
    await lab.end(failed());
    await lab.end(failed());
    const { nextAt } = await lab.run(id);
    expect(Date.parse(nextAt!) - lab.clock.now()).toBe(1000);
  });

  test.each([
    ['that ends with a TerminalError', failed('Gone', { terminal: true })],
    [
      'that returned a failure',
      {
        ...failed('ReturnedFailure'),
        returnedFailure: { result: 'no', resultType: 'text' as const, resultCut: false },
      },
    ],
  ])('%s is not tried again', async (_what, outcome) => {
    const lab = openFirings();
    await lab.register({ retry });
    const id = await lab.fire();
    await lab.end(outcome);
    expect(await lab.run(id)).toMatchObject({ state: 'failed', attempt: 1 });
  });

  test('a wait goes on through a restart: it is neither forgotten nor begun again', async () => {
    const lab = openFirings();
    await lab.register({ retry });
    const id = await lab.fire();
    await lab.end(failed('Busy', { retryAfterSeconds: 100 }));
    await lab.advance(60_000);
    await lab.restart();
    expect(lab.going).toHaveLength(0);
    await lab.advance(39_999);
    expect(lab.going).toHaveLength(0);
    await lab.advance(1);
    expect(lab.going[0]!.request.attempt).toBe(2);
    await lab.end(succeeded());
    expect(await lab.run(id)).toMatchObject({ state: 'succeeded', attempt: 2 });
  });

  test('an attempt that the platform vanished with is not one of maxAttempts', async () => {
    const lab = openFirings();
    await lab.register({ retry: { ...retry, maxAttempts: 2 } });
    const id = await lab.fire();
    await lab.restart();
    expect(lab.going[0]!.request).toMatchObject({ attempt: 2, retry: { failures: 0 } });
    await lab.end(failed());
    await lab.end(failed('Second'));
    const run = await lab.run(id);
    expect(run).toMatchObject({ state: 'failed', attempt: 3, error: { name: 'Second' } });
    expect(run.attempts.map(({ error, startedAt }) => [error?.name, startedAt !== null])).toEqual([
      ['RunnerLost', false],
      ['Error', true],
      ['Second', true],
    ]);
  });

  test('a lost runner neither, for a handler without retry too; five are too many', async () => {
    const lab = openFirings();
    await lab.register();
    const id = await lab.fire();
    for (let loss = 1; loss <= 5; loss++) {
      await lab.end(new RunnerLost('killed'));
      await lab.advance(1000);
    }
    const run = await lab.run(id);
    expect(run).toMatchObject({ state: 'failed', attempt: 5, error: { name: 'RunnerLost' } });
    expect(run.error?.message).toContain('5 times');
    expect(run.attempts).toHaveLength(5);
  });

  test('that has to wait for longer than an Express execution lasts goes on in one of its own', async () => {
    const lab = openFirings();
    const { id: handlerId } = await lab.register({ retry });
    const id = await lab.fire();
    expect(lab.launched()).toMatchObject([{ executionType: 'EXPRESS' }]);
    lab.forgetLaunched();
    await lab.end(failed('Busy', { retryAfterSeconds: 100 }));
    expect(lab.launched()).toEqual([]);
    await lab.advance(100_000);
    await lab.end(failed('Busy', { retryAfterSeconds: 86_400 }));
    expect(lab.launched()).toMatchObject([
      { executionType: 'STANDARD', firingId: id, part: String(handlerId) },
    ]);
    await lab.restart();
    await lab.advance(86_399_999);
    expect(lab.going).toHaveLength(0);
    await lab.advance(1);
    await lab.end(succeeded());
    expect(await lab.firing(id)).toMatchObject({ state: 'finished', counts: { succeeded: 1 } });
    expect(await lab.mailsTo('success@example.com')).toHaveLength(1);
  });
});
