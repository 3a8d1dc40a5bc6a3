import type { WorkflowRunKey } from './workflow-run-store.ts';

/** What a state of a workflow's document passes on: which run, which execution of it, and where in loops and iterations it is. */
export interface StepContext {
  readonly run: WorkflowRunKey;
  readonly execution: string;
  /** What step ids begin with here: `''`, `4[2].`, `5#1.`. */
  readonly path: string;
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
  /** Starts the execution that is named in the context; a second start of it changes nothing. */
  start(sha256: string, context: StepContext): Promise<void>;
  /** Ends an execution where it is; its tokens count no more. Does nothing when it has ended. */
  stop(sha256: string, execution: string): Promise<void>;
  /**
   * Whether the execution's history has room for so many more states, beside all else that it may still have to note. Absent where
   * histories have no limit.
   */
  hasRoom?(sha256: string, execution: string, states: number): Promise<boolean>;
  /** Lets the state go on that waits for the token. Resolves also when none does any more. */
  succeed(token: string, output: Readonly<Record<string, unknown>>): Promise<void>;
  /** Ends the execution that waits for the token. */
  fail(token: string, error: { readonly name: string; readonly message: string }): Promise<void>;
}
