import type { WorkflowError } from '../../core/contract/workflow.ts';
import { plainText } from './plain-text.ts';

/** Characters of a line that are shown, around what is meant. */
const SHOWN = 100;

/**
 * Errors as compilers show them: where, what, and the line with what is meant marked below it.
 *
 * @param file what the source is called.
 */
export function formatWorkflowErrors(file: string, source: string, errors: readonly WorkflowError[]): string {
  const lines = source.split('\n');
  return errors.map((error) => formatError(file, lines[error.line - 1] ?? '', error)).join('\n');
}

function formatError(
  file: string,
  text: string,
  { line, column, length, message, code }: WorkflowError,
): string {
  const characters = [...text.trimEnd()];
  const from = characters.length > SHOWN ? Math.max(0, column - 1 - SHOWN / 2) : 0;
  const shown = characters.slice(from, from + SHOWN);
  const number = String(line);
  const gutter = ' '.repeat(number.length);
  const before = shown
    .slice(0, column - 1 - from)
    .map(blankFor)
    .join('');
  const marked = shown.slice(column - 1 - from, column - 1 - from + length).map(widthOf);
  const mark = '^'.repeat(
    Math.max(
      1,
      marked.reduce((sum, width) => sum + width, 0),
    ),
  );
  const shownText = shown.map((character) => (plainText(character) === '' ? ' ' : character)).join('');
  return [
    `${plainText(file)}:${line}:${column}: ${plainText(message)} (${plainText(code)})`,
    ` ${number} | ${shownText}`,
    ` ${gutter} | ${before}${mark}`,
    '',
  ].join('\n');
}

/** What takes as much room as a character in a terminal. */
function blankFor(character: string): string {
  return character === '\t' ? '\t' : ' '.repeat(widthOf(character));
}

/** Characters of East Asia and pictures take two columns. */
function widthOf(character: string): number {
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(
    character,
  )
    ? 2
    : 1;
}
