/**
 * The payload of the hook `ctingress.on_complete`: what one archive of COMTRADE files came to. The field names
 * are those that existing handlers of this hook expect.
 */
export interface CtingressPayload {
  /** One per cfg/dat pair, in the order of the archive; a pair's failure is an entry too. */
  readonly DataSets: readonly DataSet[];
  /** The archive's file name, without a folder. */
  readonly File: string;
  /** A UUID; the same submission has the same one, and it is the firing's idempotency key. */
  readonly RequestID: string;
  /** When the archive was handed in, RFC 3339. */
  readonly SubmittedAt: string;
}

export type DataSet = ReadDataSet | FailedDataSet;

export interface ReadDataSet {
  readonly Error: '';
  /** The path of the .cfg within the archive, with a leading slash. */
  readonly Name: string;
  /** The analog channels, then the status channels, in the order of the .cfg. */
  readonly Streams: readonly StreamStatus[];
  readonly Success: true;
}

export interface FailedDataSet {
  /** What is wrong, and in which file; never empty. */
  readonly Error: string;
  /** The path of the .cfg within the archive, or of the .dat that has none. */
  readonly Name: string;
  readonly Streams: null;
  readonly Success: false;
}

/** One channel of a recording. */
export interface StreamStatus {
  /** UUIDv5 of station, device and channel: the same channel has the same one in every recording. */
  readonly Uuid: string;
  /** Time of the first sample. */
  readonly StartNs: Nanoseconds;
  /** Time of the last sample. */
  readonly EndNs: Nanoseconds;
  /** When the stream was stored; 0 where nothing stores it, as here. */
  readonly ProcessedAtNs: Nanoseconds;
}

/**
 * Nanoseconds since the Unix epoch. Sent as a JSON integer; a handler receives it as BigInt when it is beyond
 * 2^53 and as number otherwise, so `BigInt(x)` gives the exact value in both cases.
 */
export type Nanoseconds = bigint | number;
