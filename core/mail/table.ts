import { escapeHtml } from './escape-html.ts';

/** A table under a heading, in an e-mail. */
export interface Table {
  readonly heading: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** A line below it; empty for none. */
  readonly below: string;
}

/** In columns of the same width; the last one is as wide as it is. */
export function tableAsText({ columns, rows, below }: Table): string {
  if (rows.length === 0) return below;
  const widths = columns
    .slice(0, -1)
    .map((column, at) => Math.max(column.length, ...rows.map((row) => row[at]!.length)));
  const lines = [columns, ...rows].map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...lines, ...(below === '' ? [] : [below])].join('\n');
}

/** The same as HTML, escaped. */
export function tableAsHtml({ columns, rows, below }: Table): string {
  const lines = rows.length === 0 ? [] : [row(columns, 'th'), ...rows.map((cells) => row(cells, 'td'))];
  return (
    `<table cellpadding="0" cellspacing="0">${lines.join('')}</table>` +
    (below === '' ? '' : `<p>${escapeHtml(below)}</p>`)
  );
}

function row(cells: readonly string[], tag: 'td' | 'th'): string {
  const inner = cells.map(
    (cell) => `<${tag} align="left" valign="top" style="padding:2px 16px 2px 0">${escapeHtml(cell)}</${tag}>`,
  );
  return `<tr>${inner.join('')}</tr>`;
}
