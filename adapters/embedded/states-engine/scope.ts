import type { Json, JsonObject } from './json.ts';
import type { Branch } from './live.ts';

/** What an expression can see: `$states.input`, `.result`, `.errorOutput`, `.context`, and the branch's variables. */
export interface Scope {
  readonly branch: Branch;
  readonly input: Json;
  readonly result?: Json;
  readonly errorOutput?: Json;
  /** The item at hand, while a Map's ItemSelector is evaluated. */
  readonly item?: MapItem;
}

interface MapItem {
  readonly Index: number;
  readonly Value: Json;
}

/** The value of a variable: the branch's own, else that of the nearest enclosing branch; undefined when unassigned. */
export function variableOf(branch: Branch, name: string): Json | undefined {
  for (let at: Branch | undefined = branch; at !== undefined; at = at.parent) {
    if (at.variables !== undefined && Object.hasOwn(at.variables, name)) return at.variables[name];
  }
  return undefined;
}

/** All variables that a branch can see. */
export function variablesOf(branch: Branch): Record<string, Json> {
  return { ...(branch.parent === undefined ? {} : variablesOf(branch.parent)), ...branch.variables };
}

/** The context object (https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html). */
export function contextOf(scope: Scope): JsonObject {
  const context: Record<string, Json> = {};
  for (const [part, read] of Object.entries(contextParts)) {
    const value = read(scope);
    if (value !== undefined) context[part] = value;
  }
  return context;
}

/** The parts of the context object, each made when it is read: most expressions read one, or none. */
export const contextParts: Readonly<Record<string, (scope: Scope) => JsonObject | undefined>> = {
  Execution: ({ branch: { execution } }) => ({
    Id: execution.id,
    Input: execution.input,
    Name: execution.name,
    StartTime: new Date(execution.startedAt).toISOString(),
  }),
  State: ({ branch }) => ({
    EnteredTime: new Date(branch.enteredAt).toISOString(),
    Name: branch.state.name,
    RetryCount: retryCount(branch),
  }),
  StateMachine: ({ branch }) => ({ Id: branch.execution.machine.name, Name: branch.execution.machine.name }),
  Task: ({ branch: { token } }) => (token === undefined ? undefined : { Token: token }),
  Map: (scope) => {
    const item = scope.item ?? itemOf(scope.branch);
    return item === undefined ? undefined : { Item: { Index: item.Index, Value: item.Value } };
  },
};

/** How often the current state was retried. */
function retryCount(branch: Branch): number {
  let count = 0;
  for (const attempts of branch.retries ?? []) count += attempts;
  return count;
}

/** The item of the innermost Map iteration that the branch runs in. */
function itemOf(branch: Branch): MapItem | undefined {
  for (let at: Branch | undefined = branch; at?.parent !== undefined; at = at.parent) {
    const items = at.parent.children?.items;
    if (items !== undefined) return { Index: at.position, Value: items[at.position]! };
  }
  return undefined;
}
