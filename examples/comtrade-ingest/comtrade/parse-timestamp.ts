/** A date and time of a .cfg. */
export interface Timestamp {
  /** Nanoseconds from the epoch to this reading of the clock, as if the clock showed UTC. */
  readonly ns: bigint;
  /** Whether the fraction of the second has more digits than microseconds need. */
  readonly hasNanoseconds: boolean;
}

/**
 * Reads `dd/mm/yyyy,hh:mm:ss.ssssss` with up to nine digits of fraction; undefined when it is not one or no such
 * day or time exists. A leap second (second 60) has no place on the epoch's scale and is refused.
 */
export function parseTimestamp(line: string): Timestamp | undefined {
  const match = /^\s*(\d{1,2})\/(\d{1,2})\/(\d{4})\s*,\s*(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{0,9}))?\s*$/.exec(
    line,
  );
  if (match === null) return undefined;
  const [day, month, year, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const fraction = match[7] ?? '';
  if (year < 1900 || hour > 23 || minute > 59 || second > 59) return undefined;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(ms);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return {
    ns: BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0')),
    hasNanoseconds: fraction.length > 6,
  };
}
