import { describe, expect, test } from 'vitest';
import { cachedHooks } from '../../../../adapters/aws/cache/cached-hooks.ts';
import { cachedIdentities } from '../../../../adapters/aws/cache/cached-identities.ts';
import { cachedVersions } from '../../../../adapters/aws/cache/cached-versions.ts';
import { expiringCache } from '../../../../adapters/aws/cache/expiring-cache.ts';
import type { HandlerStore } from '../../../../core/ports/handler-store.ts';
import { embeddedHome } from '../../../conformance/homes.ts';
import { manualClock } from '../../../conformance/manual-clock.ts';

/** Counts what is asked of a store through it. */
function counted<T extends object>(store: T): { store: T; asked: string[] } {
  const asked: string[] = [];
  const entries = Object.entries(store).map(([name, call]: [string, (...args: unknown[]) => unknown]) => [
    name,
    (...args: unknown[]) => {
      asked.push(name);
      return call(...args);
    },
  ]);
  return { store: Object.fromEntries(entries) as T, asked };
}

describe('what a warm function keeps', () => {
  test('a key and its user are read once in ten seconds', async () => {
    const { identities, clock } = await embeddedHome().open();
    await identities.addUser({ id: 'u', name: 'allen', role: 'admin', createdAt: 1 });
    await identities.addKey({ id: 'k', userId: 'u', secretHash: 'h', createdAt: 1, expiresAt: null });
    const { store, asked } = counted(identities);
    const cached = cachedIdentities(store, clock, 10_000);
    const look = async () => [await cached.key('k'), await cached.userById('u')];
    const first = await look();
    clock.advance(9_999);
    expect(await look()).toEqual(first);
    expect(asked).toEqual(['key', 'userById']);
    clock.advance(1);
    await look();
    expect(asked).toEqual(['key', 'userById', 'key', 'userById']);
  });

  test('a key that was not there is asked for again, so that a new one works at once', async () => {
    const { identities, clock } = await embeddedHome().open();
    const cached = cachedIdentities(identities, clock, 10_000);
    await cached.addUser({ id: 'u', name: 'allen', role: 'admin', createdAt: 1 });
    expect(await cached.key('k')).toBeUndefined();
    await cached.addKey({ id: 'k', userId: 'u', secretHash: 'h', createdAt: 1, expiresAt: null });
    expect(await cached.key('k')).toBeDefined();
  });

  test('a key that this function ends is ended at once', async () => {
    const { identities, clock } = await embeddedHome().open();
    const cached = cachedIdentities(identities, clock, 10_000);
    await cached.addUser({ id: 'u', name: 'allen', role: 'admin', createdAt: 1 });
    await cached.addKey({ id: 'k', userId: 'u', secretHash: 'h', createdAt: 1, expiresAt: null });
    await cached.key('k');
    await cached.expireKey('k', 5);
    expect(await cached.key('k')).toMatchObject({ expiresAt: 5 });
  });

  test('a hook stays the same object until it changes', async () => {
    const { hooks, clock } = await embeddedHome().open();
    const fresh = { ...hooks, get: async (name: string) => structuredClone(await hooks.get(name)) };
    const cached = cachedHooks(fresh, clock, 10_000);
    await hooks.put({ name: 'h', description: '', payloadSchema: { type: 'object' }, createdAt: 1 });
    const first = await cached.get('h');
    clock.advance(10_000);
    expect(await cached.get('h')).toBe(first);
    await hooks.put({ name: 'h', description: 'new', createdAt: 1 });
    expect(await cached.get('h')).toBe(first);
    clock.advance(10_000);
    expect(await cached.get('h')).toEqual({ name: 'h', description: 'new', createdAt: 1 });
  });

  test('a hook that this function changes or removes is changed or gone at once', async () => {
    const { hooks, clock } = await embeddedHome().open();
    const cached = cachedHooks(hooks, clock, 10_000);
    await cached.put({ name: 'h', description: 'a', createdAt: 1 });
    await cached.get('h');
    await cached.put({ name: 'h', description: 'b', createdAt: 1 });
    expect(await cached.get('h')).toMatchObject({ description: 'b' });
    await cached.remove('h');
    expect(await cached.get('h')).toBeUndefined();
  });

  test('a version of a handler is read once', async () => {
    const { handlers } = await embeddedHome().open();
    const record = await handlers.register({
      name: 'n',
      hook: 'h',
      notifyOnSuccess: null,
      notifyOnFailure: null,
      tags: [],
      code: { sha256: 'a', exportName: 'default' },
      tenantId: 't',
      updatedBy: 'u',
      updatedAt: 1,
    });
    if (record === 'taken') throw new Error('The name is taken.');
    const { store, asked } = counted<HandlerStore>(handlers);
    const cached = cachedVersions(store);
    for (let times = 0; times < 3; times++) expect(await cached.version(record.id, 0)).toEqual(record);
    expect(await cached.version(record.id, 1)).toBeUndefined();
    expect(await cached.version(record.id, 1)).toBeUndefined();
    expect(asked).toEqual(['version', 'version', 'version']);
  });

  test('no more entries than allowed: the oldest goes', async () => {
    const cache = expiringCache<number>({ clock: manualClock(), keepMs: 1000, entries: 2 });
    const loaded: string[] = [];
    const get = (key: string) =>
      cache.get(key, async () => {
        loaded.push(key);
        return 1;
      });
    for (const key of ['a', 'b', 'c', 'b', 'c', 'a']) await get(key);
    expect(loaded).toEqual(['a', 'b', 'c', 'a']);
  });
});
