import { queryFailed } from './failure.ts';
import type { Json } from './json.ts';
import { describe, fits, type NumberRule } from './number-rules.ts';

/** The number that a field evaluated to. Throws `StateFailed` when it is none, or out of bounds. */
export function numberIn(value: Json, location: string, rule: NumberRule): number {
  if (typeof value === 'number' && fits(value, rule)) return value;
  throw queryFailed(
    location,
    `The field '${location}' must be ${describe(rule)}, and is ${JSON.stringify(value)}.`,
  );
}
