import { ComtradeError } from './comtrade-error.ts';
import type { Configuration, SampleRate } from './configuration.ts';
import type { Decimal } from './parse-decimal.ts';

/**
 * Gives the time of each sample (index from 0) in nanoseconds since the Unix epoch: the nanosecond in which it
 * was taken. All of it is integer arithmetic; only the last step rounds, down.
 *
 * With sample rates, the first sample is taken at the start time and every later one a period after the sample
 * before it, at its own rate. Without, a sample's stamp times the time multiplier counts from the start time.
 *
 * @throws {ComtradeError} `dat_format_error` when stamps are needed and one is missing or they run backwards, or
 *   when the recording ends beyond what 64 bits of nanoseconds can say (April 2262).
 */
export function timeSamples(configuration: Configuration, stamps: Float64Array): (index: number) => bigint {
  const { startNs, sampleRates, sampleCount } = configuration;
  const offsetNs = sampleRates.length > 0 ? offsetByRate(sampleRates) : offsetByStamp(configuration, stamps);
  const timeNs = (index: number): bigint => startNs + offsetNs(index);
  const endNs = timeNs(sampleCount - 1);
  if (BigInt.asIntN(64, startNs) !== startNs || BigInt.asIntN(64, endNs) !== endNs) {
    throw new ComtradeError('dat_format_error', 'the times do not fit in 64 bits of nanoseconds');
  }
  return timeNs;
}

interface Segment {
  /** Time and index of the sample before the first one at this rate. */
  readonly afterSeconds: Decimal;
  readonly afterIndex: number;
  readonly rate: SampleRate;
}

function offsetByRate(sampleRates: readonly SampleRate[]): (index: number) => bigint {
  const segments: Segment[] = [];
  let afterSeconds: Decimal = { numerator: 0n, denominator: 1n };
  let afterIndex = 0;
  for (const rate of sampleRates) {
    segments.push({ afterSeconds, afterIndex, rate });
    const lastIndex = rate.lastSample - 1;
    afterSeconds = addPeriods(afterSeconds, lastIndex - afterIndex, rate.hz);
    afterIndex = lastIndex;
  }
  return (index) => {
    const segment = segments.find(({ rate }) => index < rate.lastSample);
    if (segment === undefined) throw new RangeError(`There is no sample ${index}.`);
    const seconds = addPeriods(segment.afterSeconds, index - segment.afterIndex, segment.rate.hz);
    return (seconds.numerator * 1_000_000_000n) / seconds.denominator;
  };
}

/** `seconds + periods / hz` */
function addPeriods(seconds: Decimal, periods: number, hz: Decimal): Decimal {
  return {
    numerator: seconds.numerator * hz.numerator + BigInt(periods) * hz.denominator * seconds.denominator,
    denominator: seconds.denominator * hz.numerator,
  };
}

function offsetByStamp(configuration: Configuration, stamps: Float64Array): (index: number) => bigint {
  let before = 0;
  for (const [index, stamp] of stamps.entries()) {
    // Written so that a missing stamp (NaN) fails too.
    if (!(stamp >= before)) {
      const problem = Number.isNaN(stamp)
        ? 'has no time stamp and the cfg no sample rate'
        : 'goes back in time';
      throw new ComtradeError('dat_format_error', `sample ${index + 1} ${problem}`);
    }
    before = stamp;
  }
  const { timeMultiplier, stampUnitNs } = configuration;
  return (index) => {
    const stamp = stamps[index];
    if (stamp === undefined) throw new RangeError(`There is no sample ${index}.`);
    return (BigInt(stamp) * stampUnitNs * timeMultiplier.numerator) / timeMultiplier.denominator;
  };
}
