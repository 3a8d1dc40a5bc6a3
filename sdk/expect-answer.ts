import { HooklineProblem } from './problem.ts';

type TypeName =
  | 'string'
  | 'number'
  | 'boolean'
  | 'array'
  | 'object'
  | 'string?'
  | 'number?'
  | 'boolean?'
  | 'object?'
  | 'any?';

/** The type of each field; `?` for null or absent as well. A compiler error when the contract has another field. */
export type FieldsOf<T> = { readonly [Field in keyof Required<T>]: TypeName };

/**
 * Checks that an answer is the object that the contract says, field by field, and gives it that type. What arrays and
 * objects hold is taken from the platform, which parsed it by the same contract. (The contract's own schemas are not
 * used here: they weigh 750 kB in every bundle that imports the SDK.)
 *
 * @throws {HooklineProblem} `unexpected-answer` otherwise.
 */
export function expectAnswer<T extends object>(answer: unknown, fields: FieldsOf<T>): T {
  const wrong = Object.entries<TypeName>(fields).find(([field, type]) => !has(answer, field, type));
  if (wrong !== undefined || !isObject<T>(answer)) {
    throw new HooklineProblem({
      type: 'urn:hookline:problem:unexpected-answer',
      title: 'The answer is not one of Hookline',
      status: 200,
      detail: `The answer lacks "${wrong?.[0]}". Is the endpoint one of Hookline, of this version or a later one?`,
      code: 'unexpected-answer',
      retryable: false,
    });
  }
  return answer;
}

function isObject<T extends object>(value: unknown): value is T {
  return typeof value === 'object' && value !== null;
}

function has(answer: unknown, field: string, type: TypeName): boolean {
  if (!isObject<Record<string, unknown>>(answer)) return false;
  const value = answer[field];
  if (type.endsWith('?') && (value === null || value === undefined)) return true;
  if (type === 'any?') return true;
  if (type === 'array') return Array.isArray(value);
  return typeof value === type.replace('?', '') && value !== null;
}
