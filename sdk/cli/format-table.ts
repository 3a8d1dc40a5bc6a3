import { plainLine } from './plain-text.ts';

/**
 * Rows under their headings, each column as wide as its widest cell; every cell one line without control characters.
 *
 * @param none what to say when there are no rows.
 */
export function formatTable(
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  none: string,
): string {
  if (rows.length === 0) return `${none}\n`;
  const lines = [headings, ...rows.map((row) => row.map((cell) => plainLine(String(cell))))];
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => lengthOf(line[column]))));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - lengthOf(cell)))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

function lengthOf(cell: string | undefined): number {
  return [...(cell ?? '')].length;
}
