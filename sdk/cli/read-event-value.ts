import { HooklineClientError } from '../client-error.ts';
import { parseExactly } from '../exact-json.ts';
import { readPayload } from './read-payload.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The value that `hookline events send` is given: `@file`, `-` for standard input, or the value itself. It is JSON where it can be
 * read as JSON, else text; `null` where none is given.
 *
 * @param asText take it as text even so, byte for byte.
 * @throws {HooklineClientError} `invalid-argument` for what was meant as JSON and is none, what is no UTF-8, and files that cannot be
 *   read.
 */
export async function readEventValue(
  argument: string | undefined,
  asText: boolean,
  stdin: AsyncIterable<Uint8Array>,
): Promise<unknown> {
  if (argument === undefined) return null;
  const text = decode(await readPayload(argument, stdin, 'value'));
  if (asText) return text;
  try {
    return parseExactly(text);
  } catch (cause) {
    const plain = text.replace(/\r?\n$/, '');
    if (!/^\s*[{["]/.test(plain)) return plain;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw invalid(
      `The value begins like JSON and is none: ${why} Mend it, or send it as text by --text.`,
      cause,
    );
  }
}

function decode(bytes: string | Uint8Array): string {
  if (typeof bytes === 'string') return bytes;
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw invalid('The value is not text in UTF-8. Encode it, for example as base64.', cause);
  }
}

function invalid(message: string, cause: unknown): HooklineClientError {
  return new HooklineClientError('invalid-argument', message, { field: 'value', cause });
}
