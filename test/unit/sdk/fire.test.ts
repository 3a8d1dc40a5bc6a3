import { fire } from '@hookline/sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Answer, openPlatform, type TestPlatform } from './open-platform.ts';

const accepted: Answer = { status: 202, json: { id: 'firing-1', duplicate: false } };
const connectionTo = ({ url }: TestPlatform) => ({ endpoint: url, apiKey: 'k' });

describe('fire', () => {
  test('sends the payload to the hook, with the chosen tags', async () => {
    const platform = await openPlatform(() => accepted);
    const options = { tags: ['red', 'a&b='], allHandlers: true, idempotencyKey: 'request-7' };
    expect(await fire(connectionTo(platform), 'lab.done', { a: [1, null] }, options)).toEqual({
      id: 'firing-1',
      duplicate: false,
    });
    expect(platform.requests[0]).toMatchObject({
      method: 'POST',
      url: '/v1/hooks/lab.done/firings?tag=red&tag=a%26b%3D&allHandlers=true',
      headers: { 'idempotency-key': 'request-7', 'content-type': 'application/json' },
    });
    expect(platform.requests[0]?.body.toString()).toBe('{"a":[1,null]}');
  });

  test('sends a BigInt as an integer, to the last digit', async () => {
    const platform = await openPlatform(() => accepted);
    await fc.assert(
      fc.asyncProperty(fc.bigInt(), async (StartNs) => {
        await fire(connectionTo(platform), 'lab.done', { DataSets: [{ StartNs }] });
        expect(platform.requests.at(-1)?.body.toString()).toBe(`{"DataSets":[{"StartNs":${StartNs}}]}`);
      }),
      { numRuns: 25 },
    );
  });

  test('writes other values as JSON.stringify does', async () => {
    const platform = await openPlatform(() => accepted);
    const payload = {
      text: 'ü "quoted"\u2028',
      number: -0.1e-7,
      date: new Date(0),
      left: undefined,
      list: [undefined, () => 1, true],
      __proto__x: { '': 0 },
    };
    await fire(connectionTo(platform), 'lab.done', payload);
    expect(platform.requests[0]?.body.toString()).toBe(JSON.stringify(payload));
  });

  const verbatim = '{ "n" : 1.0,\r\n"n":1591844350000000001,\t"ü":"\\u00fc" }';
  test.each([
    ['a string', verbatim],
    ['bytes', new TextEncoder().encode(verbatim)],
    ['a Buffer', Buffer.from(verbatim)],
    ['a part of a buffer', new TextEncoder().encode(`xx${verbatim}xx`).subarray(2, -2)],
    ['shared memory', shared(verbatim)],
  ])('sends %s byte for byte', async (_, payload) => {
    const platform = await openPlatform(() => accepted);
    await fire(connectionTo(platform), 'lab.done', payload);
    expect(platform.requests[0]?.body.equals(Buffer.from(verbatim))).toBe(true);
  });

  test('repeats a lost attempt under one key of its own making, and calls its own echo no duplicate', async () => {
    const platform = await openPlatform((_, index) =>
      index === 0 ? 'drop' : { status: 202, json: { id: 'firing-1', duplicate: true } },
    );
    expect(await fire(connectionTo(platform), 'lab.done', {})).toEqual({ id: 'firing-1', duplicate: false });
    const keys = platform.requests.map((request) => request.headers['idempotency-key']);
    expect(keys).toHaveLength(2);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(keys).size).toBe(1);
    await fire(connectionTo(platform), 'lab.done', {});
    expect(platform.requests[2]?.headers['idempotency-key']).not.toBe(keys[0]);
  });

  test('says when a given key had been accepted before', async () => {
    const platform = await openPlatform(() => ({ status: 202, json: { id: 'firing-1', duplicate: true } }));
    const fired = await fire(connectionTo(platform), 'lab.done', {}, { idempotencyKey: 'request-7' });
    expect(fired.duplicate).toBe(true);
  });

  test('refuses a payload that is no JSON, and sends nothing', async () => {
    const circular: { self?: object } = {};
    circular.self = circular;
    for (const payload of [circular, () => 1]) {
      await expect(fire({ endpoint: 'a:1', apiKey: 'k' }, 'lab.done', payload)).rejects.toMatchObject({
        code: 'invalid-argument',
        field: 'payload',
      });
    }
  });
});

function shared(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const view = new Uint8Array(new SharedArrayBuffer(bytes.length));
  view.set(bytes);
  return view;
}
