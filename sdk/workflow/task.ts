import type { WorkflowGraph } from '../../core/contract/workflow.ts';
import { HooklineClientError } from '../client-error.ts';
import type { DefinedHandler } from '../define-handler.ts';

/** Parameters of a task: an object or a list of plain values. */
export type TaskParameters = NonNullable<WorkflowGraph['parameters']>;

/**
 * A task of a workflow, with what it takes and what it gives: a handler, a built-in task, a worker's, or another workflow. It is
 * found by its name when the workflow runs.
 */
export interface Task<in Input, out Output> {
  readonly name: string;
  readonly parameters?: TaskParameters | undefined;
  /** For the compiler only. */
  readonly types?: { readonly takes: (input: Input) => void; readonly gives: Output };
}

/**
 * What flows on from what a task's code gives: objects and lists as they are, `{}` for nothing, any other value as the only item
 * of a list. Of `[ok, result]` and `{ok, result}` it is the result.
 */
export type Flowing<Result> = Result extends readonly [boolean, infer Inner]
  ? FlowingValue<Inner>
  : Result extends { readonly ok: boolean; readonly result: infer Inner }
    ? FlowingValue<Inner>
    : FlowingValue<Result>;

type FlowingValue<Value> = unknown extends Value
  ? AnyData
  : Value extends undefined | null
    ? Record<string, never>
    : Value extends object
      ? Value
      : [Value];

/** What flows when nothing more is known. */
export type AnyData = Record<string, unknown> | unknown[];

/**
 * A task by what carries it out.
 *
 * @param handler what `defineHandler` or `defineTask` returns: the name, and what it takes and gives, are the handler's.
 */
export function task<Input, Result>(
  handler: DefinedHandler<Input, Result>,
): Task<Input, Flowing<Awaited<Result>>>;
/**
 * A task by its name: that of a handler, a workflow or a worker.
 *
 * @param name letters, digits, `_`, `-` and `:`, a letter from A to Z or `_` first, at most 200.
 * @param code the function behind it, whose types it gets; it is not called here. Without it, say the types:
 *   `task<{ file: string }, { rows: number }>('parse')`.
 */
export function task<Input = AnyData, Result = AnyData>(
  name: string,
  code?: (input: Input, context: never) => Result,
): Task<Input, Flowing<Awaited<Result>>>;
export function task(definition: string | DefinedHandler<never>): Task<never, AnyData> {
  const name = typeof definition === 'string' ? definition : definition.options.name;
  return Object.freeze({ name: checkName(name) });
}

/** As the language of workflows has names. */
export function checkName(name: string): string {
  if (/^[A-Za-z_][\p{L}\p{N}_:-]{0,199}$/u.test(name)) return name;
  throw new HooklineClientError(
    'invalid-argument',
    `"${name}" cannot be the name of a task or a workflow. It has letters, digits, "_", "-" and ":", at most 200, and a letter from A to Z or "_" first.`,
    { field: 'name' },
  );
}
