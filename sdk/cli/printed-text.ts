import type { PrintedText } from '../tail-run.ts';
import { plainText } from './plain-text.ts';

/** Makes a function that gives what a run prints for a terminal, piece by piece, with a line where item or attempt changes. */
export function printedText(): (printed: PrintedText) => string {
  let before: PrintedText | undefined;
  return (printed) => {
    const text = heading(before, printed) + plainText(printed.text);
    before = printed;
    return text;
  };
}

/** Says whose the text is, where that changes; a single attempt needs no word. */
function heading(before: PrintedText | undefined, { item, attempt }: PrintedText): string {
  if (
    before === undefined ? item === null && attempt === 1 : before.item === item && before.attempt === attempt
  ) {
    return '';
  }
  const line = before === undefined || before.text.endsWith('\n') ? '' : '\n';
  return `${line}--- ${item === null ? '' : `item ${item}, `}attempt ${attempt}\n`;
}
