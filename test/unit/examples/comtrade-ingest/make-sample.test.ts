import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { archiveLimits } from '../../../../examples/comtrade-ingest/archive/archive-limits.ts';
import { openArchive } from '../../../../examples/comtrade-ingest/archive/open-archive.ts';
import { ingestArchive } from '../../../../examples/comtrade-ingest/ingest-archive.ts';
import { makeSample } from '../../../../examples/comtrade-ingest/make-sample.ts';
import { readComtrade } from '../../../../examples/comtrade-ingest/read-comtrade.ts';

const shipped = new URL('../../../../examples/comtrade-ingest/sample/substation.zip', import.meta.url);

describe('the shipped archive', () => {
  it('is what the script generates, byte for byte', async () => {
    expect(Buffer.from(await makeSample()).equals(await readFile(shipped))).toBe(true);
  });

  it('has two good pairs, exact to the nanosecond, and one broken', async () => {
    const { payload } = await ingestArchive({
      archive: await readFile(shipped),
      fileName: 'substation.zip',
      submittedAt: '2026-03-14T09:00:00Z',
      fire: async () => {},
    });
    expect(
      payload.DataSets.map(({ Streams, Error: error }) => [
        Streams?.length,
        Streams?.[0]?.StartNs,
        Streams?.[0]?.EndNs,
        error,
      ]),
    ).toEqual([
      // 2,303 periods of 3,840 Hz, and 2,999 of 4,800 Hz, after the start.
      [9, 1_773_476_130_250_000_000n, 1_773_476_130_849_739_583n, ''],
      [9, 1_773_476_130_300_001_250n, 1_773_476_130_924_792_916n, ''],
      [undefined, undefined, undefined, expect.stringContaining('cfg format error: line 7')],
    ]);
  });

  it('shows a fault: voltage A sags, current A swells, the relay trips and the breaker opens', async () => {
    const [cfg, dat] = await openArchive(await readFile(shipped), archiveLimits);
    const { configuration, analog, status } = readComtrade(await cfg!.read(), await dat!.read());
    const cycle = 64;
    const rms = (id: string, from: number): number => {
      const channel = configuration.analogChannels.findIndex((candidate) => candidate.id === id);
      const values = analog[channel]!.subarray(from, from + cycle);
      return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / cycle);
    };
    const states = (id: string, samples: readonly number[]): (number | undefined)[] => {
      const channel = configuration.statusChannels.findIndex((candidate) => candidate.id === id);
      return samples.map((sample) => status[channel]?.[sample]);
    };
    const [before, during, after] = [0, 512 + cycle, 2_000] as const;
    expect(rms('VA', before)).toBeCloseTo(138 / Math.sqrt(3), 1);
    expect(rms('VA', during)).toBeCloseTo((0.35 * 138) / Math.sqrt(3), 1);
    expect(rms('IA', before)).toBeCloseTo(410, 0);
    expect(rms('IA', during)).toBeCloseTo(5_200, 0);
    expect(rms('IA', after)).toBe(0);
    expect(states('Trip', [before, during, after])).toEqual([0, 1, 0]);
    expect(states('52A breaker closed', [before, during, after])).toEqual([1, 1, 0]);
  });
});
