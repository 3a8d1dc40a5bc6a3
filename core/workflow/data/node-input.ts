import type { Structured } from '../../contract/workflow.ts';
import { isObject } from './is-object.ts';

/**
 * What a node gets from those that lead to it: `{}` from none, the output of one, a list of the outputs of several. Empty objects in
 * the list are kept.
 *
 * @param outputs in the order of the nodes' indexes.
 * @param merge whether a list becomes one object: the later items override the earlier, key by key, and are not merged deeper.
 * @returns or why it cannot.
 */
export function nodeInput(
  outputs: readonly Structured[],
  merge: boolean,
): { readonly input: Structured } | { readonly problem: string } {
  const [first = {}] = outputs;
  const joined: Structured = outputs.length > 1 ? [...outputs] : first;
  if (!merge || !Array.isArray(joined)) return { input: joined };
  const objects = joined.filter(isObject);
  const wrong = joined.findIndex((item) => !isObject(item));
  if (wrong !== -1)
    return { problem: `Item ${wrong + 1} of what is merged is ${typeOf(joined[wrong])}, no object.` };
  // Not by assignment: "__proto__" is a key like any other.
  return { input: Object.fromEntries(objects.flatMap((object) => Object.entries(object))) };
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return value === null ? 'null' : `a ${typeof value}`;
}
