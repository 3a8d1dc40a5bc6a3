import type { WorkflowRunKey } from './workflow-run-store.ts';

/** What a state of a workflow's document passes on: which run, which execution of it, and where in loops and iterations it is. */
export interface StepContext {
  readonly run: WorkflowRunKey;
  readonly execution: string;
  /** What step ids begin with here: `''`, `4[2].`, `5#1.`. */
  readonly path: string;
  /** Where an execution carries out rounds of an iteration and nothing else, at its beginning and its end: which, by their numbers. */
  readonly part?: { readonly iteration: number; readonly rounds: readonly number[] };
}

/** Carries out documents of workflows: Step Functions, with a state machine for each document, or the embedded engine. */
export interface WorkflowExecutions {
  /**
   * Makes the document known, once; `start` needs it. Documents differ with the shape of the graph only, so that workflows share
   * them.
   *
   * @param sha256 of the document.
   * @param document Amazon States Language, with `${step}` for the function.
   */
  define(sha256: string, document: Readonly<Record<string, unknown>>): Promise<void>;
  /**
   * Starts an execution, with the context as its input; a second start of it changes nothing.
   *
   * @param name of the execution, up to 80 letters, digits, `-` and `_`; unless given, `context.execution`.
   */
  start(sha256: string, context: StepContext, name?: string): Promise<void>;
  /** Ends an execution where it is; its tokens count no more. Does nothing when it has ended. */
  stop(sha256: string, execution: string): Promise<void>;
  /**
   * Whether the execution's history has room for so many more events, beside all else that it may still have to note. Absent where
   * histories have no limit.
   */
  hasRoom?(sha256: string, execution: string, events: number): Promise<boolean>;
  /** Lets the state go on that waits for the token. Resolves also when none does any more. */
  succeed(token: string, output: Readonly<Record<string, unknown>>): Promise<void>;
  /** Ends the execution that waits for the token. */
  fail(token: string, error: { readonly name: string; readonly message: string }): Promise<void>;
}
