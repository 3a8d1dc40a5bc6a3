import type { ExpressionNode } from './expression-node.ts';

/** Which parts of `$states` a field may read besides `input` and `context`. */
export interface Readable {
  readonly result: boolean;
  readonly errorOutput: boolean;
}

/** What is wrong with an expression, and the remedy. */
export interface Objection {
  readonly problem: string;
  readonly remedy: string;
}

/**
 * What Step Functions refuses when a machine is created although JSONata could parse it: names that have no context
 * to be looked up in, `$$`, `$eval`, and the parts of `$states` that do not exist in the field at hand.
 */
export function objectionTo(node: ExpressionNode, readable: Readable): Objection | undefined {
  return visit(node, true, readable);
}

/** @param top whether the node is evaluated against the (absent) top-level context. */
function visit(node: unknown, top: boolean, readable: Readable): Objection | undefined {
  if (Array.isArray(node)) return first(node, (part) => visit(part, top, readable));
  if (typeof node !== 'object' || node === null) return undefined;
  const { type, value, steps } = node as Partial<ExpressionNode>;
  if (type === 'variable') return objectionToVariable(String(value), top);
  if (type === 'name' && top) {
    return {
      problem: `'${String(value)}' has nothing to be looked up in.`,
      remedy: `Write $states.input.${String(value)} for a field of the input, or $${String(value)} for a variable.`,
    };
  }
  if (type === 'path' && steps !== undefined) {
    const objection = objectionToStates(steps, readable);
    if (objection !== undefined) return objection;
    const { steps: _, ...others } = node as ExpressionNode;
    return (
      first(steps, (step, at) => visitStep(step, top && at === 0, readable)) ??
      first(Object.values(others), (part) => visit(part, false, readable))
    );
  }
  return first(Object.entries(node), ([field, part]) =>
    visit(part, top && !['stages', 'predicate', 'group'].includes(field), readable),
  );
}

/** A step's predicates see the step's values, whatever the step itself sees. */
function visitStep(step: ExpressionNode, top: boolean, readable: Readable): Objection | undefined {
  if (step.type === 'name' && !top) {
    const { value: _, ...others } = step;
    return first(Object.values(others), (part) => visit(part, false, readable));
  }
  return visit(step, top, readable);
}

function objectionToVariable(name: string, top: boolean): Objection | undefined {
  if (name === 'eval') {
    return {
      problem: '$eval is switched off.',
      remedy: 'Parse JSON with $parse, or write the expression out.',
    };
  }
  if (name === '$' || (name === '' && top)) {
    return {
      problem: `Reference to '${name === '$' ? '$$' : '$'}' is not supported: there is no top-level context.`,
      remedy: 'Start from $states.input or from a variable.',
    };
  }
  return undefined;
}

function objectionToStates(steps: readonly ExpressionNode[], readable: Readable): Objection | undefined {
  if (steps[0]?.type !== 'variable' || steps[0].value !== 'states' || steps[1]?.type !== 'name')
    return undefined;
  const part = String(steps[1].value);
  if (part === 'input' || part === 'context') return undefined;
  if (part === 'result') {
    if (readable.result) return undefined;
    return {
      problem: '$states.result does not exist here.',
      remedy: 'Read it in the Output or Assign of a Task, Map or Parallel state.',
    };
  }
  if (part === 'errorOutput') {
    if (readable.errorOutput) return undefined;
    return {
      problem: '$states.errorOutput does not exist here.',
      remedy: 'Read it in the Output or Assign of a Catch.',
    };
  }
  return {
    problem: `$states has no '${part}'.`,
    remedy: 'It has input, context, result and errorOutput.',
  };
}

function first<T>(
  parts: readonly T[],
  find: (part: T, at: number) => Objection | undefined,
): Objection | undefined {
  for (const [at, part] of parts.entries()) {
    const objection = find(part, at);
    if (objection !== undefined) return objection;
  }
  return undefined;
}
