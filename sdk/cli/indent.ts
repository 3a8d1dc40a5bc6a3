import { plainText } from './plain-text.ts';

/** Text from elsewhere, each line set in. */
export function indent(text: string, by = '  '): string {
  return plainText(text)
    .trimEnd()
    .split('\n')
    .map((line) => `${`${by}${line}`.trimEnd()}\n`)
    .join('');
}
