import type { Json, JsonObject } from './json.ts';
import { type Branch, ENTER } from './live.ts';
import type { Clause } from './machine.ts';
import { enqueue, type Runtime, withValue } from './runtime.ts';
import type { Scope } from './scope.ts';

/**
 * Leaves a state: evaluates `Output` and `Assign`, both against the variables as they were, and goes on to the next
 * state, or ends the branch when there is none.
 *
 * @param fallback the output when the clause has none
 */
export function finish(
  runtime: Runtime,
  branch: Branch,
  scope: Scope,
  { assign, output }: Clause,
  fallback: Json,
  next: string | undefined,
): void {
  const assignThenMove = (value: Json): void => {
    if (assign === undefined) {
      move(runtime, branch, value, undefined, next);
      return;
    }
    withValue(
      runtime,
      branch,
      () => assign(scope),
      (assigned) => move(runtime, branch, value, assigned as JsonObject, next),
    );
  };
  if (output === undefined) assignThenMove(fallback);
  else withValue(runtime, branch, () => output(scope), assignThenMove);
}

function move(
  runtime: Runtime,
  branch: Branch,
  output: Json,
  assigned: JsonObject | undefined,
  next: string | undefined,
): void {
  const { state } = branch;
  if (assigned !== undefined) branch.variables = { ...branch.variables, ...assigned };
  runtime.history.record(branch, `${state.type}StateExited`, () => ({
    name: state.name,
    output: JSON.stringify(output),
    ...(assigned === undefined ? {} : { assignedVariables: assigned }),
  }));
  branch.retries = undefined;
  branch.catching = false;
  branch.wakeAt = undefined;
  branch.token = undefined;
  if (next === undefined) {
    enqueue(runtime, branch, { kind: 'end', output });
    return;
  }
  branch.state = branch.container.states.get(next)!;
  branch.input = output;
  enqueue(runtime, branch, ENTER);
}
