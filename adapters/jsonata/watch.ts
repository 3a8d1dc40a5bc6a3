import type jsonata from 'jsonata';
import { ExpressionFailed } from '../../core/ports/expressions.ts';
import { prices, takesFunction } from './functions.ts';
import { EVALUATION, functionAsValue, isFunction, type Meter } from './meter.ts';
import { type Node, nodesIn } from './node.ts';

/** A binding under which an evaluation has its meter. No expression can name it: it has a space. */
export const METER = ' meter';

interface Environment {
  lookup(name: string): unknown;
  readonly base: { meter?: Meter };
}

/**
 * Has every step of every evaluation charged to the meter of that evaluation, before (what it takes in) and after (what it
 * gives). The two callbacks are jsonata's own for time limits in hosts.
 */
export function watch(expression: jsonata.Expression, ast: Node): void {
  const places = findPlaces(ast);
  /** What calls in tail position are put off as: they pass through every node up to the call that carries them out. */
  const putOff = new WeakSet<object>();
  const enter = (node: Node, input: unknown, environment: Environment): Promise<void> | undefined => {
    environment.base.meter ??= environment.lookup(METER) as Meter;
    const { meter } = environment.base;
    meter.charge(EVALUATION);
    if (Array.isArray(input)) {
      // A field of a list is looked up in its elements, and in those of the lists in it.
      if (node.type === 'name') meter.chargeLength(input);
      // A constructor groups the elements by key, and copies a group with each of its elements.
      else if (node.type === 'unary' && node.value === '{') meter.charge(input.length ** 2 / 16);
    }
    return meter.turn();
  };
  const leave = (node: Node, _input: unknown, environment: Environment, result: unknown): void => {
    const meter = environment.base.meter!;
    if (isFunction(result)) {
      if (node.thunk === true) putOff.add(result);
      else if (!places.functions.has(node) && !putOff.has(result)) throw functionAsValue();
      return;
    }
    if (places.whole.has(node)) meter.chargeWhole(result);
    else meter.chargeLength(result);
    if (places.scalars.has(node) && typeof result === 'object' && result !== null) {
      throw new ExpressionFailed(
        `${Array.isArray(result) ? 'A list' : 'An object'} is neither the name of a field nor a number.`,
      );
    }
  };
  // The declared type of assign knows no symbols.
  expression.assign(Symbol.for('jsonata.__evaluate_entry') as unknown as string, enter);
  expression.assign(Symbol.for('jsonata.__evaluate_exit') as unknown as string, leave);
}

interface Places {
  /** Nodes that may give a function. */
  readonly functions: ReadonlySet<Node>;
  /** Nodes whose value is compared, written out or kept in something new, with all that is in it. */
  readonly whole: ReadonlySet<Node>;
  /** Nodes whose value jsonata would write into a message, however large, when it is no text or number. */
  readonly scalars: ReadonlySet<Node>;
}

function findPlaces(ast: Node): Places {
  const functions = new Set<Node>();
  const whole = new Set<Node>();
  const scalars = new Set<Node>();
  for (const node of nodesIn(ast)) {
    switch (node.type) {
      case 'function':
        functions.add(node.procedure!);
        addFunctionArgument(functions, node, 1);
        break;
      case 'apply':
        functions.add(node.rhs!);
        if (node.rhs!.type === 'function') addFunctionArgument(functions, node.rhs!, 0);
        break;
      case 'bind':
        functions.add(node.rhs!);
        break;
      case 'block':
        // The value of these is dropped.
        for (const part of node.expressions!.slice(0, -1)) if (part.type === 'bind') functions.add(part);
        break;
      case 'binary':
        if (node.value === '=' || node.value === '!=' || node.value === '&') {
          whole.add(node.lhs as Node).add(node.rhs!);
        }
        break;
      case 'unary':
        if (node.value === '-') scalars.add(node.expression!);
        else whole.add(node);
        if (node.value === '{') {
          for (const [key] of node.lhs as readonly (readonly [Node, Node])[]) scalars.add(key);
        }
        break;
      default:
    }
  }
  return { functions, whole, scalars };
}

function addFunctionArgument(functions: Set<Node>, call: Node, at: number): void {
  const { type, value } = call.procedure!;
  const argument = call.arguments![at];
  if (argument !== undefined && type === 'variable' && takesFunction.has(String(value)))
    functions.add(argument);
}

/** What charges for calls needs nothing of the expression: the same for all. */
export function assignFunctions(
  expression: jsonata.Expression,
  functions: ReadonlyMap<string, unknown>,
): void {
  for (const name of prices.keys()) expression.assign(name, functions.get(name));
}
