import type { WorkflowPosition } from '../../contract/workflow.ts';

/** Says on which line and column an offset of the source is. */
export type Locate = (offset: number) => WorkflowPosition;

/** Lines end with LF; columns count characters, so that a character outside the BMP is one. */
export function locateIn(source: string): Locate {
  const lineStarts = [0];
  const lowSurrogates: number[] = [];
  for (let at = 0; at < source.length; at++) {
    const unit = source.charCodeAt(at);
    if (unit === 0x0a) lineStarts.push(at + 1);
    else if (unit >= 0xdc00 && unit <= 0xdfff) lowSurrogates.push(at);
  }
  return (offset) => {
    const line = countUpTo(lineStarts, offset);
    const start = lineStarts[line - 1]!;
    const wide = countUpTo(lowSurrogates, offset - 1) - countUpTo(lowSurrogates, start - 1);
    return { line, column: offset - start - wide + 1 };
  };
}

/** How many of the sorted numbers are at most `limit`. */
function countUpTo(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
