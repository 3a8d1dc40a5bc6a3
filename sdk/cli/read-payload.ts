import { readFile } from 'node:fs/promises';
import { HooklineClientError } from '../client-error.ts';

/**
 * What `--payload` or `--schema` names, byte for byte: `@file`, `-` for standard input, or the JSON itself.
 *
 * @param field the option, for the error.
 */
export async function readPayload(
  argument: string,
  stdin: AsyncIterable<Uint8Array>,
  field: string,
): Promise<string | Uint8Array> {
  if (argument === '-') return await readAll(stdin);
  if (!argument.startsWith('@')) return argument;
  const path = argument.slice(1);
  try {
    return await readFile(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HooklineClientError('invalid-argument', `The file "${path}" cannot be read: ${reason}`, {
      field,
      cause,
    });
  }
}

async function readAll(stdin: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}
