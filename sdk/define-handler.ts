import type { ExecutionOptionsInput } from '../core/contract/execution-options.ts';
import type { HooklineConnection } from './connection.ts';

/** What a handler is registered as; the options of its execution are those of the API (docs/guide/execution.md). */
export interface RegisterOptions extends Readonly<ExecutionOptionsInput> {
  /** For display and, with the hook, for identity: the same hook and name replace; 1 to 200 characters. */
  readonly name: string;
  readonly hook: string;
  /** Where an e-mail goes after each success: one address, or null for none. */
  readonly notifyOnSuccess: string | null;
  /** Where an e-mail goes after each failure: one address, or null for none. */
  readonly notifyOnFailure: string | null;
  /** At most 50 of 1 to 128 characters. Without any, it runs for every firing; else for those that chose one of them. */
  readonly tags?: readonly string[] | undefined;
}

/** What a handler that is a function is registered as. */
export interface HandlerOptions<Input = Record<string, unknown>> extends RegisterOptions {
  /**
   * Asked before the handler: `true` or data bypasses it. The run is then `skipped`, a success with that data. Its `input` needs a
   * type, as the handler's does.
   */
  readonly shouldSkip?: ((input: Input, context: HandlerContext) => unknown) | undefined;
}

/** What a handler is registered as that starts a workflow in place of code of its own. */
export interface WorkflowHandlerOptions extends RegisterOptions {
  /**
   * A workflow of yours, by its name: each run of the handler starts a run of its newest version, with the payload (with `each`: the
   * item) as input, and has succeeded when that is there. Of `executor` it may have `maxWorkers` only.
   */
  readonly workflow: string;
}

/** What a handler learns of its run. */
export interface HandlerContext {
  readonly run: {
    /** The same for each attempt: fit as an idempotency key. */
    readonly id: string;
    /** From 1. Code is carried out at least once: after a crash, again with the next number. */
    readonly attempt: number;
    readonly firingId: string;
    readonly hook: string;
    /** The tags that the firing chose. */
    readonly tags: readonly string[];
  };
  /** With `each`: which item (batch) this is, from 0, and of how many. */
  readonly item?: { readonly index: number; readonly count: number };
  /** With `each`: the firing's whole payload; read when it is first asked for. Undefined otherwise: it is the input. */
  readonly payload?: unknown;
  /** As a task of a workflow: of which run and step, and the task's parameters there (its input is the input). */
  readonly workflow?: {
    readonly runId: string;
    readonly stepId: string;
    readonly parameters: Readonly<Record<string, unknown>> | readonly unknown[] | null;
  };
  /** Which of your processes or threads this is: `executor.namePrefix` and a number. */
  readonly worker: { readonly kind: 'process' | 'thread'; readonly name: string };
  /**
   * Aborted at the time limit, and when the run is cancelled: `signal.reason` is a `TimeoutError` or an `AbortError`. The
   * process is killed half a second after the one, five seconds after the other.
   */
  readonly signal: AbortSignal;
  /** The platform, as the user who registered the handler, while the run lasts; for the functions of this package. */
  readonly hookline: HooklineConnection;
}

/**
 * A handler. `input` has the payload's fields; integers beyond 2^53 arrive as BigInt. With `each` it is an item.
 *
 * What it returns (text, or anything JSON) is the run's result, what it throws its error, and what it prints is kept. A list
 * `[ok, result]` of a boolean and a result, and an object of just `ok`, a boolean, and `result`, say whether it succeeded:
 * a failure that is returned is not tried again.
 */
export type HandlerFunction<Input = Record<string, unknown>, Result = unknown> = (
  input: Input,
  context: HandlerContext,
) => Result;

/** A module that exports the handler: a function, what `defineHandler` returns, or an `EventHandler`. */
export interface HandlerModule {
  /** The path of a TypeScript or JavaScript file, from the working directory, or a `file:` URL. */
  readonly entry: string | URL;
  /** The export that holds it; `default` unless given. */
  readonly exportName?: string | undefined;
}

/** What `defineHandler` makes: the default export of a file for `hookline register`. */
export interface DefinedHandler<Input = Record<string, unknown>, Result = unknown> {
  readonly options: HandlerOptions<Input>;
  readonly handler: HandlerFunction<Input, Result>;
}

/**
 * Defines a handler in a file of its own, as its default export: `hookline register FILE` bundles the file with what it
 * imports, and registers it.
 */
export function defineHandler<Input = Record<string, unknown>, Result = unknown>(
  options: HandlerOptions<Input>,
  handler: HandlerFunction<Input, Result>,
): DefinedHandler<Input, Result> {
  return Object.freeze({ options: Object.freeze({ ...options }), handler });
}
