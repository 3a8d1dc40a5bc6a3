import { sha256Parts } from '../../../../core/hash.ts';

/** Longer ones are kept as their hash. */
const LENGTH = 120;

/**
 * A text for each entry of an object whose value is no object and no list. Of a wait that wants something matched, an event's value has all of
 * these, so that the wait is found by any one of them.
 */
export function matchTokens(value: unknown): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, entry]) => {
    if (typeof entry === 'object' && entry !== null) return [];
    const text = JSON.stringify([name, entry]);
    return text.length > LENGTH ? sha256Parts([text]) : text;
  });
}
