import { addHook, type Connection, fire, getMail, listMails, register, waitForFiring } from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Host } from './hosts/host.ts';
import { openHost } from './hosts/open-host.ts';
import { asAdmin, newPerson } from './hosts/people.ts';

const both = { notifyOnSuccess: 'success@example.com', notifyOnFailure: 'failure@example.com' };
const quick = { backoffFactorSeconds: 0.01, jitter: false };

describe('A handler that fails is tried again, as its retry says', () => {
  let host: Host;
  let allen: Connection;
  beforeAll(async () => {
    host = await openHost();
    allen = await newPerson(host, 'allen');
  });
  afterAll(() => host?.stop());

  const addLab = async (name: string): Promise<string> => (await addHook(asAdmin(host), { name })).name;
  const ranTo = async (hook: string, input = {}) => {
    const { id } = await fire(allen, hook, input);
    return (await waitForFiring(allen, id, { timeoutSeconds: 30 })).runs[0]!;
  };

  test('until it succeeds: each attempt is kept, and there is one e-mail, which says how many there were', async () => {
    const hook = await addLab('lab.flaky');
    const options = { name: 'flaky', hook, ...both, retry: { maxAttempts: 5, ...quick } };
    await register(allen, options, (_input, { run }) => {
      console.log(`attempt ${run.attempt}`);
      if (run.attempt < 3) throw new RangeError(`not yet: ${run.attempt}`);
      return `done at attempt ${run.attempt}`;
    });
    const run = await ranTo(hook);
    expect(run).toMatchObject({ state: 'succeeded', attempt: 3, result: 'done at attempt 3', nextAt: null });
    expect(run.attempts).toMatchObject([
      { number: 1, error: { name: 'RangeError', message: 'not yet: 1' }, output: 'attempt 1\n' },
      { number: 2, error: { name: 'RangeError', message: 'not yet: 2' }, output: 'attempt 2\n' },
      { number: 3, error: null, output: 'attempt 3\n', nextAt: null },
    ]);
    const [first, second, third] = run.attempts.map(({ startedAt }) => Date.parse(startedAt ?? ''));
    expect(second! - first!).toBeGreaterThanOrEqual(0);
    expect(third! - second!).toBeGreaterThanOrEqual(20);
    await expect
      .poll(async () => (await getMail(allen, run.id)).to, { timeout: 20_000 })
      .toBe('success@example.com');
    expect((await getMail(allen, run.id)).text).toMatch(/^Attempts: +3$/m);
    expect((await listMails(allen)).filter(({ id }) => id === run.id)).toHaveLength(1);
  });

  test('at most maxAttempts times, and the last failure is the outcome', async () => {
    const hook = await addLab('lab.hopeless');
    const options = { name: 'hopeless', hook, ...both, retry: { maxAttempts: 4, ...quick } };
    await register(allen, options, (_input, { run }) => {
      throw new Error(`failure ${run.attempt}`);
    });
    const run = await ranTo(hook);
    expect(run).toMatchObject({ state: 'failed', attempt: 4, error: { message: 'failure 4' } });
    expect(run.attempts.map(({ error }) => error?.message)).toEqual([1, 2, 3, 4].map((n) => `failure ${n}`));
  });

  test('for the errors named in retryOn only', async () => {
    const hook = await addLab('lab.retry-on');
    const retry = { maxAttempts: 3, retryOn: ['RangeError'], ...quick };
    await register(allen, { name: 'picky', hook, ...both, retry }, ({ name }: { name: string }) => {
      throw Object.assign(new Error('no'), { name });
    });
    expect(await ranTo(hook, { name: 'RangeError' })).toMatchObject({ state: 'failed', attempt: 3 });
    expect(await ranTo(hook, { name: 'TypeError' })).toMatchObject({ state: 'failed', attempt: 1 });
  });

  test('without retry there is one attempt', async () => {
    const hook = await addLab('lab.once');
    await register(allen, { name: 'once', hook, ...both }, () => {
      throw new Error('no');
    });
    expect(await ranTo(hook)).toMatchObject({ state: 'failed', attempt: 1, attempts: [{ number: 1 }] });
  });
});
