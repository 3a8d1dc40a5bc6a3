import { sha256Parts } from '../../../../core/hash.ts';

/** Of waits that want nothing of a value that would tell them apart: with what sort keys begin. They come first. */
export const UNTOLD = '0#';
/** Of the others. */
export const TOLD = '1#';
/** Comes after `#` and before all that a hash has: behind the sort keys with the beginning before it. */
const BEHIND = '$';

/** Characters of a hash; two that are alike cost a read. */
const LENGTH = 16;

/** The names of the entries of what is to be matched that are compared as a whole: all but objects and lists. */
export function namesToMatch(match: Readonly<Record<string, unknown>> | undefined): string[] {
  return Object.keys(match ?? {})
    .filter((name) => isPlain(match![name]))
    .sort();
}

/**
 * With what the sort key of a wait begins: which names have to be there, and their values. So a wait is found by an event's value with
 * the names that those have who wait for the key, of which there are few, however many wait.
 */
export function placeOf(match: Readonly<Record<string, unknown>> | undefined): string {
  const names = namesToMatch(match);
  return names.length === 0 ? UNTOLD : (placeWith(names, match) ?? UNTOLD);
}

/** Where those are who want the names to be as in a value; undefined when it has not all of them. */
export function placeWith(names: readonly string[], value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = value as Readonly<Record<string, unknown>>;
  if (!names.every((name) => Object.hasOwn(entries, name) && isPlain(entries[name]))) return undefined;
  const texts = names.map((name) => JSON.stringify(entries[name]));
  return `${placesWith(names)}#${hashOf(texts)}#`;
}

/** Behind all who want these names to be anything. */
export function behindPlacesWith(names: readonly string[]): string {
  return `${placesWith(names)}${BEHIND}`;
}

/** Behind all. */
export const BEHIND_TOLD = `1${BEHIND}`;

const placesWith = (names: readonly string[]): string => `${TOLD}${hashOf(names)}`;

const hashOf = (parts: readonly string[]): string => sha256Parts(parts).slice(0, LENGTH);

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}
