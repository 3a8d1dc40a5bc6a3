import type { CtingressPayload, FailedDataSet, ReadDataSet } from '../payload.ts';

/** A recording's name, number of streams, and first and last time over all its streams. */
interface Span {
  readonly name: string;
  readonly streamCount: number;
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/** Overlaps listed at most; an archive of many recordings of one event has very many. */
const overlapsShown = 20;

/**
 * A plain-text report on an archive: each recording with its streams and its length, the longest one, which
 * recordings overlap in time and by how much, and what failed. Times are exact to the nanosecond.
 */
export function summarizeRecordings({ DataSets, File, RequestID, SubmittedAt }: CtingressPayload): string {
  const read = DataSets.filter((dataSet) => dataSet.Success);
  const failed = DataSets.filter((dataSet) => !dataSet.Success);
  const spans = read.filter(({ Streams }) => Streams.length > 0).map(measureSpan);
  const sections = [
    [`COMTRADE archive ${File}`, `submitted ${SubmittedAt}, request ${RequestID}`],
    [
      `${plural(DataSets.length, 'data set')}: ${read.length} read, ${failed.length} failed`,
      countStreams(read),
    ],
    spans.length > 0 ? listRecordings(spans) : [],
    spans.length > 1 ? listOverlaps(spans) : [],
    failed.length > 0 ? listFailures(failed) : [],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function measureSpan({ Name, Streams }: ReadDataSet): Span {
  const starts = Streams.map(({ StartNs }) => BigInt(StartNs));
  const ends = Streams.map(({ EndNs }) => BigInt(EndNs));
  return {
    name: Name,
    streamCount: Streams.length,
    startNs: starts.reduce(earlierOf),
    endNs: ends.reduce(laterOf),
  };
}

function countStreams(read: readonly ReadDataSet[]): string {
  const ids = read.flatMap(({ Streams }) => Streams.map(({ Uuid }) => Uuid));
  return `${plural(ids.length, 'stream')}, ${new Set(ids).size} distinct`;
}

function listRecordings(spans: readonly Span[]): string[] {
  const longest = spans.reduce((a, b) => (lengthNs(b) > lengthNs(a) ? b : a));
  const firstNs = spans.map(({ startNs }) => startNs).reduce(earlierOf);
  const lastNs = spans.map(({ endNs }) => endNs).reduce(laterOf);
  return [
    'Recordings',
    ...spans.flatMap((span) => [
      `  ${span.name}`,
      `    ${plural(span.streamCount, 'stream')}, ${formatMs(lengthNs(span))} ms from ${formatTime(span.startNs)}`,
    ]),
    `Longest: ${longest.name}, ${formatMs(lengthNs(longest))} ms`,
    `All together: ${formatMs(lastNs - firstNs)} ms from ${formatTime(firstNs)}`,
  ];
}

function listOverlaps(spans: readonly Span[]): string[] {
  const lines: string[] = [];
  let count = 0;
  const byStart = spans.toSorted((a, b) => (a.startNs < b.startNs ? -1 : a.startNs > b.startNs ? 1 : 0));
  for (const [index, earlier] of byStart.entries()) {
    for (const later of byStart.slice(index + 1)) {
      // What follows starts even later.
      if (later.startNs >= earlier.endNs) break;
      const endNs = earlierOf(earlier.endNs, later.endNs);
      count += 1;
      if (count > overlapsShown) continue;
      lines.push(
        `  ${formatMs(endNs - later.startNs)} ms from ${formatTime(later.startNs)}`,
        `    ${earlier.name}`,
        `    ${later.name}`,
      );
    }
  }
  if (count === 0) return ['No two recordings overlap.'];
  if (count > overlapsShown) lines.push(`  and ${count - overlapsShown} more`);
  return ['Overlaps', ...lines];
}

function listFailures(failed: readonly FailedDataSet[]): string[] {
  return ['Failed', ...failed.flatMap(({ Name, Error: error }) => [`  ${Name}`, `    ${error}`])];
}

// Math.min and Math.max do not take BigInt.
function earlierOf(a: bigint, b: bigint): bigint {
  if (b < a) return b;
  return a;
}

function laterOf(a: bigint, b: bigint): bigint {
  if (b > a) return b;
  return a;
}

function lengthNs({ startNs, endNs }: Span): bigint {
  return endNs - startNs;
}

/** Milliseconds with six decimals, exact. */
function formatMs(ns: bigint): string {
  return `${ns / 1_000_000n}.${String(ns % 1_000_000n).padStart(6, '0')}`;
}

/** RFC 3339 in UTC with nine decimals. */
function formatTime(ns: bigint): string {
  const nsOfSecond = ((ns % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const seconds = new Date(Number((ns - nsOfSecond) / 1_000_000n)).toISOString().slice(0, 19);
  return `${seconds}.${String(nsOfSecond).padStart(9, '0')}Z`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
