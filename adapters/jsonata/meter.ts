import { ExpressionFailed } from '../../core/ports/expressions.ts';

/** What one evaluation may cost: less than 0.1 seconds of a processor, whatever the expression (docs/decisions/015-users-expressions.md). */
const BUDGET = 500_000;

/** After so much, other work gets a turn of the event loop. */
const TURN = 25_000;

/** Of evaluating one part of an expression once: a name, an operator, a call. */
export const EVALUATION = 20;
/** Of one value when a whole structure is walked through. */
const VALUE = 2;
/** Of one field of an object: listing them is slow. */
const FIELD = 6;
/** Characters that cost 1. */
const CHARACTERS = 16;

/** Counts what one evaluation costs, the same every time: no clock is asked. */
export interface Meter {
  /** @throws {ExpressionFailed} when the budget is spent, or the evaluation has ended. */
  charge(cost: number): void;
  /** What a value takes to be passed on or judged true: a text's length, an object's fields, a list's elements and its lists'. */
  chargeLength(value: unknown): void;
  /** What a value takes to be compared, written or sorted: everything in it. Refuses functions, which no data may hold. */
  chargeWhole(value: unknown): void;
  /** Undefined, or a promise to wait for before going on. */
  turn(): Promise<void> | undefined;
  /** Ends what may still go on in branches of the evaluation. */
  end(): void;
}

export function openMeter(): Meter {
  let left = BUDGET;
  let nextTurnAt = BUDGET - TURN;
  const charge = (cost: number): void => {
    left -= cost;
    if (left < 0) {
      throw new ExpressionFailed(
        'It costs too much on this input: it goes through more than some 25,000 values or steps. Let the handler decide instead.',
      );
    }
  };
  const chargeLists = (list: readonly unknown[]): void => {
    const open = [list];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      charge(next.length);
      for (const element of next) if (Array.isArray(element)) open.push(element);
    }
  };
  return {
    charge,
    chargeLength(value) {
      if (typeof value === 'string') charge(value.length / CHARACTERS);
      else if (Array.isArray(value)) chargeLists(value);
      else if (typeof value === 'object' && value !== null) charge(Object.keys(value).length * FIELD);
    },
    chargeWhole(value) {
      const open = [value];
      while (open.length > 0) {
        const part = open.pop();
        charge(VALUE);
        if (typeof part === 'string') charge(part.length / CHARACTERS);
        else if (typeof part === 'number') {
          if (!Number.isFinite(part))
            throw new ExpressionFailed(
              'A number is not finite: something was divided by 0, or is too large.',
            );
        } else if (isFunction(part)) throw functionAsValue();
        else if (Array.isArray(part)) {
          charge(part.length);
          for (const element of part) open.push(element);
        } else if (typeof part === 'object' && part !== null) {
          for (const key of Object.keys(part)) {
            charge(FIELD + key.length / CHARACTERS);
            open.push((part as Record<string, unknown>)[key]);
          }
        }
      }
    },
    turn() {
      if (left > nextTurnAt) return undefined;
      nextTurnAt = left - TURN;
      return new Promise((resolve) => setImmediate(resolve));
    },
    end() {
      left = -Infinity;
    },
  };
}

/** Functions of JavaScript, and how jsonata represents its own; a payload could pretend to have some of these. */
export function isFunction(value: unknown): value is object {
  if (typeof value === 'function') return true;
  return (
    typeof value === 'object' &&
    value !== null &&
    ('_jsonata_function' in value || '_jsonata_lambda' in value)
  );
}

export function functionAsValue(): ExpressionFailed {
  return new ExpressionFailed(
    'A function can be called, named with := and given to $map, $filter, $single, $reduce, $sort, $each and $sift, but is no value.',
  );
}
