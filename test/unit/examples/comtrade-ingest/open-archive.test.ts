import { describe, expect, it } from 'vitest';
import {
  type ArchiveLimits,
  archiveLimits,
} from '../../../../examples/comtrade-ingest/archive/archive-limits.ts';
import { openArchive } from '../../../../examples/comtrade-ingest/archive/open-archive.ts';
import { writeArchive } from '../../../../examples/comtrade-ingest/archive/write-archive.ts';
import { bytesOf } from './write-pair.ts';

const zip = (files: Record<string, string | Uint8Array>): Promise<Uint8Array> =>
  writeArchive(
    Object.entries(files).map(([name, content]) => ({
      name,
      bytes: typeof content === 'string' ? bytesOf(content) : content,
    })),
  );

const open = (archive: Uint8Array, limits: Partial<ArchiveLimits> = {}) =>
  openArchive(archive, { ...archiveLimits, ...limits });

async function readFirst(archive: Uint8Array, limits?: Partial<ArchiveLimits>): Promise<Uint8Array> {
  const [entry] = await open(archive, limits);
  if (entry === undefined) throw new Error('The archive has no file.');
  return entry.read();
}

/** Field offsets within an entry's record in the central directory (APPNOTE.TXT, 4.3.12). */
const record = { flags: 8, crc32: 16, uncompressedSize: 24, localHeader: 42 };

/** Changes a field of the nth entry's record, as a forger would. */
function forge(archive: Uint8Array, entry: number, field: keyof typeof record, value: number): Uint8Array {
  const forged = Buffer.from(archive);
  let at = -1;
  for (let i = 0; i <= entry; i++) at = forged.indexOf('PK\u0001\u0002', at + 1, 'latin1');
  forged.writeUInt16LE(value & 0xffff, at + record[field]);
  if (field !== 'flags') forged.writeUInt16LE(value >>> 16, at + record[field] + 2);
  return forged;
}

/** Bytes that compress a little only, always the same ones. */
const noise = Uint8Array.from({ length: 5_000 }, (_, index) => (index * index * 31 + index * 7) >> 3);

describe('the files of an archive', () => {
  it('are listed in order, without folders, and read one by one', async () => {
    const entries = await open(await zip({ 'b/x.cfg': 'one', 'a.dat': 'two', 'é.cfg': '' }));
    expect(entries.map(({ name }) => name)).toEqual(['b/x.cfg', 'a.dat', 'é.cfg']);
    expect(await Promise.all(entries.map((entry) => entry.read()))).toEqual(['one', 'two', ''].map(bytesOf));
  });

  it('have forward slashes in their names', async () => {
    const [entry] = await open(await zip({ 'DFR 2\\x.cfg': 'one' }));
    expect(entry?.name).toBe('DFR 2/x.cfg');
    expect(await entry?.read()).toEqual(bytesOf('one'));
  });

  it('may be none', async () => {
    expect(await open(await zip({}))).toEqual([]);
  });
});

describe('an archive is refused as a whole', () => {
  it.each([
    ['no zip archive', bytesOf('Station,Device,1999')],
    ['empty', new Uint8Array()],
  ])('when it is %s', async (_, archive) => {
    await expect(open(archive)).rejects.toMatchObject({ code: 'archive_unreadable', retryable: false });
  });

  it('when it is cut off', async () => {
    const archive = await zip({ 'a.cfg': noise });
    await expect(open(archive.subarray(0, archive.length - 40))).rejects.toMatchObject({
      code: 'archive_unreadable',
    });
  });

  it('when it has more entries than allowed, and not at the limit', async () => {
    const archive = await zip({ a: '1', b: '2', c: '3' });
    expect(await open(archive, { entries: 3 })).toHaveLength(3);
    await expect(open(archive, { entries: 2 })).rejects.toMatchObject({ code: 'archive_too_many_entries' });
  });

  it('when its files together are too large, and not at the limit', async () => {
    const archive = await zip({ a: '12345', b: '12345' });
    expect(await open(archive, { totalSizeBytes: 10 })).toHaveLength(2);
    await expect(open(archive, { totalSizeBytes: 9 })).rejects.toMatchObject({ code: 'archive_too_large' });
  });
});

describe('an entry is refused, and others are not', () => {
  it('when it is too large, and not at the limit', async () => {
    const archive = await zip({ a: '12345' });
    expect(await readFirst(archive, { entrySizeBytes: 5 })).toHaveLength(5);
    await expect(readFirst(archive, { entrySizeBytes: 4 })).rejects.toMatchObject({
      code: 'entry_too_large',
      retryable: false,
    });
  });

  it('when it inflates like a zip bomb', async () => {
    const archive = await zip({ bomb: new Uint8Array(1024 * 1024), fine: 'text' });
    const [bomb, fine] = await open(archive);
    await expect(bomb?.read()).rejects.toMatchObject({ code: 'entry_ratio_too_high' });
    expect(await fine?.read()).toEqual(bytesOf('text'));
  });

  it('when a bomb states a small size: inflating stops there', async () => {
    const archive = forge(await zip({ bomb: new Uint8Array(1024 * 1024) }), 0, 'uncompressedSize', 1_000);
    await expect(readFirst(archive)).rejects.toMatchObject({ code: 'entry_unreadable' });
  });

  it('when two entries share their compressed bytes, as in bombs without recursion', async () => {
    const archive = forge(await zip({ 'a.dat': noise, 'b.dat': noise }), 1, 'localHeader', 0);
    const [first, second] = await open(archive);
    expect(await first?.read()).toEqual(noise);
    await expect(second?.read()).rejects.toMatchObject({ code: 'entry_unreadable' });
  });

  it('when its bytes do not match its checksum', async () => {
    const archive = forge(await zip({ a: noise, b: 'fine' }), 0, 'crc32', 1);
    const [broken, fine] = await open(archive);
    await expect(broken?.read()).rejects.toMatchObject({ code: 'entry_unreadable' });
    expect(await fine?.read()).toEqual(bytesOf('fine'));
  });

  it('when it is encrypted', async () => {
    const archive = forge(await zip({ a: 'secret' }), 0, 'flags', 0x801);
    await expect(readFirst(archive)).rejects.toMatchObject({ code: 'entry_encrypted' });
  });

  it.each(['../a.cfg', 'x/../../a.cfg', '..\\a.cfg', '/etc/a.cfg', 'C:\\a.cfg', 'a\u0000.cfg', 'é\r\nb.cfg'])(
    'when it is named %j',
    async (name) => {
      // Written under a harmless name of the same length: writers do not let such names through.
      const harmless = name.replaceAll(/[^é]/g, '_');
      const archive = Buffer.from(await zip({ [harmless]: 'text', 'fine.cfg': 'fine' }));
      for (let at = archive.indexOf(harmless); at >= 0; at = archive.indexOf(harmless))
        archive.write(name, at);
      const [unsafe, fine] = await open(archive);
      await expect(unsafe?.read()).rejects.toMatchObject({ code: 'entry_name_unsafe' });
      expect(await fine?.read()).toEqual(bytesOf('fine'));
    },
  );

  it('when another has the same name: nobody could say which is meant', async () => {
    const archive = Buffer.from(await zip({ 'a.cfg': 'one', 'b.cfg': 'two' }));
    for (let at = archive.indexOf('b.cfg'); at >= 0; at = archive.indexOf('b.cfg'))
      archive.write('a.cfg', at);
    const entries = await open(archive);
    for (const entry of entries) {
      await expect(entry.read()).rejects.toMatchObject({ code: 'entry_name_repeated' });
    }
    expect(entries).toHaveLength(2);
  });
});
