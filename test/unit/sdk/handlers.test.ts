import { deregister, listHandlers } from '@hookline/sdk';
import { describe, expect, test } from 'vitest';
import { handlerAnswer, openPlatform, problem } from './open-platform.ts';

describe('listHandlers', () => {
  test('asks page after page, and gives plain frozen objects with dates', async () => {
    const pages = [
      { handlers: [handlerAnswer(1), handlerAnswer(2)], nextAfterId: 2 },
      { handlers: [handlerAnswer(7)], nextAfterId: null },
    ];
    const platform = await openPlatform((_, index) => ({ status: 200, json: pages[index] }));
    const handlers = await listHandlers({ endpoint: platform.url, apiKey: 'k' }, { hook: 'lab.done' });
    expect(platform.requests.map(({ url }) => url)).toEqual([
      '/v1/handlers?hook=lab.done',
      '/v1/handlers?hook=lab.done&afterId=2',
    ]);
    expect(handlers.map((handler) => handler.id)).toEqual([1, 2, 7]);
    const [first] = handlers;
    expect(first).toEqual({
      ...handlerAnswer(1),
      createdAt: new Date('2026-11-21T12:00:00Z'),
      updatedAt: new Date('2026-11-21T13:00:00Z'),
    });
    expect(Object.getPrototypeOf(first)).toBe(Object.prototype);
    expect(Object.isFrozen(first) && Object.isFrozen(first?.tags)).toBe(true);
  });
});

describe('deregister', () => {
  test('is true when there was one', async () => {
    const platform = await openPlatform(() => ({ status: 204 }));
    expect(await deregister({ endpoint: platform.url, apiKey: 'k' }, 5)).toBe(true);
    expect(platform.requests[0]).toMatchObject({ method: 'DELETE', url: '/v1/handlers/5' });
  });

  test('is false when there was none', async () => {
    const platform = await openPlatform(() => problem(404, 'handler-not-found'));
    expect(await deregister({ endpoint: platform.url, apiKey: 'k' }, 5)).toBe(false);
  });

  test('is an error for every other answer, a 404 of another kind included', async () => {
    const platform = await openPlatform(() => problem(404, 'route-not-found'));
    await expect(deregister({ endpoint: platform.url, apiKey: 'k' }, 5)).rejects.toMatchObject({
      code: 'route-not-found',
    });
  });
});
