import type { Decimal } from './parse-decimal.ts';

/** What a .cfg says (IEEE C37.111-1999 clause 7, IEEE C37.111-2013 clause 7). */
export interface Configuration {
  readonly station: string;
  readonly device: string;
  readonly revision: Revision;
  readonly analogChannels: readonly AnalogChannel[];
  readonly statusChannels: readonly StatusChannel[];
  readonly nominalFrequencyHz: number | undefined;
  /** Empty when the samples carry their own time stamps (`nrates` 0). */
  readonly sampleRates: readonly SampleRate[];
  /** How many samples the .dat must hold. */
  readonly sampleCount: number;
  /** Time of the first sample, nanoseconds since the Unix epoch. */
  readonly startNs: bigint;
  /** Time of the trigger, nanoseconds since the Unix epoch. */
  readonly triggerNs: bigint;
  /** What one unit of a sample's time stamp is before `timeMultiplier`: 1000 ns, or 1 ns (2013 only). */
  readonly stampUnitNs: 1n | 1000n;
  readonly timeMultiplier: Decimal;
  readonly fileType: FileType;
}

export type Revision = '1999' | '2013';

export const fileTypes = ['ASCII', 'BINARY', 'BINARY32', 'FLOAT32'] as const;
/** The encoding of the .dat. */
export type FileType = (typeof fileTypes)[number];

export interface AnalogChannel {
  /** The channel number in the file, from 1. */
  readonly index: number;
  readonly id: string;
  readonly phase: string;
  /** The circuit component being watched. */
  readonly component: string;
  readonly unit: string;
  /** A stored number x means `multiplier * x + offset` units. */
  readonly multiplier: number;
  readonly offset: number;
  /** Primary and secondary rating of the transformer; undefined when the file does not say. */
  readonly primary: number | undefined;
  readonly secondary: number | undefined;
  /** Whether values are primary or secondary ones. */
  readonly side: 'P' | 'S' | undefined;
}

export interface StatusChannel {
  /** The channel number in the file, from 1. */
  readonly index: number;
  readonly id: string;
  readonly phase: string;
  readonly component: string;
  /** The state when nothing is wrong; undefined when the file does not say. */
  readonly normalState: 0 | 1 | undefined;
}

export interface SampleRate {
  readonly hz: Decimal;
  /** The number (from 1) of the last sample taken at this rate. */
  readonly lastSample: number;
}
