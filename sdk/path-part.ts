import { HooklineClientError } from './client-error.ts';

/**
 * One part of a URL's path. Refuses what URLs resolve away (`.`, `..`, nothing), lest a call reach another address.
 *
 * @param field the argument that it comes from, for the error.
 */
export function pathPart(value: string | number, field: string): string {
  const text = String(value);
  if (text === '' || text === '.' || text === '..') {
    throw new HooklineClientError('invalid-argument', `"${text}" is no valid ${field}.`, { field });
  }
  return encodeURIComponent(text);
}
