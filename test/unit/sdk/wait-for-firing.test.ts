import { getFiring, waitForFiring } from '@hookline/sdk';
import { describe, expect, test } from 'vitest';
import { firingAnswer, openPlatform, problem, silentEndpoint } from './open-platform.ts';

describe('waitForFiring', () => {
  test('asks the platform to wait, until the firing is finished', async () => {
    const platform = await openPlatform((_, index) => ({
      status: 200,
      json: firingAnswer(index < 2 ? 'running' : 'finished'),
    }));
    const connection = { endpoint: platform.url, apiKey: 'k' };
    const firing = await waitForFiring(connection, 'firing-1', { timeoutSeconds: 40 });
    expect(firing).toEqual(firingAnswer('finished'));
    const [first, second] = platform.requests.map(({ url }) => new URL(url, platform.url).searchParams);
    expect(platform.requests).toHaveLength(3);
    expect(first?.get('waitSeconds')).toBe('25');
    expect(Number(second?.get('waitSeconds'))).toBeLessThanOrEqual(25);
  });

  test('ends with a timeout that says how far the firing is', async () => {
    const platform = await openPlatform(() => ({ status: 200, json: firingAnswer('running') }));
    const call = waitForFiring({ endpoint: platform.url, apiKey: 'k' }, 'firing-1', { timeoutSeconds: 0.2 });
    await expect(call).rejects.toThrow(/firing-1 is not finished after 0.2 seconds \(runs: 1 running\)/);
    await expect(call).rejects.toMatchObject({ code: 'wait-timeout', retryable: true });
  });

  test('with no time asks once, without waiting', async () => {
    const platform = await openPlatform(() => ({ status: 200, json: firingAnswer('running') }));
    const connection = { endpoint: platform.url, apiKey: 'k' };
    await expect(waitForFiring(connection, 'f', { timeoutSeconds: 0 })).rejects.toMatchObject({
      code: 'wait-timeout',
    });
    expect(platform.requests.map(({ url }) => url)).toEqual(['/v1/firings/f']);
  });

  test('waits for a platform that is away for a while, whatever the patience of the connection', async () => {
    const platform = await openPlatform((_, index) =>
      index === 0 ? 'drop' : { status: 200, json: firingAnswer('finished') },
    );
    const connection = { endpoint: platform.url, apiKey: 'k', retrySeconds: 0 };
    expect((await waitForFiring(connection, 'firing-1')).state).toBe('finished');
    const endpoint = await silentEndpoint();
    await expect(getFiring({ ...connection, endpoint }, 'firing-1')).rejects.toMatchObject({
      code: 'unreachable',
    });
  });

  test('of an unknown firing is the problem that the platform answers', async () => {
    const platform = await openPlatform(() => problem(404, 'firing-not-found', { field: 'id' }));
    await expect(waitForFiring({ endpoint: platform.url, apiKey: 'k' }, 'x')).rejects.toMatchObject({
      code: 'firing-not-found',
      field: 'id',
    });
  });

  test.each([-1, Number.NaN])('refuses a timeout of %d seconds', async (timeoutSeconds) => {
    const call = waitForFiring({ endpoint: 'a:1', apiKey: 'k' }, 'x', { timeoutSeconds });
    await expect(call).rejects.toMatchObject({ code: 'invalid-argument', field: 'timeoutSeconds' });
  });
});
