/** What a .dat holds, before scaling; one array per channel, in the order of the .cfg. */
export interface Samples {
  /** Time stamps in the file's unit; NaN where a sample has none. */
  readonly stamps: Float64Array;
  /** Numbers as stored; NaN where the file marks a value as missing. */
  readonly analog: readonly Float64Array[];
  /** 0 or 1. */
  readonly status: readonly Uint8Array[];
}
