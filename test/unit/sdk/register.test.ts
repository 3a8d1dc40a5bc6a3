import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { EventHandler, register } from '@hookline/sdk';
import { describe, expect, test } from 'vitest';
import { bundleHandler } from '../../../sdk/bundle/bundle-handler.ts';
import { openFolder } from './open-folder.ts';
import {
  type Answer,
  handlerAnswer,
  openPlatform,
  problem,
  type Received,
  type TestPlatform,
} from './open-platform.ts';

const options = { name: 'one', hook: 'lab.done', notifyOnSuccess: 'a@example.com', notifyOnFailure: null };
const handler = (input: { n: number }) => input.n + 1;
const connectionTo = ({ url }: TestPlatform) => ({ endpoint: url, apiKey: 'hlk_key' });
const json = (request: Received | undefined): unknown => JSON.parse(String(request?.body));

/** Answers as the platform does, with this upload. */
function accepting(upload: (sha256: string) => unknown): (request: Received) => Answer {
  return (request) => {
    if (request.url === '/v1/code') {
      const { sha256 } = json(request) as { sha256: string };
      return { status: 200, json: { upload: upload(sha256) } };
    }
    return request.method === 'PUT' ? { status: 204 } : { status: 201, json: handlerAnswer(3) };
  };
}

