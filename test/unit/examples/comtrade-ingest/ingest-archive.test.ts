import { describe, expect, it } from 'vitest';
import { writeArchive } from '../../../../examples/comtrade-ingest/archive/write-archive.ts';
import { ingestArchive } from '../../../../examples/comtrade-ingest/ingest-archive.ts';
import type { CtingressPayload } from '../../../../examples/comtrade-ingest/payload.ts';
import { bytesOf, cfgText, datText } from './write-pair.ts';

const requestId = '0bbcacdb-e7aa-4e01-af88-9ba865ea32bd';
const submittedAt = '2020-10-29T21:58:15.09246084Z';

const zip = (files: Record<string, string>): Promise<Uint8Array> =>
  writeArchive(Object.entries(files).map(([name, text]) => ({ name, bytes: bytesOf(text) })));

/** Ingests and records what was fired. */
async function ingest(
  files: Record<string, string>,
  options: { fileName?: string; requestId?: string } = {},
) {
  const fired: { payload: CtingressPayload; idempotencyKey: string }[] = [];
  const ingested = await ingestArchive({
    archive: await zip(files),
    fileName: 'samples.zip',
    submittedAt,
    ...options,
    fire: async (payload, { idempotencyKey }) => fired.push({ payload, idempotencyKey }),
  });
  return { ...ingested, calls: fired };
}

const dataSetsOf = async (files: Record<string, string>) => (await ingest(files)).payload.DataSets;

describe('an archive', () => {
  it('fires once, with the payload of the hook and the request id as idempotency key', async () => {
    const { calls, fired } = await ingest(
      { 'DFR 2/M1094.cfg': cfgText(), 'DFR 2/M1094.dat': datText, 'x.cfg': '?', 'x.dat': datText },
      { requestId },
    );
    const stream = {
      StartNs: 1_609_459_199_000_000_000n,
      EndNs: 1_609_459_199_002_000_000n,
      ProcessedAtNs: 0n,
    };
    expect(fired).toBe(1);
    expect(calls).toEqual([
      {
        idempotencyKey: requestId,
        payload: {
          DataSets: [
            {
              Error: '',
              Name: '/DFR 2/M1094.cfg',
              Streams: [
                { Uuid: '8a71cc19-ceb2-55b8-bdfa-5d188060f0c0', ...stream },
                { Uuid: '5daa94c9-ff86-52a5-b67f-8fae8c8832dc', ...stream },
              ],
              Success: true,
            },
            {
              Error:
                'cfg format error: line 1: no revision year 1999 or 2013 after station and device (the 1991 revision is not supported)',
              Name: '/x.cfg',
              Streams: null,
              Success: false,
            },
          ],
          File: 'samples.zip',
          RequestID: requestId,
          SubmittedAt: submittedAt,
        },
      },
    ]);
  });

  it('without recordings fires with no data sets', async () => {
    const { calls } = await ingest({ 'readme.txt': 'nothing' });
    expect(calls.map(({ payload }) => payload.DataSets)).toEqual([[]]);
  });

  it('that cannot be read fires nothing', async () => {
    let calls = 0;
    const ingesting = ingestArchive({
      archive: bytesOf('no zip'),
      fileName: 'a.zip',
      submittedAt,
      fire: async () => {
        calls += 1;
      },
    });
    await expect(ingesting).rejects.toMatchObject({ name: 'ArchiveRefused', code: 'archive_unreadable' });
    expect(calls).toBe(0);
  });

  it('rejects with what firing rejects with', async () => {
    const refusal = new Error('401');
    const ingesting = ingestArchive({
      archive: await zip({}),
      fileName: 'a.zip',
      submittedAt,
      fire: () => Promise.reject(refusal),
    });
    await expect(ingesting).rejects.toBe(refusal);
  });
});

