import { queryFailed } from './failure.ts';
import { finish } from './finish.ts';
import { typeName } from './json.ts';
import type { Branch } from './live.ts';
import type { ChoiceState } from './machine.ts';
import { fail, type Runtime, withValue } from './runtime.ts';
import type { Scope } from './scope.ts';

/** Follows the first rule whose condition is true, else the default. Conditions behind that rule are not evaluated. */
export function runChoice(runtime: Runtime, branch: Branch, state: ChoiceState): void {
  tryRule(runtime, branch, state, { branch, input: branch.input }, 0);
}

function tryRule(runtime: Runtime, branch: Branch, state: ChoiceState, scope: Scope, at: number): void {
  const rule = state.rules[at];
  if (rule === undefined) {
    if (state.otherwise !== undefined) {
      finish(runtime, branch, scope, state, branch.input, state.otherwise);
      return;
    }
    fail(runtime, branch, {
      error: 'States.NoChoiceMatched',
      cause: `No rule of the state '${state.name}' matched, and it has no Default.`,
    });
    return;
  }
  withValue(
    runtime,
    branch,
    () => {
      const value = rule.condition(scope);
      return value instanceof Promise
        ? value.then((known) => truth(known, rule.location))
        : truth(value, rule.location);
    },
    (matched) => {
      if (matched) finish(runtime, branch, scope, rule, branch.input, rule.next);
      else tryRule(runtime, branch, state, scope, at + 1);
    },
  );
}

function truth(value: unknown, location: string): boolean {
  if (typeof value === 'boolean') return value;
  throw queryFailed(
    location,
    `The field '${location}' must be a boolean, and is of type ${typeName(value)}.`,
  );
}
