import type { Configuration } from './comtrade/configuration.ts';
import { parseAsciiDat } from './comtrade/parse-ascii-dat.ts';
import { parseBinaryDat } from './comtrade/parse-binary-dat.ts';
import { parseCfg } from './comtrade/parse-cfg.ts';
import { timeSamples } from './comtrade/time-samples.ts';

/** A recording of a COMTRADE pair. */
export interface Recording {
  readonly configuration: Configuration;
  /** Time of the first sample, nanoseconds since the Unix epoch. */
  readonly startNs: bigint;
  /** Time of the last sample, nanoseconds since the Unix epoch. */
  readonly endNs: bigint;
  /** Time of one sample, its index counted from 0. */
  timeNs(index: number): bigint;
  /** Values in each channel's unit, in the order of `configuration.analogChannels`; NaN where one is missing. */
  readonly analog: readonly Float64Array[];
  /** 0 or 1, in the order of `configuration.statusChannels`. */
  readonly status: readonly Uint8Array[];
}

/**
 * Reads one IEEE C37.111 recording, revision 1999 or 2013.
 *
 * @throws {ComtradeError} when the .cfg or the .dat is not what the standard demands.
 */
export function readComtrade(cfg: Uint8Array, dat: Uint8Array): Recording {
  const configuration = parseCfg(cfg);
  const { fileType, analogChannels, sampleCount } = configuration;
  const { stamps, analog, status } =
    fileType === 'ASCII' ? parseAsciiDat(configuration, dat) : parseBinaryDat(configuration, fileType, dat);
  for (const [index, { multiplier, offset }] of analogChannels.entries()) {
    const values = analog[index];
    if (values !== undefined)
      for (let i = 0; i < values.length; i++) values[i] = multiplier * values[i]! + offset;
  }
  const timeNs = timeSamples(configuration, stamps);
  return { configuration, startNs: timeNs(0), endNs: timeNs(sampleCount - 1), timeNs, analog, status };
}
