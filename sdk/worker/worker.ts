import { randomUUID } from 'node:crypto';
import { limits } from '../../core/contract/limits.ts';
import type { ClaimedTask } from '../../core/contract/task.ts';
import { HooklineClientError } from '../client-error.ts';
import type { HooklineConnection } from '../connection.ts';
import { persist } from '../listen/persist.ts';
import { shareSockets } from '../listen/socket-pool.ts';
import { HooklineProblem } from '../problem.ts';
import type { AnyData, Task } from '../workflow/task.ts';
import type { TaskEnd } from './end-task.ts';
import { failureOf, holdTask } from './hold-task.ts';
import { type Claimed, claimTasks } from './task-calls.ts';

/** A task of a run, as a worker gets it. */
export interface WorkerTask<Input = AnyData> {
  /** What the worker asked for: the name of the task, or what an alias stands for. */
  readonly kind: string;
  /** As the workflow calls it. */
  readonly name: string;
  /** The index of its node in the graph. */
  readonly index: number;
  /** As the workflow gives them; null for none. */
  readonly parameters: AnyData | null;
  /** What flows into it: `{}` where nothing does. */
  readonly input: Input;
}

/** What else a worker's function gets. */
export interface WorkerContext {
  /**
   * Aborts when the work is to be given up: the run was cancelled, another worker has the task since this one was away for
   * longer than its lease, or the worker's own `signal` aborted.
   */
  readonly signal: AbortSignal;
  readonly runId: string;
  /** The task within the run: `7`, `4[2].7`. */
  readonly stepId: string;
  /** How often the task was given to a worker, this time included: more than 1, and it may have been done in part. */
  readonly deliveries: number;
}

/** How a worker works. */
export interface WorkerOptions {
  /** Tasks that are worked on at once, 1 to 100; 1 unless given. */
  readonly concurrency?: number | undefined;
  /**
   * How long a worker that vanished keeps a task from the others, in seconds, 1 to 3600; 60 unless given. One that is there keeps its
   * tasks by heartbeats, however long they take.
   */
  readonly leaseSeconds?: number | undefined;
  /** Ends the worker at once: its tasks' signals abort, and those whose function then throws are given back. */
  readonly signal?: AbortSignal | undefined;
  /** Who has the task, as its receipt says in the log; at most 1024 characters. False: no receipts. `worker` unless given. */
  readonly receipts?: string | false | undefined;
}

/** What takes tasks. */
export interface Worker {
  /**
   * Resolves when the worker has ended because it was told to. Rejects when it cannot go on: the API key has ended, or its role may not
   * work. Rejections that nobody handles end the process, as all do.
   */
  readonly ended: Promise<void>;
  /** How many tasks are worked on. */
  readonly working: number;
  /** Takes no more tasks, and finishes those that it has. Resolves when it has ended. */
  stop(): Promise<void>;
}

/**
 * Does the tasks of one kind, of the user's runs of workflows: what a workflow mentions and neither a handler nor a workflow is. What
 * the function returns is the task's output; what it throws makes it a failure, with the error's name and message. Any number of workers
 * of a kind, in any number of processes, share the work; a task whose worker vanished is another's when its lease is over, so a task is
 * done at least once, and has one end.
 *
 * @param kind its name, or a task as `task(name)` makes it, whose types are then checked.
 * @throws {HooklineClientError} `invalid-argument`.
 */
