import { limits } from '../contract/limits.ts';
import { ExpressionFailed, type Expressions } from '../ports/expressions.ts';

/**
 * The value of a handler's `concurrencyKey` for a payload: a text as it is, a number or boolean as its JSON; nothing and null
 * are the empty key.
 *
 * @throws {ExpressionFailed} for a list, an object, a text that is too long, and what cannot be evaluated: the run fails then.
 */
export async function concurrencyKeyOf(
  deps: { expressions: Expressions },
  expression: string,
  payload: Uint8Array,
): Promise<string> {
  const selected = await (await deps.expressions.compile(expression)).select(
    new TextDecoder().decode(payload),
  );
  if (selected === undefined) return '';
  if (typeof selected !== 'string') throw new ExpressionFailed(`It gives a list. ${REMEDY}`);
  if (selected.startsWith('{')) throw new ExpressionFailed(`It gives an object. ${REMEDY}`);
  if (selected === 'null') return '';
  const key = selected.startsWith('"') ? (JSON.parse(selected) as string) : selected;
  if (key.length <= limits.concurrencyKeyLength) return key;
  throw new ExpressionFailed(
    `It gives ${key.length} characters, and a key has at most ${limits.concurrencyKeyLength}. Select something shorter.`,
  );
}

const REMEDY = 'Select a text, a number or a boolean.';
