import { readFile } from 'node:fs/promises';
import { HooklineClientError } from '../client-error.ts';

/**
 * The text of a file in UTF-8, or of standard input for `-`; without a byte order mark.
 *
 * @throws {HooklineClientError} `invalid-argument` when it cannot be read.
 */
export async function readSource(file: string, stdin: AsyncIterable<Uint8Array>): Promise<string> {
  try {
    const bytes = file === '-' ? await readAll(stdin) : await readFile(file);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const reason = cause instanceof TypeError ? 'It is not text in UTF-8.' : (cause as Error).message;
    throw new HooklineClientError('invalid-argument', `The file "${file}" cannot be read: ${reason}`, {
      field: 'file',
      cause,
    });
  }
}

async function readAll(stdin: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}