describe('a pair', () => {
  it('is found by its name, whatever the case of the endings and the order in the archive', async () => {
    const dataSets = await dataSetsOf({
      'b.DAT': datText,
      'a/b.Cfg': cfgText(),
      'a/b.dat': datText,
      'b.CFG': cfgText(),
      'b.hdr': 'a note',
    });
    expect(dataSets.map(({ Name, Success }) => [Name, Success])).toEqual([
      ['/b.CFG', true],
      ['/a/b.Cfg', true],
    ]);
  });

  it.each<[problem: string, files: Record<string, string>, name: string, error: string]>([
    ['a .cfg without .dat', { 'a.cfg': cfgText() }, '/a.cfg', 'dat missing'],
    ['a .dat without .cfg', { 'x/a.dat': datText }, '/x/a.dat', 'cfg missing'],
    ['a broken .cfg', { 'a.cfg': 'S,D,1999\n2,1A', 'a.dat': datText }, '/a.cfg', 'cfg format error: line 2'],
    ['a broken .dat', { 'a.cfg': cfgText(), 'a.dat': '1,2' }, '/a.cfg', 'dat format error: 1 samples where'],
    [
      'a .dat that is a zip bomb',
      { 'a.cfg': cfgText(), 'a.dat': '\n'.repeat(1_000_000) },
      '/a.cfg',
      'dat refused: the entry inflates more than 200 times',
    ],
  ])('with %s fails by itself', async (_, files, name, error) => {
    const dataSets = await dataSetsOf({ ...files, 'good.cfg': cfgText(), 'good.dat': datText });
    expect(dataSets).toEqual([
      { Error: expect.stringContaining(error), Name: name, Streams: null, Success: false },
      expect.objectContaining({ Error: '', Name: '/good.cfg', Success: true }),
    ]);
  });

  it('whose names lead out of the archive fails by itself', async () => {
    const archive = Buffer.from(
      await zip({ '__/a.cfg': cfgText(), '__/a.dat': datText, 'b.cfg': cfgText(), 'b.dat': datText }),
    );
    for (let at = archive.indexOf('__/'); at >= 0; at = archive.indexOf('__/')) archive.write('../', at);
    const { payload } = await ingestArchive({
      archive,
      fileName: 'a.zip',
      submittedAt,
      fire: async () => {},
    });
    expect(payload.DataSets.map(({ Name, Error: error }) => [Name, error])).toEqual([
      ['/../a.cfg', `cfg refused: the entry's name leads out of the archive with ".."; rename it`],
      ['/b.cfg', ''],
    ]);
  });
});

describe('the id of a stream', () => {
  const uuids = async (cfg: string): Promise<string[]> => {
    const [dataSet] = await dataSetsOf({ 'a.cfg': cfg, 'a.dat': datText });
    return dataSet?.Streams?.map(({ Uuid }) => Uuid) ?? [];
  };

  it('is the same in every recording of the channel', async () => {
    expect(await uuids(cfgText({ start: '01/01/2022,00:00:00', head: 'Station,Device,2013' }))).toEqual(
      await uuids(cfgText()),
    );
  });

  it('differs by station, device, kind, number and id', async () => {
    const variants = [
      cfgText(),
      cfgText({ head: 'Other,Device,1999' }),
      cfgText({ head: 'Station,Other,1999' }),
      cfgText({ analog: ['2,VA,A,,kV,1,0,0,0,0'], status: ['2,Trip'] }),
      cfgText({ analog: ['1,Trip,A,,kV,1,0,0,0,0'], status: ['1,VA'] }),
    ];
    const all = (await Promise.all(variants.map(uuids))).flat();
    expect(all).toHaveLength(2 * variants.length);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('a repeated submission', () => {
  const files = { 'a.cfg': cfgText(), 'a.dat': datText };

  it('has the same payload and key', async () => {
    expect((await ingest(files)).calls).toEqual((await ingest(files)).calls);
    expect((await ingest(files, { requestId })).calls).toEqual((await ingest(files, { requestId })).calls);
  });

  it('is another one when bytes or name differ', async () => {
    const keys = await Promise.all([
      ingest(files),
      ingest({ ...files, 'b.txt': '' }),
      ingest(files, { fileName: 'other.zip' }),
    ]);
    const requestIds = keys.map(({ payload }) => payload.RequestID);
    expect(new Set(requestIds).size).toBe(3);
    for (const id of requestIds)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('a malformed submission is refused before the archive is read', () => {
  it.each([
    [{ requestId: 'seven' }, 'request_id_invalid'],
    [{ submittedAt: 'yesterday' }, 'submitted_at_invalid'],
    [{ submittedAt: '2020-10-29 21:58:15' }, 'submitted_at_invalid'],
  ])('%j', async (options, code) => {
    const ingesting = ingestArchive({
      archive: bytesOf('no zip'),
      fileName: 'a.zip',
      submittedAt,
      ...options,
      fire: async () => {},
    });
    await expect(ingesting).rejects.toMatchObject({ name: 'SubmissionRefused', code, retryable: false });
  });
});
