import type { CtingressPayload } from '../payload.ts';

const windowNs = 1_000_000_000n;

/**
 * Says how many one-second windows a transform of the archive's streams has to compute, per recording. Windows
 * begin at whole seconds, so that a stream's windows are the same whichever archive brought its data.
 */
export function planTransform({ DataSets }: CtingressPayload): string {
  let total = 0n;
  const lines = DataSets.flatMap(({ Name, Streams }) => {
    if (Streams === null) return [];
    const windows = Streams.map(({ StartNs, EndNs }) => windowOf(EndNs) - windowOf(StartNs) + 1n).reduce(
      (a, b) => a + b,
      0n,
    );
    total += windows;
    return [`  ${windows} in ${Name}`];
  });
  return [`${total} windows of a second to transform`, ...lines].join('\n');
}

/** The number of the window that a time falls into. */
function windowOf(time: number | bigint): bigint {
  const ns = BigInt(time);
  // BigInt division rounds towards zero; times before 1970 need it to round down.
  return ns / windowNs - (ns % windowNs < 0n ? 1n : 0n);
}
