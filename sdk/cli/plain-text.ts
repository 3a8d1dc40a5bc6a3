import { stringify } from 'lossless-json';

// Beside control characters, those that reorder what a terminal shows (https://trojansource.codes).
const unsafe = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu;
const unsafeInJson = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** Text from elsewhere, without what would steer a terminal; lines and tabs stay. */
export function plainText(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(unsafe, '');
}

/** The first line of a text from elsewhere, cut to `maxLength` characters. */
export function plainLine(text: string, maxLength = 80): string {
  const [line = ''] = plainText(text).trim().replaceAll('\t', ' ').split('\n');
  const characters = [...line];
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : line;
}

/** JSON with a line break at its end; a BigInt is an integer, and what would steer a terminal is escaped. */
export function toJson(value: unknown): string {
  return `${plainJson(stringify(value, null, 2) ?? 'null')}\n`;
}

/** JSON text in which what would steer a terminal is escaped. */
export function plainJson(json: string): string {
  return json.replaceAll(
    unsafeInJson,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
