import { type Allowance, openAllowance, spend, TooCostly } from './allowance.ts';
import { equalJson } from './equal-json.ts';
import type { Operand, Path, PathFunction, PathStep, Subscript, Test } from './path.ts';

/**
 * Whether a path matches an input at least once: then the step that it guards runs.
 *
 * Missing keys and values of other types match nothing. `<`, `<=`, `>` and `>=` compare numbers only. Where a side of a comparison
 * has several values, one pair that satisfies it is enough.
 *
 * @returns 'too-costly' when it has looked at a million values without an answer; it takes no more time than that.
 */
export function matchesPath(path: Path, input: unknown): boolean | 'too-costly' {
  try {
    return visit(path, { root: input, allowance: openAllowance() }, input, () => true);
  } catch (error) {
    if (error instanceof TooCostly) return 'too-costly';
    throw error;
  }
}

interface Scope {
  readonly root: unknown;
  readonly allowance: Allowance;
}

/** Takes a value, and says whether that was enough. */
type Visitor = (value: unknown) => boolean;

/** Gives each value of the path to the visitor, until that says it is enough; says whether it did. */
function visit(path: Path, scope: Scope, current: unknown, visitor: Visitor): boolean {
  return visitSteps(path.from === '$' ? scope.root : current, path.steps, 0, scope, visitor);
}

function visitSteps(
  value: unknown,
  steps: readonly PathStep[],
  index: number,
  scope: Scope,
  visitor: Visitor,
): boolean {
  spend(scope.allowance, 1);
  const step = steps[index];
  if (step === undefined) return visitor(value);
  const goOn: Visitor = (found) => visitSteps(found, steps, index + 1, scope, visitor);
  if (!step.descend) return select(value, step.subscripts, scope, goOn);
  // Not by recursion: an input may be deeper than the stack.
  const waiting = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (select(next, step.subscripts, scope, goOn)) return true;
    const inner = childrenOf(next);
    spend(scope.allowance, inner.length);
    for (let at = inner.length - 1; at >= 0; at--) waiting.push(inner[at]);
  }
  return false;
}

function select(value: unknown, subscripts: readonly Subscript[], scope: Scope, visitor: Visitor): boolean {
  return subscripts.some((subscript) => {
    spend(scope.allowance, 1);
    return selectOne(value, subscript, scope, visitor);
  });
}

function selectOne(value: unknown, subscript: Subscript, scope: Scope, visitor: Visitor): boolean {
  switch (subscript.kind) {
    case 'key':
      return visitKey(value, subscript.key, visitor);
    case 'index':
      return visitIndex(value, subscript.index, visitor);
    case 'slice':
      return Array.isArray(value) && visitSlice(value, subscript, visitor);
    case 'all':
      return childrenOf(value).some(visitor);
    case 'filter':
      return holds(subscript.test, scope, value) && visitor(value);
    case 'lookup':
      return visit(subscript.path, scope, value, (key) => {
        if (typeof key === 'string') return visitKey(value, key, visitor);
        return Number.isInteger(key) && visitIndex(value, key as number, visitor);
      });
    case 'call':
      return visitArguments(subscript.args, scope, value, [], (args) => {
        const result = callFunction(subscript.name, value, args, scope.allowance);
        return result !== undefined && visitor(result);
      });
  }
}

function visitKey(value: unknown, key: string, visitor: Visitor): boolean {
  return isObject(value) && Object.hasOwn(value, key) && visitor(value[key]);
}

function visitIndex(value: unknown, index: number, visitor: Visitor): boolean {
  if (!Array.isArray(value)) return false;
  const at = index < 0 ? index + value.length : index;
  return at >= 0 && at < value.length && visitor(value[at]);
}

