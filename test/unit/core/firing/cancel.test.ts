import { describe, expect, test } from 'vitest';
import { admin, allen, bert, carla, failed, openFirings, succeeded } from './open-firings.ts';

const retry = {
  maxAttempts: 3,
  backoffFactorSeconds: 1,
  maxBackoffSeconds: 10,
  retryOn: [],
  includeSubclasses: false,
  jitter: false,
};

const open = () => {
  const lab = openFirings();
  return Object.assign(lab, {
    mailed: async () => [
      ...(await lab.mailsTo('failure@example.com')),
      ...(await lab.mailsTo('success@example.com')),
    ],
  });
};

describe('Cancelling a run', () => {
  test('that waits for its next attempt ends it at once; its owner, who did it, gets no e-mail', async () => {
    const lab = open();
    await lab.register({ retry });
    const id = await lab.fire();
    await lab.end(failed('Busy', { retryAfterSeconds: 100 }));
    const cancelled = await lab.cancelRun((await lab.run(id)).id);
    expect(cancelled).toMatchObject({
      state: 'cancelled',
      attempt: 1,
      nextAt: null,
      cancelRequested: { by: 'allen' },
      attempts: [{ number: 1, error: { name: 'Busy' } }],
    });
    expect(await lab.firing(id)).toMatchObject({ state: 'finished', counts: { cancelled: 1 } });
    await lab.advance(100_000);
    expect(lab.going).toEqual([]);
    expect(await lab.mailed()).toEqual([]);
  });

  test('that waits for a slot ends it, and the next in line goes on', async () => {
    const lab = open();
    await lab.register({ executor: { maxWorkers: 1 } });
    await lab.fire({ n: 0 });
    const second = await lab.fire({ n: 1 });
    const third = await lab.fire({ n: 2 });
    expect(await lab.cancelRun((await lab.run(second)).id)).toMatchObject({ state: 'cancelled' });
    // What waited for its slot has ended too.
    expect(lab.executions()).toBe(2);
    await lab.end(succeeded());
    expect(await lab.run(third)).toMatchObject({ state: 'running' });
    expect(lab.going).toHaveLength(1);
  });

  test('that goes on tells it by its signal; it ends as cancelled, with what it printed, and is not tried again', async () => {
    const lab = open();
    await lab.register({ retry });
    const id = await lab.fire();
    const { signal } = lab.going[0]!.request;
    expect(signal?.aborted).toBe(false);
    expect(await lab.cancelRun((await lab.run(id)).id)).toMatchObject({
      state: 'running',
      cancelRequested: { by: 'allen' },
    });
    expect(signal?.aborted).toBe(true);
    await lab.end({ ...failed('RunCancelled'), output: 'cleaned up\n' });
    expect(await lab.run(id)).toMatchObject({ state: 'cancelled', attempt: 1, output: 'cleaned up\n' });
    expect(await lab.mailed()).toEqual([]);
  });

  test('whose platform is killed before it ended does not begin again', async () => {
    const lab = open();
    await lab.register({ retry });
    const id = await lab.fire();
    await lab.cancelRun((await lab.run(id)).id);
    await lab.restart();
    expect(lab.going).toEqual([]);
    expect(await lab.run(id)).toMatchObject({ state: 'cancelled' });
  });

  test('that ended before changes nothing', async () => {
    const lab = open();
    await lab.register();
    const id = await lab.fire();
    await lab.end(succeeded());
    expect(await lab.cancelRun((await lab.run(id)).id)).toMatchObject({
      state: 'succeeded',
      cancelRequested: null,
    });
  });

  test('with items ends those that go on, and the run with the last of them', async () => {
    const lab = open();
    await lab.register({ each: 'list', retry, executor: { maxWorkers: 2 } });
    const id = await lab.fire({ list: [0, 1, 2, 3] });
    await lab.end(failed('Busy', { retryAfterSeconds: 86_400 }));
    const goingOn = [...lab.going];
    expect(goingOn).toHaveLength(2);
    expect(await lab.cancelRun((await lab.run(id)).id)).toMatchObject({ state: 'running' });
    for (const attempt of goingOn) {
      expect(attempt.request.signal?.aborted).toBe(true);
      await lab.end(failed('RunCancelled'), (candidate) => candidate === attempt);
    }
    const run = await lab.run(id);
    expect(run.state).toBe('cancelled');
    expect(run.items?.map(({ state }) => state)).toEqual([
      'cancelled',
      'cancelled',
      'cancelled',
      'cancelled',
    ]);
    expect(await lab.firing(id)).toMatchObject({ state: 'finished' });
    await lab.advance(86_400_000);
    expect(lab.going).toEqual([]);
  });

  test('by somebody else tells its owner, as a failure', async () => {
    const lab = open();
    await lab.register();
    const id = await lab.fire();
    await lab.cancelRun((await lab.run(id)).id, admin);
    await lab.end(failed('RunCancelled'));
    expect(await lab.mailsTo('failure@example.com')).toEqual(['[Hookline] handler cancelled (h)']);
  });

  test('of somebody else’s handler is for admins', async () => {
    const lab = open();
    await lab.register();
    const runId = (await lab.run(await lab.fire())).id;
    await expect(lab.cancelRun(runId, carla)).rejects.toMatchObject({ code: 'run-not-found' });
    await expect(lab.cancelRun(runId, { ...allen, role: 'viewer' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(lab.going[0]!.request.signal?.aborted).toBe(false);
  });
});

describe('Cancelling a firing', () => {
  test('cancels its runs, for who fired it', async () => {
    const lab = open();
    await lab.register({ name: 'one' });
    await lab.register({ name: 'two', retry });
    await lab.register({ name: 'three' });
    const id = await lab.fire({}, bert);
    await lab.end(succeeded());
    await lab.end(failed('Busy', { retryAfterSeconds: 100 }));
    expect(await lab.cancelFiring(id, bert)).toEqual({ cancelled: 1, requested: 1, final: 1 });
    await lab.end(failed('RunCancelled'));
    expect(await lab.firing(id)).toMatchObject({
      state: 'running',
      counts: { succeeded: 1, cancelled: 2, running: 0, waiting: 0 },
    });
    await lab.advance(100_000);
    expect(await lab.firing(id)).toMatchObject({ state: 'finished' });
  });

  test('is not for others, not even for whose handlers run for it', async () => {
    const lab = open();
    await lab.register();
    const id = await lab.fire({}, bert);
    await expect(lab.cancelFiring(id, allen)).rejects.toMatchObject({
      code: 'firing-of-another',
      status: 403,
    });
    await expect(lab.cancelFiring(id, carla)).rejects.toMatchObject({ code: 'firing-not-found' });
    await expect(lab.cancelFiring('unknown', admin)).rejects.toMatchObject({ code: 'firing-not-found' });
    expect(await lab.cancelFiring(id, admin)).toEqual({ cancelled: 0, requested: 1, final: 0 });
  });
});
