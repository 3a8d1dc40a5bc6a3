import type { Clock } from '../../../core/ports/clock.ts';
import type { Ids } from '../../../core/ports/ids.ts';
import { type Database, StorageFailed } from '../sqlite/database.ts';
import type { Checkpoints } from './checkpoint.ts';
import { type Failure, StateFailed } from './failure.ts';
import type { History } from './history.ts';
import type { Json } from './json.ts';
import type { Branch, Due, Live } from './live.ts';
import type { Resting } from './resting.ts';

/**
 * The embedded stand-in for a Lambda function. May be called more than once for the same step (at-least-once), so it
 * claims before it acts. Effects that leave the process wait for `database.durable()` first.
 *
 * @param payload what the state's `Arguments.Payload` gives; not to be changed
 * @returns JSON, as `$states.result.Payload`; ignored for `.waitForTaskToken`. A thrown error's `name` is what
 *   `ErrorEquals` sees; the cause is Lambda's error document as a text: `{"errorType", "errorMessage", "trace"}`.
 */
export type TaskFunction = (payload: Json, context: TaskContext) => Promise<Json> | Json;

export interface TaskContext {
  readonly executionId: string;
  /** For `.waitForTaskToken`: what `sendTaskSuccess` and `sendTaskFailure` take. */
  readonly taskToken?: string;
  /** Aborted when the engine no longer waits for the function: a timeout, a stop, a failed sibling. */
  readonly signal: AbortSignal;
}

/** What the parts of the engine share. */
export interface Runtime {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly tasks: Readonly<Record<string, TaskFunction>>;
  readonly checkpoints: Checkpoints;
  readonly history: History;
  /** Executions in memory: those that run, and the ones that came to rest last. */
  readonly live: Map<string, Live>;
  /** Branches in memory that wait for a task token. */
  readonly tokens: Map<string, Branch>;
  readonly resting: Resting;
  /** Branches with something due, in order. */
  readonly queue: Branch[];
  /** Works the queue off. */
  drain: () => void;
  /** Called when an execution ended, with its final state. */
  announce: (execution: Live, end: End) => void;
  /** Set by `close`: from then on whatever arrives is dropped; the next start takes it up from the rows. */
  closed: boolean;
  /** Set once the database refused a write: nothing goes on until everything is opened again. */
  broken: StorageFailed | undefined;
}

export type End =
  | { readonly status: 'SUCCEEDED'; readonly output: Json }
  | ({ readonly status: 'FAILED' | 'TIMED_OUT' | 'ABORTED' } & Failure);

/** Puts a branch in the queue. */
export function enqueue(runtime: Runtime, branch: Branch, due: Due): void {
  branch.due = due;
  runtime.queue.push(branch);
}

export function fail(runtime: Runtime, branch: Branch, failure: Failure): void {
  enqueue(runtime, branch, { kind: 'fail', failure });
}

/**
 * Does something for a branch from outside the queue (a timer, a task that settled) and works off what follows.
 * What comes too late is dropped.
 */
export function resume(runtime: Runtime, branch: Branch, act: () => void): void {
  if (branch.gone) return;
  outside(runtime, () => {
    try {
      act();
    } catch (thrown) {
      if (thrown instanceof StorageFailed) throw thrown;
      evaluationFailed(runtime, branch, thrown);
    }
    runtime.drain();
  });
}

/**
 * Does something that no caller waits for, unless the engine is closed. When the disk refuses, the composition root hears of it
 * from the database.
 */
export function outside(runtime: Runtime, act: () => void): void {
  if (runtime.closed || runtime.broken !== undefined) return;
  try {
    act();
  } catch (thrown) {
    if (!(thrown instanceof StorageFailed)) throw thrown;
    runtime.broken = thrown;
  }
}

/**
 * Evaluates something and goes on with its value: at once where it can, else when the promise resolves.
 *
 * @param refused what to do when it cannot be evaluated; by default the branch's state fails
 */
export function withValue(
  runtime: Runtime,
  branch: Branch,
  evaluate: () => Json | Promise<Json>,
  use: (value: Json, asynchronously: boolean) => void,
  refused: (failure: Failure) => void = (failure) => fail(runtime, branch, failure),
): void {
  let value: Json | Promise<Json>;
  try {
    value = evaluate();
  } catch (thrown) {
    refused(recordedFailure(runtime, branch, thrown));
    return;
  }
  if (!(value instanceof Promise)) {
    use(value, false);
    return;
  }
  value.then(
    (known) => resume(runtime, branch, () => use(known, true)),
    (thrown: unknown) => resume(runtime, branch, () => refused(recordedFailure(runtime, branch, thrown))),
  );
}

/** Fails the branch's state with what was thrown in it. */
export function evaluationFailed(runtime: Runtime, branch: Branch, thrown: unknown): void {
  fail(runtime, branch, recordedFailure(runtime, branch, thrown));
}

function recordedFailure(runtime: Runtime, branch: Branch, thrown: unknown): Failure {
  const failure = failureOf(thrown);
  if (thrown instanceof StateFailed) {
    const { location } = thrown;
    runtime.history.record(branch, 'EvaluationFailed', () => ({
      ...failure,
      location,
      state: branch.state.name,
    }));
  }
  return failure;
}

/** What was thrown, as a state's failure. Anything but a `StateFailed` is a fault of the engine: `States.Runtime`. */
function failureOf(thrown: unknown): Failure {
  if (thrown instanceof StateFailed) return thrown.failure;
  return { error: 'States.Runtime', cause: thrown instanceof Error ? thrown.message : String(thrown) };
}

/** Calls `act` for the branch after a delay, unless it is cancelled, gone, or the engine closed. */
export function after(runtime: Runtime, branch: Branch, delayMs: number, act: () => void): () => void {
  if (runtime.closed) return () => undefined;
  return runtime.clock.schedule(delayMs, () => resume(runtime, branch, act));
}