/** As in Python, and RFC 9535, 2.3.4. */
function visitSlice(
  list: readonly unknown[],
  { start, end, step }: { start: number | null; end: number | null; step: number },
  visitor: Visitor,
): boolean {
  const [least, most] = step > 0 ? [0, list.length] : [-1, list.length - 1];
  const bound = (index: number) => Math.min(Math.max(index < 0 ? index + list.length : index, least), most);
  const from = start === null ? (step > 0 ? least : most) : bound(start);
  const to = end === null ? (step > 0 ? most : least) : bound(end);
  for (let at = from; step > 0 ? at < to : at > to; at += step) if (visitor(list[at])) return true;
  return false;
}

/** Every combination of the arguments' values. */
function visitArguments(
  operands: readonly Operand[],
  scope: Scope,
  current: unknown,
  before: readonly unknown[],
  visitor: (args: readonly unknown[]) => boolean,
): boolean {
  const operand = operands[before.length];
  if (operand === undefined) return visitor(before);
  return visitOperand(operand, scope, current, (value) =>
    visitArguments(operands, scope, current, [...before, value], visitor),
  );
}

/** Undefined where the function has no result for such a value. */
function callFunction(
  name: PathFunction,
  value: unknown,
  args: readonly unknown[],
  allowance: Allowance,
): unknown {
  spend(allowance, typeof value === 'string' ? value.length : childrenOf(value).length);
  if (name === 'charAt' || name === 'substring') {
    return typeof value === 'string' && args.every(Number.isInteger)
      ? cut(name, [...value], args as number[])
      : undefined;
  }
  if (args.length > 0) return undefined;
  if (name === 'length') {
    return typeof value === 'string' ? [...value].length : Array.isArray(value) ? value.length : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const values = childrenOf(value);
  if (name === 'values') return values;
  const keys: readonly (string | number)[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return name === 'keys' ? keys : keys.map((key, at) => [key, values[at]]);
}

function cut(
  name: 'charAt' | 'substring',
  characters: readonly string[],
  [start, end]: readonly number[],
): string | undefined {
  if (start === undefined) return undefined;
  if (name === 'charAt') return end === undefined ? characters.at(start) : undefined;
  return characters.slice(start, end).join('');
}

function holds(test: Test, scope: Scope, current: unknown): boolean {
  switch (test.kind) {
    case 'and':
      return holds(test.left, scope, current) && holds(test.right, scope, current);
    case 'or':
      return holds(test.left, scope, current) || holds(test.right, scope, current);
    case 'not':
      return !holds(test.test, scope, current);
    case 'some':
      return test.operand.kind === 'value'
        ? isTruthy(test.operand.value)
        : visit(test.operand.path, scope, current, () => true);
    case 'compare':
      return visitOperand(test.left, scope, current, (left) =>
        visitOperand(test.right, scope, current, (right) =>
          compare(left, test.operator, right, scope.allowance),
        ),
      );
  }
}

function visitOperand(operand: Operand, scope: Scope, current: unknown, visitor: Visitor): boolean {
  return operand.kind === 'value' ? visitor(operand.value) : visit(operand.path, scope, current, visitor);
}

function compare(
  left: unknown,
  operator: (Test & { kind: 'compare' })['operator'],
  right: unknown,
  allowance: Allowance,
): boolean {
  if (operator === '=') return equalJson(left, right, allowance);
  if (operator === '!=') return !equalJson(left, right, allowance);
  if (operator === 'contains') return contains(left, right, allowance);
  if (typeof left !== 'number' || typeof right !== 'number') return false;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  return operator === '>' ? left > right : left >= right;
}

/** A list has the item, an object the key, a text the part. */
function contains(whole: unknown, part: unknown, allowance: Allowance): boolean {
  if (Array.isArray(whole)) return whole.some((item) => equalJson(item, part, allowance));
  if (typeof part !== 'string') return false;
  if (isObject(whole)) return Object.hasOwn(whole, part);
  if (typeof whole !== 'string') return false;
  spend(allowance, (whole.length * part.length) / 1000);
  return whole.includes(part);
}

function childrenOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isObject(value) ? Object.values(value) : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTruthy(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}
