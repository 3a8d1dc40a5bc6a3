import { ExpressionFailed } from '../../core/ports/expressions.ts';
import type { Meter } from './meter.ts';

/** Charges for a call before it is carried out, by its arguments. */
type Price = (meter: Meter, args: readonly unknown[]) => void;

const flat: Price = () => {};
const byLength: Price = (meter, args) => {
  for (const arg of args) meter.chargeLength(arg);
};
const byContents: Price = (meter, args) => {
  for (const arg of args) meter.chargeWhole(arg);
};
/** A list is gone through with the lists and objects in it; an object's values are not looked at. */
const byNames: Price = (meter, [value]) => {
  if (Array.isArray(value)) meter.chargeWhole(value);
  else meter.chargeLength(value);
};
const byText: Price = (meter, [value, prettify]) => {
  if (prettify === true)
    throw new ExpressionFailed('$string writes on one line here: leave its second argument out.');
  meter.chargeWhole(value);
};
/** Characters are taken apart one by one. */
const byCharacters: Price = (meter, [text]) => {
  if (typeof text === 'string') meter.charge(text.length);
};
/** Searching a text compares the pattern at every place in the worst case. */
const bySearch: Price = (meter, [text, pattern]) => {
  if (typeof pattern !== 'string' || typeof text !== 'string') return;
  meter.charge(text.length / 8 + (text.length * pattern.length) / 256);
};
const bySeparator: Price = (meter, [list, separator]) => {
  meter.chargeWhole(list);
  if (Array.isArray(list) && typeof separator === 'string') {
    meter.charge((list.length * separator.length) / 16);
  }
};
/** jsonata's merge sort copies what remains of a list with each element that it takes. */
const bySquare: Price = (meter, [list]) => {
  if (Array.isArray(list)) meter.charge(list.length ** 2 / 16);
};
const byPairs: Price = (meter, [list]) => {
  meter.chargeWhole(list);
  if (!Array.isArray(list)) return;
  for (let left = list.length; left > 0; left--) meter.charge(list.length);
};

/**
 * JSONata's functions that expressions may call, and what they cost. All are pure and none takes a regular expression, so that
 * each call's time is bounded by what it is charged.
 */
export const prices: ReadonlyMap<string, Price> = new Map<string, Price>([
  ...['floor', 'ceil', 'round', 'abs', 'sqrt', 'power', 'exists', 'type'].map(
    (name) => [name, flat] as const,
  ),
  ...['count', 'sum', 'max', 'min', 'average', 'append', 'reverse', 'number'].map(
    (name) => [name, byLength] as const,
  ),
  ...['boolean', 'not'].map((name) => [name, byContents] as const),
  ...['keys', 'lookup', 'merge'].map((name) => [name, byNames] as const),
  ['string', byText],
  ...['substring', 'length', 'lowercase', 'uppercase', 'trim'].map((name) => [name, byCharacters] as const),
  ...['substringBefore', 'substringAfter', 'contains', 'split'].map((name) => [name, bySearch] as const),
  ['join', bySeparator],
  ['sort', bySquare],
  ['distinct', byPairs],
  ...['map', 'filter', 'single', 'reduce', 'each', 'sift'].map((name) => [name, byLength] as const),
]);

/** Those that take a function, as the second argument. */
export const takesFunction: ReadonlySet<string> = new Set([
  'map',
  'filter',
  'single',
  'reduce',
  'sort',
  'each',
  'sift',
]);

const dates = 'Compare times as text: RFC 3339 in UTC sorts by time.';
const patterns = 'Use $contains, $substringBefore, $substringAfter and $split with a text.';
const formats = 'Format texts in the handler.';
const chance = 'An expression must give the same for the same input, however often it is evaluated.';

/** JSONata's other functions, with what to do instead. */
export const refusedFunctions: ReadonlyMap<string, string> = new Map([
  ['eval', 'Write the expression out.'],
  ...['now', 'millis', 'random', 'shuffle'].map((name) => [name, chance] as const),
  ...['toMillis', 'fromMillis'].map((name) => [name, dates] as const),
  ...['match', 'replace'].map((name) => [name, patterns] as const),
  ...['pad', 'formatNumber', 'formatBase', 'formatInteger', 'parseInteger'].map(
    (name) => [name, formats] as const,
  ),
  ...['base64encode', 'base64decode'].map((name) => [name, formats] as const),
  ...['encodeUrl', 'encodeUrlComponent', 'decodeUrl', 'decodeUrlComponent'].map(
    (name) => [name, formats] as const,
  ),
  ...['error', 'assert'].map((name) => [name, 'Give false, or nothing.'] as const),
  ...['spread', 'zip', 'clone'].map((name) => [name, 'Use $map, $each or an object constructor.'] as const),
]);

/** A function of jsonata, as the package represents it. */
export interface NativeFunction {
  readonly implementation: (...args: unknown[]) => unknown;
}

/** What jsonata calls a function with as `this`. */
interface Focus {
  readonly environment: { readonly base: { readonly meter?: Meter } };
}

/** The same function, charged for. */
export function metered(name: string, native: NativeFunction): NativeFunction {
  const price = prices.get(name)!;
  const higherOrder = takesFunction.has(name);
  const { implementation } = native;
  return {
    ...native,
    implementation(this: Focus, ...args: unknown[]) {
      const meter = this.environment.base.meter!;
      price(meter, higherOrder ? args.slice(0, 1) : args);
      if (!higherOrder && args.some((arg) => typeof arg === 'function')) {
        throw new ExpressionFailed(`$${name} takes no function.`);
      }
      return implementation.apply(this, args);
    },
  };
}
