import { expect, test } from 'vitest';
import type { ArchiveStore } from '../../core/ports/archive-store.ts';

const archive = Buffer.from('{"name": "ü"}');

/** What every ArchiveStore does. */
export function archiveStoreSuite(open: () => Promise<{ archives: ArchiveStore }>): void {
  test('gives back what was put, byte for byte', async () => {
    const { archives } = await open();
    await archives.put('allen', 'run-1', archive);
    expect(Buffer.from((await archives.get('allen', 'run-1'))!)).toEqual(archive);
  });

  test('an archive of many megabytes is kept whole', async () => {
    const { archives } = await open();
    const large = Buffer.alloc(10 * 1024 * 1024, 'abcdefg');
    await archives.put('allen', 'large', large);
    expect(Buffer.from((await archives.get('allen', 'large'))!).equals(large)).toBe(true);
  });

  test('a second one of a name takes the place of the first', async () => {
    const { archives } = await open();
    await archives.put('allen', 'run-1', Buffer.from('{"first": "is longer"}'));
    await archives.put('allen', 'run-1', archive);
    expect(Buffer.from((await archives.get('allen', 'run-1'))!)).toEqual(archive);
  });

  test('names may have all that ids of runs have', async () => {
    const { archives } = await open();
    const names = ['a', '_b', 'a.b', 'A:b@c-d', 'a.json', 'x'.repeat(200)];
    for (const name of names) await archives.put('allen', name, Buffer.from(name));
    for (const name of names) expect(await textOf(archives, name)).toBe(name);
  });

  test('several at the same time are all kept', async () => {
    const { archives } = await open();
    const names = Array.from({ length: 20 }, (_, at) => `run-${at % 10}`);
    await Promise.all(names.map((name) => archives.put('allen', name, archive)));
    for (const name of names) expect(await archives.get('allen', name)).toBeDefined();
  });

  test('there is nothing under a name that was not put', async () => {
    const { archives } = await open();
    expect(await archives.get('allen', 'run-1')).toBeUndefined();
    await archives.put('allen', 'run-1', archive);
    expect(await archives.get('allen', 'run-2')).toBeUndefined();
  });

  test('no tenant reaches another’s', async () => {
    const { archives } = await open();
    await archives.put('allen', 'run-1', archive);
    expect(await archives.get('bert', 'run-1')).toBeUndefined();
  });
}

async function textOf(archives: ArchiveStore, name: string): Promise<string> {
  return Buffer.from((await archives.get('allen', name))!).toString();
}
