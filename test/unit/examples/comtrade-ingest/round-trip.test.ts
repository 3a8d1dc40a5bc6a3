import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { FileType } from '../../../../examples/comtrade-ingest/comtrade/configuration.ts';
import {
  type RecordingDraft,
  writeComtrade,
} from '../../../../examples/comtrade-ingest/comtrade/write-comtrade.ts';
import { readComtrade } from '../../../../examples/comtrade-ingest/read-comtrade.ts';

const storedValues: Record<FileType, fc.Arbitrary<number>> = {
  ASCII: fc.integer({ min: -99_999, max: 99_998 }),
  BINARY: fc.integer({ min: -32_767, max: 32_767 }),
  BINARY32: fc.integer({ min: -2_147_483_647, max: 2_147_483_647 }),
  FLOAT32: fc.float({ noDefaultInfinity: true, noNaN: true }),
};

const text = fc
  .string({ unit: fc.constantFrom(...'abcXYZ 0189_-#éß'), maxLength: 12 })
  .map((name) => name.trim());

/** A rate in thousandths of a hertz, so that the test can reckon with whole numbers. */
const milliHertz = fc.integer({ min: 1, max: 30_000_000 });

interface Drawn {
  readonly draft: RecordingDraft;
  /** The rate that leads to each sample, in thousandths of a hertz; empty when stamps tell the time. */
  readonly milliHertzOfSample: readonly number[];
  /** The time multiplier in millionths. */
  readonly millionths: number;
}

const recordings: fc.Arbitrary<Drawn> = fc
  .record({
    fileType: fc.constantFrom<FileType>('ASCII', 'BINARY', 'BINARY32', 'FLOAT32'),
    segments: fc.array(fc.tuple(milliHertz, fc.integer({ min: 1, max: 20 })), { minLength: 1, maxLength: 4 }),
    hasRates: fc.boolean(),
    is2013: fc.boolean(),
    analogCount: fc.integer({ min: 0, max: 4 }),
    statusCount: fc.integer({ min: 1, max: 35 }),
  })
  .chain(({ fileType, segments, hasRates, is2013, analogCount, statusCount }) => {
    const sampleCount = segments.reduce((sum, [, count]) => sum + count, 0);
    const ofSamples = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
      fc.array(arbitrary, { minLength: sampleCount, maxLength: sampleCount });
    let lastSample = 0;
    const sampleRates = segments.map(([rate, count]) => {
      lastSample += count;
      return { hz: (rate / 1000).toFixed(3), lastSample };
    });
    // A file has no negative zero; adding 0 makes it a positive one.
    const factor = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0);
    return fc.record({
      millionths: fc.integer({ min: 1, max: 5_000_000 }),
      milliHertzOfSample: fc.constant(
        hasRates ? segments.flatMap(([rate, count]) => new Array<number>(count).fill(rate)) : [],
      ),
      draft: fc.record({
        station: text,
        device: text,
        revision: fc.constant(is2013 ? ('2013' as const) : ('1999' as const)),
        fileType: fc.constant(fileType),
        analogChannels: fc.array(
          fc.record({
            id: text,
            phase: text,
            component: text,
            unit: text,
            multiplier: factor,
            offset: factor,
            primary: fc.nat(),
            secondary: fc.nat(),
            stored: ofSamples(
              fc.oneof({ weight: 20, arbitrary: storedValues[fileType] }, fc.constant(Number.NaN)),
            ),
          }),
          { minLength: analogCount, maxLength: analogCount },
        ),
        statusChannels: fc.array(
          fc.record({
            id: text,
            normalState: fc.constantFrom(0 as const, 1 as const),
            states: ofSamples(fc.constantFrom(0, 1)),
          }),
          { minLength: statusCount, maxLength: statusCount },
        ),
        nominalFrequencyHz: fc.constantFrom(50, 60),
        sampleRates: fc.constant(hasRates ? sampleRates : []),
        stamps: ofSamples(fc.integer({ min: 0, max: 0xfffffffe })).map((stamps) =>
          stamps.sort((a, b) => a - b),
        ),
        timeMultiplier: fc.constant('1'),
        startNs: fc
          .bigInt({ min: -2_000_000_000_000_000n, max: 4_000_000_000_000_000n })
          .map((us) => us * 1000n),
        triggerNs: fc.constant(1_600_000_000_000_001_000n),
        fractionDigits: fc.constant(6 as const),
        aheadOfUtcMinutes: is2013 ? fc.integer({ min: -14 * 60, max: 14 * 60 }) : fc.constant(0),
      }),
      nanoseconds: is2013 ? fc.option(fc.bigInt({ min: 0n, max: 999n })) : fc.constant(null),
    });
  })
  .map(({ draft, millionths, milliHertzOfSample, nanoseconds }) => ({
    millionths,
    milliHertzOfSample,
    draft: {
      ...draft,
      timeMultiplier: (millionths / 1e6).toFixed(6),
      ...(nanoseconds !== null && { startNs: draft.startNs + nanoseconds, fractionDigits: 9 as const }),
    },
  }));

/** Adds up period after period over a common denominator. */
function expectedTimesNs({ draft, millionths, milliHertzOfSample }: Drawn): bigint[] {
  if (milliHertzOfSample.length === 0) {
    const unitNs = draft.fractionDigits === 9 ? 1n : 1000n;
    return draft.stamps.map(
      (stamp) => draft.startNs + (BigInt(stamp) * unitNs * BigInt(millionths)) / 1_000_000n,
    );
  }
  const denominator = [...new Set(milliHertzOfSample)].reduce((product, rate) => product * BigInt(rate), 1n);
  let sum = 0n;
  return milliHertzOfSample.map((rate, sample) => {
    if (sample > 0) sum += (1_000n * denominator) / BigInt(rate);
    return draft.startNs + (sum * 1_000_000_000n) / denominator;
  });
}

it('reads back what was written: every value, every state, every time to the nanosecond', () => {
  fc.assert(
    fc.property(recordings, (drawn) => {
      const { draft } = drawn;
      const { cfg, dat } = writeComtrade(draft);
      const recording = readComtrade(cfg, dat);
      const times = expectedTimesNs(drawn);

      expect(recording.configuration).toMatchObject({
        station: draft.station,
        device: draft.device,
        revision: draft.revision,
        triggerNs: draft.triggerNs,
        analogChannels: draft.analogChannels.map(({ id, multiplier, offset }, position) => ({
          index: position + 1,
          id,
          multiplier,
          offset,
        })),
        statusChannels: draft.statusChannels.map(({ id, normalState }) => ({ id, normalState })),
      });
      expect(recording.startNs).toBe(times[0]);
      expect(recording.endNs).toBe(times.at(-1));
      expect(times.map((_, sample) => recording.timeNs(sample))).toEqual(times);
      expect(recording.analog).toEqual(
        draft.analogChannels.map(({ multiplier, offset, stored }) =>
          Float64Array.from(stored, (value) => multiplier * value + offset),
        ),
      );
      expect(recording.status).toEqual(draft.statusChannels.map(({ states }) => Uint8Array.from(states)));
    }),
    { numRuns: 200 },
  );
});
