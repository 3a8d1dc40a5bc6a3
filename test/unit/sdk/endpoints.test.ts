import { addUser, hooks } from '@hookline/sdk';
import { describe, expect, test } from 'vitest';
import { parseEndpoints } from '../../../sdk/parse-endpoint.ts';
import { type Answer, openPlatform, problem, silentEndpoint, type TestPlatform } from './open-platform.ts';

const noHooks: Answer = { status: 200, json: { hooks: [] } };
const user: Answer = {
  status: 201,
  json: { id: 'u', name: 'allen', role: 'developer', createdAt: '2026-11-21T12:00:00.000Z' },
};
const connectionTo = (...platforms: (TestPlatform | string)[]) => ({
  endpoint: platforms.map((platform) => (typeof platform === 'string' ? platform : platform.url)).join(', '),
  apiKey: 'k',
  retrySeconds: 0,
});

describe('A connection with several endpoints', () => {
  test('asks the next at once when one is not there, and stays with what works', async () => {
    const platform = await openPlatform(() => noHooks);
    const spare = await openPlatform(() => noHooks);
    const connection = connectionTo(await silentEndpoint(), platform, spare);
    await hooks(connection);
    await hooks(connection);
    expect(platform.requests).toHaveLength(2);
    expect(spare.requests).toHaveLength(0);
  });

  test.each<[string, Answer]>([
    ['breaks the connection', 'drop'],
    ['has no storage', problem(503, 'storage-unavailable', { retryable: true })],
    ['is behind a gateway that does not reach it', { status: 502, text: 'Bad Gateway' }],
  ])('moves on when one %s, and comes back when that one fails too', async (_, answer) => {
    const failing = { first: true, second: false };
    const first = await openPlatform(() => (failing.first ? answer : noHooks));
    const second = await openPlatform(() => (failing.second ? answer : noHooks));
    const connection = connectionTo(first, second);
    await hooks(connection);
    failing.first = false;
    failing.second = true;
    await hooks(connection);
    expect(first.requests).toHaveLength(2);
    expect(second.requests).toHaveLength(2);
  });

  test('stays when it is the request that is refused', async () => {
    const first = await openPlatform(() => problem(403, 'forbidden'));
    const second = await openPlatform(() => noHooks);
    await expect(hooks(connectionTo(first, second))).rejects.toMatchObject({ code: 'forbidden' });
    expect(second.requests).toHaveLength(0);
  });

  test('says what the last one said when all fail', async () => {
    const first = await openPlatform(() => 'drop');
    const second = await openPlatform(() => problem(503, 'storage-unavailable', { retryable: true }));
    await expect(hooks(connectionTo(first, second))).rejects.toMatchObject({ code: 'storage-unavailable' });
    expect([first, second].map(({ requests }) => requests.length)).toEqual([1, 1]);
  });

  test('never carries out twice what differs from once, yet asks the next one the next time', async () => {
    const first = await openPlatform(() => 'drop');
    const second = await openPlatform(() => user);
    const connection = connectionTo(first, second);
    await expect(addUser(connection, { name: 'allen' })).rejects.toMatchObject({ code: 'connection-lost' });
    expect(second.requests).toHaveLength(0);
    expect(await addUser(connection, { name: 'allen' })).toMatchObject({ name: 'allen' });
  });
});

describe('Several endpoints', () => {
  test('are read like one each', () => {
    expect(parseEndpoints('127.0.0.1:1, api.example.com:2,https://b.example.com/x/')).toEqual([
      'http://127.0.0.1:1',
      'https://api.example.com:2',
      'https://b.example.com/x',
    ]);
  });

  test.each([
    ['a:1,,b:2', 'The endpoint, part 2, is blank.'],
    ['a:1,b:2,', 'The endpoint, part 3, is blank.'],
    ['a:1,b', 'The endpoint, part 2, has no host:port: "b".'],
    ['a:1, b:2 c:3', 'The endpoint, part 2, has no host:port: "b:2 c:3".'],
    ['', 'The endpoint is blank.'],
  ])('say which part is wrong: %j', (endpoint, message) => {
    expect(() => parseEndpoints(endpoint)).toThrow(message);
  });
});
