import { HooklineClientError } from '../client-error.ts';

/**
 * The JSON object that an option holds.
 *
 * @param field the option, for the error.
 * @param parse for numbers that are to keep their digits.
 */
export function parseObject(
  json: string | Uint8Array,
  field: string,
  parse: (text: string) => unknown = JSON.parse,
): Record<string, unknown> {
  try {
    const value = parse(typeof json === 'string' ? json : new TextDecoder().decode(json));
    if (isRecord(value)) return value;
  } catch {
    // Said below.
  }
  throw new HooklineClientError('invalid-argument', `${field} must be a JSON object.`, { field });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
