import type { FileType, Revision } from './configuration.ts';
import { writeCfg } from './write-cfg.ts';
import { writeDat } from './write-dat.ts';

/** A recording to write as a COMTRADE pair. */
export interface RecordingDraft {
  readonly station: string;
  readonly device: string;
  readonly revision: Revision;
  readonly fileType: FileType;
  readonly analogChannels: readonly AnalogDraft[];
  readonly statusChannels: readonly StatusDraft[];
  readonly nominalFrequencyHz: number;
  /** Rates as decimals, and the number (from 1) of the last sample at each. Empty: the stamps tell the time. */
  readonly sampleRates: readonly { readonly hz: string; readonly lastSample: number }[];
  /** Time stamp of each sample, in units of the start time's resolution times `timeMultiplier`. */
  readonly stamps: readonly number[];
  /** A decimal above 0. */
  readonly timeMultiplier: string;
  /** Nanoseconds since the Unix epoch, from the year 1900 to 9999. */
  readonly startNs: bigint;
  readonly triggerNs: bigint;
  /** Digits of the seconds' fraction: 6, or 9 in the 2013 revision. */
  readonly fractionDigits: 6 | 9;
  /** What the recorder's clock is ahead of UTC; only the 2013 revision can say it. */
  readonly aheadOfUtcMinutes: number;
}

export interface AnalogDraft {
  readonly id: string;
  readonly phase: string;
  readonly component: string;
  readonly unit: string;
  /** A stored number x means `multiplier * x + offset` units. */
  readonly multiplier: number;
  readonly offset: number;
  readonly primary: number;
  readonly secondary: number;
  /** The stored numbers: whole ones within the file type's range, or any for FLOAT32; NaN is a missing value. */
  readonly stored: ArrayLike<number>;
}

export interface StatusDraft {
  readonly id: string;
  readonly normalState: 0 | 1;
  /** 0 or 1 per sample. */
  readonly states: ArrayLike<number>;
}

/** Writes a recording as the two files of IEEE C37.111, lines ending with CRLF as the standard wants. */
export function writeComtrade(draft: RecordingDraft): { cfg: Uint8Array; dat: Uint8Array } {
  return { cfg: new TextEncoder().encode(writeCfg(draft)), dat: writeDat(draft) };
}
