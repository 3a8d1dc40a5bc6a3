import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planTransform } from '../../../../examples/comtrade-ingest/handlers/plan-transform.ts';
import { refuseFailures } from '../../../../examples/comtrade-ingest/handlers/refuse-failures.ts';
import { summarizeRecordings } from '../../../../examples/comtrade-ingest/handlers/summarize-recordings.ts';
import type { CtingressPayload, DataSet, Nanoseconds } from '../../../../examples/comtrade-ingest/payload.ts';

const start = 1_591_844_350_000_000_000n;

function good(Name: string, ...spans: readonly (readonly [Nanoseconds, Nanoseconds])[]): DataSet {
  const Streams = spans.map(([StartNs, EndNs], index) => ({
    Uuid: `${Name}-${index}`,
    StartNs,
    EndNs,
    ProcessedAtNs: 0,
  }));
  return { Error: '', Name, Streams, Success: true };
}

const bad = (Name: string, error: string): DataSet => ({ Error: error, Name, Streams: null, Success: false });

const payload = (...DataSets: DataSet[]): CtingressPayload => ({
  DataSets,
  File: 'samples.zip',
  RequestID: '0bbcacdb-e7aa-4e01-af88-9ba865ea32bd',
  SubmittedAt: '2020-10-29T21:58:15Z',
});

describe('the recording report', () => {
  it('lists recordings, the longest, overlaps and failures', () => {
    const text = summarizeRecordings(
      payload(
        good('/late.cfg', [start + 100_000_000_000n, start + 189_983_333_333n]),
        bad('/broken.cfg', 'cfg format error'),
        good('/early.cfg', [start, start + 150_000_000_001n], [start + 5n, start + 150_000_000_000n]),
      ),
    );
    expect(text).toBe(
      [
        'COMTRADE archive samples.zip',
        'submitted 2020-10-29T21:58:15Z, request 0bbcacdb-e7aa-4e01-af88-9ba865ea32bd',
        '',
        '3 data sets: 2 read, 1 failed',
        '3 streams, 3 distinct',
        '',
        'Recordings',
        '  /late.cfg',
        '    1 stream, 89983.333333 ms from 2020-06-11T03:00:50.000000000Z',
        '  /early.cfg',
        '    2 streams, 150000.000001 ms from 2020-06-11T02:59:10.000000000Z',
        'Longest: /early.cfg, 150000.000001 ms',
        'All together: 189983.333333 ms from 2020-06-11T02:59:10.000000000Z',
        '',
        'Overlaps',
        '  50000.000001 ms from 2020-06-11T03:00:50.000000000Z',
        '    /early.cfg',
        '    /late.cfg',
        '',
        'Failed',
        '  /broken.cfg',
        '    cfg format error',
      ].join('\n'),
    );
  });

  it('of an archive without data sets says so', () => {
    expect(summarizeRecordings(payload())).toContain('0 data sets: 0 read, 0 failed\n0 streams, 0 distinct');
  });

  it('of one recording says nothing of overlaps', () => {
    expect(summarizeRecordings(payload(good('/a.cfg', [start, start])))).not.toMatch(/overlap/i);
  });

  it('does not call it an overlap when one recording ends where the next begins', () => {
    const text = summarizeRecordings(
      payload(good('/a', [start, start + 9n]), good('/b', [start + 9n, start + 20n])),
    );
    expect(text).toContain('No two recordings overlap.');
  });

  it('takes small times, which arrive as numbers, and times before 1970', () => {
    const text = summarizeRecordings(payload(good('/a', [-1, 999_999])));
    expect(text).toContain('1.000000 ms from 1969-12-31T23:59:59.999999999Z');
  });

  it('counts a channel that two recordings share once', () => {
    const shared = good('/a', [start, start + 1n]);
    expect(summarizeRecordings(payload(shared, shared))).toContain('2 streams, 1 distinct');
  });

  it('lists 20 overlaps and counts the rest', () => {
    const text = summarizeRecordings(
      payload(...Array.from({ length: 8 }, (_, index) => good(`/${index}`, [start, start + 10n]))),
    );
    expect(text.match(/0\.000010 ms from .*\n {4}\/\d\n {4}\/\d/g)).toHaveLength(20);
    expect(text).toContain('and 8 more');
  });

  it('finds exactly the overlaps that comparing every two recordings finds', () => {
    const span = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 20 }));
    fc.assert(
      fc.property(fc.array(span, { minLength: 2, maxLength: 6 }), (drawn) => {
        const spans = drawn.map(([from, length]) => [from, from + length] as const);
        const text = summarizeRecordings(payload(...spans.map((each, index) => good(`/${index}`, each))));
        const shown = text
          .match(/^ {2}0\.\d+ ms from /gm)
          ?.map((line) => Number(line.trim().split(' ')[0]) * 1e6);
        const expected = spans.flatMap(([from, to], index) =>
          spans
            .slice(index + 1)
            .map(([otherFrom, otherTo]) => Math.min(to, otherTo) - Math.max(from, otherFrom))
            .filter((length) => length > 0),
        );
        const ascending = (lengths: readonly number[]): number[] =>
          lengths.map(Math.round).sort((a, b) => a - b);
        expect(ascending(shown ?? [])).toEqual(ascending(expected));
      }),
    );
  });
});

describe('the strict check', () => {
  it('throws when data sets failed, naming each', () => {
    const input = payload(
      bad('/a.cfg', 'cfg format error'),
      good('/b.cfg', [0, 1]),
      bad('/c.cfg', 'dat missing'),
    );
    expect(() => refuseFailures(input)).toThrow(
      '2 of 3 data sets in samples.zip failed: /a.cfg (cfg format error); /c.cfg (dat missing)',
    );
  });

  it('is content when all were read', () => {
    expect(refuseFailures(payload(good('/b.cfg', [0, 1])))).toBe('All 1 data sets in samples.zip were read.');
  });
});

describe('the voltage transform', () => {
  it.each<[startNs: Nanoseconds, endNs: Nanoseconds, windows: number]>([
    [start, start, 1],
    [start, start + 999_999_999n, 1],
    [start, start + 1_000_000_000n, 2],
    [start + 999_999_999n, start + 1_000_000_000n, 2],
    [start, start + 189_983_333_333n, 190],
    [-1, 0, 2],
  ])('of data from %s to %s computes the seconds it touches: %d', (startNs, endNs, windows) => {
    const input = payload(good('/a.cfg', [startNs, endNs], [startNs, endNs]), bad('/b.cfg', 'dat missing'));
    expect(planTransform(input)).toBe(
      `${2 * windows} windows of a second to transform\n  ${2 * windows} in /a.cfg`,
    );
  });
});