describe('register', () => {
  test('announces the bundle, sends it, and registers the handler with it', async () => {
    const platform = await openPlatform(
      accepting((sha256) => ({ url: `${platform.url}/v1/code/${sha256}`, headers: {} })),
    );
    const registered = await register(
      connectionTo(platform),
      { ...options, tags: ['red'], executor: { timeoutSeconds: 5 } },
      handler,
    );
    expect(registered).toMatchObject({ id: 3, version: 0, createdAt: new Date('2026-11-21T12:00:00Z') });
    expect(Object.isFrozen(registered)).toBe(true);

    const bundle = Buffer.from(await bundleHandler(handler));
    const sha256 = createHash('sha256').update(bundle).digest('hex');
    const [announced, sent, made] = platform.requests;
    expect(platform.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /v1/code',
      `PUT /v1/code/${sha256}`,
      'POST /v1/handlers',
    ]);
    expect(json(announced)).toEqual({ sha256, sizeBytes: bundle.length });
    expect(sent?.body.equals(bundle)).toBe(true);
    expect(sent?.headers.authorization).toBe('Bearer hlk_key');
    expect(json(made)).toEqual({
      ...options,
      tags: ['red'],
      executor: { timeoutSeconds: 5 },
      codeSha256: sha256,
    });
  });

  test('reaches a platform that knows itself by another address', async () => {
    const platform = await openPlatform(
      accepting((sha256) => ({ url: `http://inner.invalid:1/v1/code/${sha256}`, headers: {} })),
    );
    await register(
      { endpoint: platform.url.replace('127.0.0.1', 'localhost'), apiKey: 'k' },
      options,
      handler,
    );
    expect(platform.requests).toHaveLength(3);
  });

  test('sends nothing that the platform has already', async () => {
    const platform = await openPlatform(accepting(() => null));
    await register(connectionTo(platform), options, handler);
    expect(platform.requests.map(({ url }) => url)).toEqual(['/v1/code', '/v1/handlers']);
  });

  test('sends the bundle to an object store with the headers it asks for, and never the API key', async () => {
    const store = await openPlatform((_, index) => (index === 0 ? { status: 503 } : { status: 200 }));
    const platform = await openPlatform(
      accepting(() => ({
        url: `${store.url}/bucket/object?signature=x`,
        headers: { 'x-amz-checksum-sha256': 'sum' },
      })),
    );
    await register(connectionTo(platform), options, handler);
    expect(store.requests).toHaveLength(2);
    expect(store.requests[1]).toMatchObject({
      method: 'PUT',
      url: '/bucket/object?signature=x',
      headers: { 'x-amz-checksum-sha256': 'sum' },
    });
    expect(store.requests[1]?.headers.authorization).toBeUndefined();
    expect(store.requests[1]?.body.equals(Buffer.from(await bundleHandler(handler)))).toBe(true);
  });

  test('names the export of a module', async () => {
    const entry = join(openFolder({ 'handler.ts': 'export const main = () => 1;' }), 'handler.ts');
    const platform = await openPlatform(accepting(() => null));
    await register(connectionTo(platform), options, { entry, exportName: 'main' });
    expect(json(platform.requests[1])).toMatchObject({ exportName: 'main' });
  });

  describe('of a class that extends EventHandler', () => {
    class Report extends EventHandler<{ n: number }> {
      override readonly options = {
        name: 'report',
        hook: 'lab.done',
        notifyOnSuccess: null,
        notifyOnFailure: null,
        tags: ['red'],
        executor: { kind: 'thread' as const },
      };
      override process(input: { n: number }) {
        return input.n + 1;
      }
    }

    test('sends its code with the options that it has', async () => {
      const platform = await openPlatform(accepting(() => null));
      await register(connectionTo(platform), Report);
      const sha256 = createHash('sha256')
        .update(await bundleHandler(Report))
        .digest('hex');
      expect(json(platform.requests[1])).toEqual({ ...new Report().options, codeSha256: sha256 });
    });

    test('or the module that exports it, or an instance of it', async () => {
      const entry = join(openFolder({ 'report.ts': 'export class Report { process() {} }' }), 'report.ts');
      const platform = await openPlatform(accepting(() => null));
      await register(connectionTo(platform), Report, { entry, exportName: 'Report' });
      await register(connectionTo(platform), new Report(), { entry, exportName: 'Report' });
      expect(platform.requests.map(({ url }) => url)).toEqual([
        '/v1/code',
        '/v1/handlers',
        '/v1/code',
        '/v1/handlers',
      ]);
      expect(platform.requests[1]?.body).toEqual(platform.requests[3]?.body);
      expect(json(platform.requests[1])).toMatchObject({ name: 'report', exportName: 'Report' });
    });

    test('but not an instance by itself, whose fields are not to be had', async () => {
      const platform = await openPlatform(accepting(() => null));
      const call = register(connectionTo(platform), new Report());
      await expect(call).rejects.toMatchObject({ code: 'handler-not-readable', field: 'handler' });
      await expect(call).rejects.toThrow(/Register its class, or the module/);
    });
  });

  test('sends shouldSkip with the code of a function, and not with that of a module', async () => {
    const platform = await openPlatform(
      accepting((sha256) => ({ url: `${platform.url}/v1/code/${sha256}`, headers: {} })),
    );
    const shouldSkip = (input: { n: number }) => input.n > 1;
    await register(connectionTo(platform), { ...options, shouldSkip }, handler);
    expect(String(platform.requests[1]?.body)).toContain('shouldSkip');
    expect(json(platform.requests[2])).not.toHaveProperty('shouldSkip');
    const call = register(connectionTo(platform), { ...options, shouldSkip }, { entry: './gone.ts' });
    await expect(call).rejects.toMatchObject({ code: 'invalid-argument', field: 'shouldSkip' });
    expect(platform.requests).toHaveLength(3);
  });

  test('refuses what cannot travel before it asks the platform anything', async () => {
    const platform = await openPlatform(accepting(() => null));
    const outer = 1;
    await expect(register(connectionTo(platform), options, () => outer)).rejects.toMatchObject({
      code: 'handler-not-self-contained',
    });
    expect(platform.requests).toEqual([]);
  });

  test('of a workflow sends its name, and no code', async () => {
    const platform = await openPlatform(() => ({
      status: 201,
      json: handlerAnswer(3, { workflow: 'ingest' }),
    }));
    const registered = await register(connectionTo(platform), {
      ...options,
      workflow: 'ingest',
      tags: ['red'],
    });
    expect(registered.workflow).toBe('ingest');
    expect(platform.requests.map(({ url }) => url)).toEqual(['/v1/handlers']);
    expect(json(platform.requests[0])).toEqual({ ...options, workflow: 'ingest', tags: ['red'] });
  });

  test('takes no code beside a workflow', async () => {
    const platform = await openPlatform(accepting(() => null));
    const both = { ...options, workflow: 'ingest' };
    await expect(register(connectionTo(platform), both, handler)).rejects.toMatchObject({
      code: 'invalid-argument',
      field: 'workflow',
    });
    expect(platform.requests).toEqual([]);
  });

  test('passes on what the platform says to a bad registration', async () => {
    const platform = await openPlatform((request) =>
      request.url === '/v1/code'
        ? { status: 200, json: { upload: null } }
        : problem(404, 'hook-not-found', { field: 'hook' }),
    );
    await expect(register(connectionTo(platform), options, handler)).rejects.toMatchObject({
      code: 'hook-not-found',
      field: 'hook',
    });
  });
});
