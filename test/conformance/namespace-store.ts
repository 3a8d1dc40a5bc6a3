import { expect, test } from 'vitest';
import type { NamespaceRecord, NamespaceStore } from '../../core/ports/namespace-store.ts';

const namespace = (name: string, more: Partial<NamespaceRecord> = {}): NamespaceRecord => ({
  name,
  ownerId: 'u1',
  owner: 'allen',
  readers: ['viewer'],
  writers: ['ingest', 'developer'],
  retentionDays: 90,
  createdAt: 1000,
  ...more,
});

/** What every NamespaceStore does. */
export function namespaceStoreSuite(open: () => Promise<{ namespaces: NamespaceStore }>): void {
  test('what was added is got, whole', async () => {
    const { namespaces } = await open();
    const added = namespace('lab/𝕊 1', { readers: [], retentionDays: 3650 });
    expect(await namespaces.add(added)).toEqual(added);
    expect(await namespaces.get('lab/𝕊 1')).toEqual(added);
  });

  test('adding a name that is taken changes nothing, and returns what stands there', async () => {
    const { namespaces } = await open();
    await namespaces.add(namespace('a'));
    expect(await namespaces.add(namespace('a', { ownerId: 'u2', owner: 'beth', readers: [] }))).toEqual(
      namespace('a'),
    );
    expect(await namespaces.get('a')).toEqual(namespace('a'));
  });

  test('of additions at the same time one stands, and all are told which', async () => {
    const { namespaces } = await open();
    const answers = await Promise.all(
      ['u1', 'u2', 'u3'].map((ownerId) => namespaces.add(namespace('a', { ownerId }))),
    );
    const stands = await namespaces.get('a');
    for (const answer of answers) expect(answer).toEqual(stands);
  });

  test('a change keeps the name, the owner and createdAt', async () => {
    const { namespaces } = await open();
    await namespaces.add(namespace('a'));
    const change = { readers: ['ingest' as const], writers: [], retentionDays: 1 };
    expect(await namespaces.change('a', change)).toEqual(namespace('a', change));
    expect(await namespaces.get('a')).toEqual(namespace('a', change));
  });

  test('what is not there is not changed, and not made by that', async () => {
    const { namespaces } = await open();
    expect(await namespaces.change('a', { readers: [], writers: [], retentionDays: 1 })).toBeUndefined();
    expect(await namespaces.get('a')).toBeUndefined();
  });

  test('lists by name', async () => {
    const { namespaces } = await open();
    expect(await namespaces.list()).toEqual([]);
    for (const name of ['b', 'A', 'a/1', 'a']) await namespaces.add(namespace(name));
    expect(await namespaces.list()).toEqual(['A', 'a', 'a/1', 'b'].map((name) => namespace(name)));
  });
}
