import { limits } from '../../core/contract/limits.ts';
import type { ClaimedTask } from '../../core/contract/task.ts';
import { HooklineClientError } from '../client-error.ts';
import type { HooklineConnection } from '../connection.ts';
import { writeExactly } from '../exact-json.ts';
import { persist } from '../listen/persist.ts';
import { HooklineProblem } from '../problem.ts';
import type { TaskEnd } from './end-task.ts';
import { callTask, isLost } from './task-calls.ts';

/** A task of this process. */
export interface HeldTask {
  /** Aborts when the task is this worker's no more, and when the worker gives up. */
  readonly signal: AbortSignal;
  /** Says that it was seen; never rejects. */
  acknowledge(target: string): Promise<void>;
  /** Ends it; resolves without it when the signal aborts. */
  end(end: TaskEnd): Promise<void>;
  /** Gives it back; else it is when its lease is over. */
  giveBack(): Promise<void>;
}

/** How long giving a task back is tried, in milliseconds. */
const GIVE_BACK_MS = 2000;

/** Keeps a task by heartbeats, for as long as it is worked on. */
export function holdTask(
  connection: HooklineConnection,
  task: ClaimedTask,
  leaseSeconds: number,
  givingUp: AbortSignal,
): HeldTask {
  const { receipt } = task;
  const losing = new AbortController();
  const signal = AbortSignal.any([losing.signal, givingUp]);
  // Two may fail before the lease is over.
  const everyMs = (leaseSeconds * 1000) / 3;

  /** Again and again, until it is done or the task lost; once when the worker gives up. */
  const call = async (verb: 'receipt' | 'end', body: string): Promise<void> => {
    try {
      const patience = { retrySeconds: 0, signal: losing.signal };
      await persist(() => callTask(connection, task, verb, body, patience), signal);
    } catch (error) {
      if (isLost(error)) losing.abort(error);
      if (!signal.aborted) throw error;
    }
  };

  const beat = (): void => {
    const body = JSON.stringify({ receipt, leaseSeconds });
    const patience = { retrySeconds: everyMs / 2000, signal };
    callTask(connection, task, 'heartbeat', body, patience).catch((error: unknown) => {
      if (isLost(error)) losing.abort(error);
    });
  };
  const beating = setInterval(beat, everyMs);
  signal.addEventListener('abort', () => clearInterval(beating), { once: true });

  return {
    signal,
    acknowledge: (target) => call('receipt', JSON.stringify({ receipt, target })).catch(() => {}),
    async end(end) {
      try {
        await call('end', writeEnd(receipt, end));
      } catch (error) {
        const refused = error instanceof HooklineProblem || error instanceof HooklineClientError;
        if (!refused || end.status === 'FAILURE') throw error;
        // What cannot be the output of a task: too large, too deep, no JSON.
        await call('end', writeEnd(receipt, failureOf(error)));
      } finally {
        clearInterval(beating);
      }
    },
    async giveBack() {
      clearInterval(beating);
      const patience = { retrySeconds: 0, signal: AbortSignal.timeout(GIVE_BACK_MS) };
      await callTask(connection, task, 'release', JSON.stringify({ receipt }), patience).catch(() => {});
    },
  };
}

/** The end of a task whose function threw. */
export function failureOf(error: unknown): TaskEnd {
  if (!(error instanceof Error))
    return { status: 'FAILURE', reason: cut(String(error), limits.task.reasonLength) };
  const name = cut(error.name.replaceAll(/\p{Cc}/gu, ' '), limits.nameLength);
  return {
    status: 'FAILURE',
    ...(name !== '' && { name }),
    reason: cut(error.message, limits.task.reasonLength),
  };
}

function cut(text: string, maxLength: number): string {
  return text.slice(0, maxLength).toWellFormed();
}

function writeEnd(receipt: string, end: TaskEnd): string {
  return writeExactly({ receipt, status: 'SUCCESS', ...end }, 'output');
}
