import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256Hex } from '../../core/hash.ts';
import { startLocalSes } from './local-ses.ts';
import { openStack, type Stack } from './open-stack.ts';

interface Registered {
  readonly id: number;
}

interface Shown {
  readonly state: string;
  readonly runs: { state: string; result: string | null; error: { name: string; message: string } | null }[];
  readonly history: { step: string }[];
}

describe('a firing through the functions of the stack', () => {
  let ses: Awaited<ReturnType<typeof startLocalSes>>;
  let stack: Stack;
  let apiKey: string;
  beforeAll(async () => {
    ses = await startLocalSes();
    stack = await openStack(ses.endpoint);
    apiKey = await stack.bootstrap();
  });
  afterAll(async () => {
    await stack.close();
    await ses.close();
  });

  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await stack.request(method, path, { apiKey, ...text });
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body as T;
  };
  const register = async (hook: string, code: string, more: object = {}): Promise<Registered> => {
    await ask('POST', '/v1/hooks', { name: hook });
    const sha256 = sha256Hex(code);
    const { upload } = await ask<{ upload: { url: string; headers: Record<string, string> } | null }>(
      'POST',
      '/v1/code',
      { sha256, sizeBytes: Buffer.byteLength(code) },
    );
    if (upload !== null) {
      expect((await fetch(upload.url, { method: 'PUT', headers: upload.headers, body: code })).ok).toBe(true);
    }
    const addresses = { notifyOnSuccess: null, notifyOnFailure: null };
    return await ask('POST', '/v1/handlers', {
      name: sha256.slice(0, 8),
      hook,
      ...addresses,
      codeSha256: sha256,
      ...more,
    });
  };
  const request = async (hook: string): Promise<string> => {
    const answer = await stack.request('POST', `/v1/hooks/${hook}/firings`, { apiKey, body: '{}' });
    return (answer.body as { id: string }).id;
  };

  test('runs of a handler with one worker follow one another, each woken by the end of the one before', async () => {
    const code = 'export default () => new Promise((resolve) => setTimeout(resolve, 50));';
    await register('lab.one', code, { executor: { maxWorkers: 1 } });
    const ids = await Promise.all([1, 2, 3, 4].map(() => request('lab.one')));
    stack.takeCalls();
    await stack.workOff();
    expect(stack.takeCalls().map(({ name }) => name)).toContain('states:answer');
    const shown = await Promise.all(
      ids.map((id) =>
        ask<{ runs: { state: string; startedAt: string; endedAt: string }[] }>('GET', `/v1/firings/${id}`),
      ),
    );
    const runs = shown
      .flatMap((firing) => firing.runs)
      .sort((a, b) => a.startedAt.localeCompare(b.startedAt));
    expect(runs.map(({ state }) => state)).toEqual(ids.map(() => 'succeeded'));
    for (const [index, { startedAt }] of runs.entries()) {
      expect(startedAt >= (runs[index - 1]?.endedAt ?? '')).toBe(true);
    }
  });

  test('a run that waits an hour for its next attempt is listed, shown and cancelled', async () => {
    const code = "export default () => { console.log('tried'); throw new Error('no'); };";
    const retry = { maxAttempts: 3, backoffFactorSeconds: 3600, maxBackoffSeconds: 3600, jitter: false };
    await register('lab.patient', code, { retry });
    const id = await request('lab.patient');
    const working = stack.workOff();
    interface Listed {
      readonly runs: { id: string; state: string; nextAt: string | null }[];
    }
    const listed = async () => {
      await stack.tellOn();
      return (await ask<Listed>('GET', '/v1/runs?hook=lab.patient')).runs;
    };
    await expect.poll(async () => (await listed())[0]?.state, { timeout: 15_000 }).toBe('waiting');
    const [run] = await listed();
    expect(run?.nextAt).not.toBeNull();
    expect(await ask('GET', `/v1/runs/${run!.id}/output`)).toMatchObject({ state: 'waiting' });
    expect(await ask('POST', `/v1/firings/${id}/cancel`, {})).toEqual({
      cancelled: 1,
      requested: 0,
      final: 0,
    });
    const cancelled = await ask<{ chunks: { attempt: number; text: string }[]; state: string }>(
      'GET',
      `/v1/runs/${run!.id}/output`,
    );
    expect(cancelled.state).toBe('cancelled');
    expect(cancelled.chunks).toMatchObject([
      { attempt: 1, text: 'tried\n' },
      { attempt: 2, text: 'tried\n' },
    ]);
    expect(await ask('GET', `/v1/firings/${id}`)).toMatchObject({ state: 'finished' });
    void working;
  });

  const fire = async (hook: string, payload: string): Promise<string> => {
    const answer = await stack.request('POST', `/v1/hooks/${hook}/firings`, { apiKey, body: payload });
    expect(answer.status, JSON.stringify(answer.body)).toBe(202);
    await stack.carryOut();
    return (answer.body as { id: string }).id;
  };
  const show = (id: string) => ask<Shown>('GET', `/v1/firings/${id}`);

  test('runs the handler with the payload, to the last digit, and mails what it returned', async () => {
    await register('digits', "export default (input) => 'it began at ' + input.StartNs;", {
      notifyOnSuccess: 'success@example.com',
    });
    const id = await fire('digits', '{"StartNs": 1591844350000000001}');
    const firing = await show(id);
    expect(firing).toMatchObject({
      state: 'finished',
      runs: [{ state: 'succeeded', result: 'it began at 1591844350000000001' }],
    });
    expect(firing.history.map(({ step }) => step)).toEqual([
      'accept',
      'plan',
      'invoke',
      'settle',
      'notify',
      'finish',
    ]);
    expect(await stack.deliver()).toBe(true);
    expect(await ses.take()).toMatchObject([
      {
        from: 'hooks@example.com',
        destination: { to: ['success@example.com'] },
        body: { text: expect.stringContaining('it began at 1591844350000000001') },
      },
    ]);
    expect(await ask('GET', '/v1/mails')).toMatchObject({ mails: [{ state: 'sent', attempts: 1 }] });
  });

  test('tries a run again until it succeeds, and mails how many attempts there were', async () => {
    const code = "export default (input, { run }) => { if (run.attempt < 3) throw new Error('not yet'); };";
    await register('lab.flaky', code, {
      retry: { maxAttempts: 3, backoffFactorSeconds: 0.01, jitter: false },
      notifyOnSuccess: 'success@example.com',
    });
    const { state, runs } = await show(await fire('lab.flaky', '{}'));
    expect(state).toBe('finished');
    expect(runs).toMatchObject([{ state: 'succeeded', attempt: 3 }]);
    expect(await stack.deliver()).toBe(true);
    expect(await ses.take()).toMatchObject([{ body: { text: expect.stringMatching(/^Attempts: +3$/m) } }]);
  });

  test('runs each of several handlers, and closes when all are final', async () => {
    await register('several', 'export default () => "well";', { name: 'good' });
    await register('several', 'export default () => { throw new TypeError("broken"); };', {
      name: 'bad',
      notifyOnFailure: 'failure@example.com',
    });
    const firing = await show(await fire('several', '{}'));
    expect(firing.state).toBe('finished');
    expect(firing.runs.map(({ state }) => state)).toEqual(['succeeded', 'failed']);
    expect(firing.history.at(-1)).toMatchObject({ step: 'finish' });
    await stack.deliver();
    expect(await ses.take()).toMatchObject([
      {
        destination: { to: ['failure@example.com'] },
        body: { text: expect.stringContaining('TypeError: broken') },
      },
    ]);
  });

  test('runs a handler once for each item, settles the run by them, and mails a table', async () => {
    const code = `export default (input, { item, payload }) => {
      if (item.index === 1) throw new RangeError('not this one');
      return [input.item, item.count, payload.ids.length];
    };`;
    await register('items', code, {
      each: 'ids',
      filter: '$count(ids) > 2',
      evaluation: 'SUCCESS_FOR_PARTIAL_SUCCESS',
      notifyOnSuccess: 'success@example.com',
    });
    const filtered = await stack.request('POST', '/v1/hooks/items/firings', { apiKey, body: '{"ids":[1]}' });
    expect((await show((filtered.body as { id: string }).id)).runs).toEqual([]);
    const { state, runs } = await show(await fire('items', '{"ids":[9007199254740993,2,3]}'));
    expect(state).toBe('finished');
    expect(runs).toMatchObject([
      {
        state: 'succeeded',
        result: '{"items":3,"succeeded":2,"skipped":0,"failed":1,"cancelled":0}',
        items: [
          { index: 0, state: 'succeeded', result: '[9007199254740993,3,3]' },
          { index: 1, state: 'failed', error: { name: 'RangeError', message: 'not this one' } },
          { index: 2, state: 'succeeded', result: '[3,3,3]' },
        ],
      },
    ]);
    expect(await stack.deliver()).toBe(true);
    expect(await ses.take()).toMatchObject([
      { body: { text: expect.stringContaining('Items (1 failed, 2 succeeded)') } },
    ]);
  });

  test('splits a large payload into items by S3', async () => {
    await register('large-items', 'export default ({ text }) => text.length;', { each: 'list' });
    const list = Array.from({ length: 8 }, () => ({ text: 'x'.repeat(100_000) }));
    const { runs } = await show(await fire('large-items', JSON.stringify({ list })));
    expect(runs).toMatchObject([{ state: 'succeeded', items: list.map(() => ({ result: '100000' })) }]);
  });

  test('carries the largest payload and the largest result by S3', async () => {
    await register('large', 'export default (input) => input.text.slice(0, 65536);');
    const stackText = 'x'.repeat(1024 * 1024 - 11);
    const { state, runs } = await show(await fire('large', `{"text":"${stackText}"}`));
    expect(state).toBe('finished');
    expect(runs[0]?.result).toBe('x'.repeat(65_536));
  });

  test('takes a key as revoked, at once in the function that revoked it', async () => {
    const created = await ask<{ id: string; apiKey: string }>('POST', '/v1/keys', {});
    expect((await stack.request('GET', '/v1/hooks', { apiKey: created.apiKey })).status).toBe(200);
    await ask('DELETE', `/v1/keys/${created.id}`);
    expect((await stack.request('GET', '/v1/hooks', { apiKey: created.apiKey })).status).toBe(401);
  });

  test('answers problems as the other home does', async () => {
    const answer = await stack.request('POST', '/v1/hooks/nothing/firings', { apiKey, body: '{}' });
    expect(answer).toMatchObject({ status: 404, body: { code: 'hook-not-found', field: 'hook' } });
  });
});