export function worker<Input, Output>(
  connection: HooklineConnection,
  kind: Task<Input, Output>,
  work: (task: WorkerTask<Input>, context: WorkerContext) => Output | Promise<Output>,
  options?: WorkerOptions,
): Worker;
export function worker<Input = AnyData>(
  connection: HooklineConnection,
  kind: string,
  work: (task: WorkerTask<Input>, context: WorkerContext) => unknown,
  options?: WorkerOptions,
): Worker;
export function worker(
  connection: HooklineConnection,
  kindOrTask: string | Task<never, unknown>,
  work: (task: WorkerTask<never>, context: WorkerContext) => unknown,
  options: WorkerOptions = {},
): Worker {
  const kind = typeof kindOrTask === 'string' ? kindOrTask : kindOrTask.name;
  const { concurrency = 1, leaseSeconds = limits.leaseSeconds.default, receipts = 'worker' } = options;
  checkText('kind', kind);
  if (receipts !== false) checkText('receipts', receipts);
  checkWhole('concurrency', concurrency, limits.task.claimed);
  checkWhole('leaseSeconds', leaseSeconds, limits.leaseSeconds.max);

  const stopping = new AbortController();
  const givingUp = options.signal ?? new AbortController().signal;
  const working = new Set<Promise<void>>();
  const sockets = shareSockets(connection);

  /** It is waited for, and its repetition gives what it took: else that would be nobody's until the lease is over. */
  const claim = (): Promise<Claimed> => {
    const request = { limit: concurrency - working.size, leaseSeconds, waitSeconds: 0, claim: randomUUID() };
    let again = false;
    return persist(() => {
      const attempt = claimTasks(connection, kind, { ...request, ...(again && { again }) });
      again = true;
      return attempt;
    }, stopping.signal);
  };

  /** Waits for a task without taking it: on AWS nobody knows that who waited has gone. */
  const waitByClaim = (): Promise<unknown> => {
    const request = { limit: 0, leaseSeconds, waitSeconds: POLL_SECONDS };
    return persist(() => claimTasks(connection, kind, request, stopping.signal), stopping.signal);
  };

  /** Resolves when another claim is worth it, with what made it so; `nothing`, at once, where there is no WebSocket. */
  const waitBySocket = async (
    { namespace, cursor, overdueSeconds }: Claimed,
    longestMs: number,
  ): Promise<'event' | 'time' | 'nothing'> => {
    const overdueMs = Math.max(0, Math.ceil((overdueSeconds ?? WAKE_MS) * 1000));
    const wake = AbortSignal.timeout(Math.min(longestMs, overdueMs));
    const filter = { keys: [kind], namespace, eventType: 'start-task' };
    const signal = AbortSignal.any([stopping.signal, wake]);
    try {
      const answer = await sockets.next({ filter, afterOffset: cursor, limit: 1 }, signal);
      return answer === undefined ? 'nothing' : 'event';
    } catch (error) {
      stopping.signal.throwIfAborted();
      if (wake.aborted) return 'time';
      // Those who may only fire and send read no events of their runs.
      if (error instanceof HooklineProblem && error.code === 'namespace-forbidden') return 'nothing';
      throw error;
    }
  };

  const begin = (task: ClaimedTask): void => {
    const done = doTask(connection, task, work, { leaseSeconds, receipts, givingUp })
      .catch((error: unknown) => warn(task, error))
      .finally(() => working.delete(done));
    working.add(done);
  };

  const run = async (): Promise<void> => {
    let longestMs = SETTLE_MS;
    try {
      while (!stopping.signal.aborted) {
        if (working.size >= concurrency) {
          await Promise.race(working);
          continue;
        }
        const claimed = await claim();
        for (const task of claimed.tasks) begin(task);
        if (claimed.tasks.length > 0) {
          longestMs = SETTLE_MS;
          continue;
        }
        const woken = await persist(() => waitBySocket(claimed, longestMs), stopping.signal);
        longestMs = woken === 'event' ? SETTLE_MS : WAKE_MS;
        if (woken === 'nothing') await waitByClaim();
      }
    } catch (error) {
      if (error !== stopped) throw error;
    } finally {
      sockets.release();
      await Promise.all(working);
    }
  };

  const stop = (): void => stopping.abort(stopped);
  if (givingUp.aborted) stop();
  else givingUp.addEventListener('abort', stop, { once: true });
  const ended = run().finally(() => givingUp.removeEventListener('abort', stop));
  return {
    ended,
    get working() {
      return working.size;
    },
    async stop() {
      stop();
      // Whoever holds `ended` learns of a failure.
      await ended.catch(() => {});
    },
  };
}

/** Why a worker ends that was told to. */
const stopped = new Error('The worker was stopped.');

/** How long one claim waits where there is no WebSocket, in seconds. */
const POLL_SECONDS = limits.task.waitSeconds;

/** The longest that a WebSocket is waited on before another claim, in milliseconds. */
const WAKE_MS = 4 * 60_000;

/**
 * The same for the first wait after a task or an event, in milliseconds: on AWS the queue may list a task a moment after its event, so that
 * a claim in between finds none and is answered an offset beyond the event.
 */
const SETTLE_MS = 2000;

async function doTask(
  connection: HooklineConnection,
  claimed: ClaimedTask,
  work: (task: WorkerTask<never>, context: WorkerContext) => unknown,
  {
    leaseSeconds,
    receipts,
    givingUp,
  }: {
    leaseSeconds: number;
    receipts: string | false;
    givingUp: AbortSignal;
  },
): Promise<void> {
  const held = holdTask(connection, claimed, leaseSeconds, givingUp);
  // Beside the work; the end waits for it, since there is no receipt of what has ended.
  const acknowledged = receipts === false ? undefined : held.acknowledge(receipts);
  const { kind, name, index, parameters, runId, stepId, deliveries } = claimed;
  const task = { kind, name, index, parameters, input: claimed.input as never };
  let end: TaskEnd;
  try {
    end = { output: await work(task, { signal: held.signal, runId, stepId, deliveries }) };
  } catch (error) {
    if (givingUp.aborted) return await held.giveBack();
    end = failureOf(error);
  }
  await acknowledged;
  await held.end(end);
}

function warn({ kind, runId, stepId }: ClaimedTask, error: unknown): void {
  const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.emitWarning(
    `The task ${kind} (${stepId} of run ${runId}) could not be ended; it is given to a worker again when its lease is over. ${why}`,
    'HooklineWarning',
  );
}

function checkText(field: string, text: string): void {
  if (text !== '' && text.length <= limits.eventNameLength && text !== '*') return;
  throw invalid(field, `must have 1 to ${limits.eventNameLength} characters`);
}

function checkWhole(field: string, value: number, max: number): void {
  if (Number.isSafeInteger(value) && value >= 1 && value <= max) return;
  throw invalid(field, `must be a whole number from 1 to ${max}`);
}

function invalid(field: string, what: string): HooklineClientError {
  return new HooklineClientError('invalid-argument', `${field} ${what}.`, { field });
}
