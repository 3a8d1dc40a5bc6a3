import { addUser, createKey, getFiring, HooklineProblem, hooks, revokeKey } from '@hookline/sdk';
import { describe, expect, test } from 'vitest';
import { type Answer, openPlatform, problem, silentEndpoint } from './open-platform.ts';

const hooksAnswer: Answer = {
  status: 200,
  json: {
    hooks: [
      { name: 'lab.b', description: '', createdAt: '2026-11-21T12:00:00.000Z' },
      { name: 'lab.a', description: '', payloadSchema: {}, createdAt: '2026-11-21T12:00:00.000Z' },
    ],
  },
};

describe('What the platform answers', () => {
  test('is asked for with the API key', async () => {
    const platform = await openPlatform(() => hooksAnswer);
    expect(await hooks({ endpoint: platform.url, apiKey: 'hlk_key' })).toEqual(['lab.a', 'lab.b']);
    expect(platform.requests[0]).toMatchObject({
      method: 'GET',
      url: '/v1/hooks',
      headers: { authorization: 'Bearer hlk_key' },
    });
  });

  test('keeps the path of an endpoint', async () => {
    const platform = await openPlatform(() => hooksAnswer);
    await hooks({ endpoint: `${platform.url}/prod`, apiKey: 'k' });
    expect(platform.requests[0]?.url).toBe('/prod/v1/hooks');
  });

  test('as a problem becomes an error that carries it', async () => {
    const platform = await openPlatform(() => problem(422, 'payload-invalid', { field: 'payload.File' }));
    const error = await hooks({ endpoint: platform.url, apiKey: 'k' }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(HooklineProblem);
    expect(error).toMatchObject({
      message: 'This is payload-invalid.',
      code: 'payload-invalid',
      status: 422,
      retryable: false,
      field: 'payload.File',
      problem: { type: 'urn:hookline:problem:payload-invalid' },
    });
    expect(platform.requests).toHaveLength(1);
  });

  const strange: readonly (readonly [string, Answer, RegExp])[] = [
    ['a page', { status: 404, text: '<h1>Not here</h1>' }, /status 404 and "<h1>Not here/],
    ['a page with status 200', { status: 200, text: '<h1>Hello</h1>' }, /status 200 and "<h1>Hello/],
    [
      'a redirect',
      { status: 301, headers: { location: 'https://x.example' } },
      /redirect to https:\/\/x\.example/,
    ],
    ['other JSON', { status: 200, json: { message: 'hi' } }, /lacks "hooks"/],
    ['an array', { status: 200, json: [] }, /lacks "hooks"/],
    ['null', { status: 200, json: null }, /lacks "hooks"/],
    ['nothing', { status: 200 }, /lacks "hooks"/],
    ['a hook without a name', { status: 200, json: { hooks: [{}] } }, /lacks "name"/],
    ['an error of another API', { status: 400, json: { code: 'x', status: 400 } }, /status 400/],
  ];
  test.each(strange)('as %s is an error that doubts the endpoint', async (_, answer, message) => {
    const platform = await openPlatform(() => answer);
    const call = hooks({ endpoint: platform.url, apiKey: 'k' });
    await expect(call).rejects.toThrow(message);
    await expect(call).rejects.toMatchObject({ code: 'unexpected-answer', retryable: false });
  });

  const passing: readonly (readonly [string, Answer])[] = [
    ['a broken connection', 'drop'],
    ['429 of a gateway', { status: 429, text: 'Too many requests' }],
    ['502', { status: 502, text: 'Bad gateway' }],
    [
      '503 with Retry-After',
      problem(503, 'storage-unavailable', { retryable: true, headers: { 'retry-after': '0' } }),
    ],
    ['504', { status: 504 }],
    ['a retryable problem', problem(500, 'internal', { retryable: true })],
  ];
  test.each(passing)('after %s is asked for again', async (_, answer) => {
    const platform = await openPlatform((_request, index) => (index === 0 ? answer : hooksAnswer));
    expect(await hooks({ endpoint: platform.url, apiKey: 'k' })).toHaveLength(2);
    expect(platform.requests).toHaveLength(2);
  });

  test('is asked for once when the connection has no time for retries', async () => {
    const platform = await openPlatform(() => ({ status: 503 }));
    await expect(hooks({ endpoint: platform.url, apiKey: 'k', retrySeconds: 0 })).rejects.toMatchObject({
      status: 503,
      retryable: true,
    });
    expect(platform.requests).toHaveLength(1);
  });

  test('and was lost is not asked for again where twice is not once', async () => {
    const platform = await openPlatform(() => 'drop');
    const connection = { endpoint: platform.url, apiKey: 'k' };
    await expect(createKey(connection)).rejects.toMatchObject({ code: 'connection-lost', retryable: true });
    await expect(addUser(connection, { name: 'allen' })).rejects.toMatchObject({ code: 'connection-lost' });
    expect(platform.requests).toHaveLength(2);
  });

  test('nowhere to be had is an error that names the endpoint', async () => {
    const endpoint = await silentEndpoint();
    const call = hooks({ endpoint, apiKey: 'k', retrySeconds: 0 });
    await expect(call).rejects.toThrow(`Cannot reach http://${endpoint} (ECONNREFUSED)`);
    await expect(call).rejects.toMatchObject({ code: 'unreachable' });
  });

  test('at a port that HTTP clients block is an error of the endpoint', async () => {
    await expect(hooks({ endpoint: '127.0.0.1:22', apiKey: 'k' })).rejects.toMatchObject({
      code: 'endpoint-invalid',
      field: 'endpoint',
    });
  });

  test('over TLS where there is none is an error that says what to write', async () => {
    const platform = await openPlatform(() => hooksAnswer);
    const call = hooks({ endpoint: platform.url.replace('http:', 'https:'), apiKey: 'k' });
    await expect(call).rejects.toThrow(/write the endpoint as http:\/\//);
    await expect(call).rejects.toMatchObject({ code: 'tls-failed' });
  });

  test('of another address is never asked for: ids stay one part of the path', async () => {
    const platform = await openPlatform(() => ({ status: 204 }));
    const connection = { endpoint: platform.url, apiKey: 'k' };
    await revokeKey(connection, 'a/../b?c#d');
    expect(platform.requests[0]?.url).toBe('/v1/keys/a%2F..%2Fb%3Fc%23d');
    await expect(revokeKey(connection, '..')).rejects.toMatchObject({
      code: 'invalid-argument',
      field: 'id',
    });
    await expect(getFiring(connection, '')).rejects.toMatchObject({ code: 'invalid-argument', field: 'id' });
    expect(platform.requests).toHaveLength(1);
  });

  test('to a connection without a key is not even asked for', async () => {
    await expect(hooks({ endpoint: '127.0.0.1:1', apiKey: ' ' })).rejects.toMatchObject({
      code: 'api-key-invalid',
    });
  });
});
