import { constants } from 'node:os';
import { limits } from '../../core/contract/limits.ts';
import type { RunError } from '../../core/ports/runner.ts';
import { CHANNEL_BROKEN_EXIT_CODE } from './protocol.ts';

/** Why the host ended a process, or had it end. */
export type Reason =
  | 'timeLimit'
  | 'cancelled'
  | 'output'
  | 'memory'
  | 'sharedMemory'
  | 'violation'
  | 'closed';

/** How a process ended. */
export interface ProcessEnd {
  /** Why we ended it; undefined when it ended by itself. */
  readonly reason: Reason | undefined;
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What the run printed. */
  readonly output: string;
  readonly timeoutSeconds: number;
  readonly memoryLimitMiB: number;
}

/** Signals by which a process crashes of itself. */
const CRASHES: readonly NodeJS.Signals[] = [
  'SIGABRT',
  'SIGSEGV',
  'SIGBUS',
  'SIGFPE',
  'SIGILL',
  'SIGTRAP',
  'SIGSYS',
];

/** V8's last words (deps/v8/src/api/api.cc, `V8::FatalProcessOutOfMemory`, in Node's `OOMErrorHandler`). */
const OUT_OF_MEMORY = /^FATAL ERROR: .*(out of memory|heap limit)/im;

/**
 * Tells what a run failed of when its process is no more; undefined when the process was lost through no fault of
 * the code. (A process that sends SIGKILL to itself looks just so.)
 */
export function explainEnd(end: ProcessEnd): RunError | undefined {
  switch (end.reason) {
    case 'timeLimit':
      return {
        name: 'TimeLimitExceeded',
        message: `The run took longer than its ${seconds(end.timeoutSeconds)}. Do less in one run, or register the handler with a larger executor.timeoutSeconds.`,
      };
    case 'cancelled':
      return { name: 'RunCancelled', message: 'The run was cancelled.' };
    case 'output':
      return {
        name: 'OutputLimitExceeded',
        message: `The run printed more than ${limits.outputBytes / 1024} KiB. Print less; a result may be returned.`,
      };
    case 'memory':
      return outOfMemory(end.memoryLimitMiB);
    case 'sharedMemory':
      return {
        name: 'OutOfMemory',
        message:
          'The runs that shared a process, as threads, used more memory together than they may. Hold less at once, or use executor.kind "process".',
      };
    case 'violation':
      return violated();
    case 'closed':
      return undefined;
    case undefined:
      return explainOwnEnd(end);
  }
}

/** V8's report of its heap and stack, which tells a handler's author nothing. */
export function withoutHeapReport(output: string): string {
  const start = output.search(/\n?<--- Last few GCs --->/);
  return start < 0 || !isHeapReport(output) ? output : output.slice(0, start);
}

/** Whether a process said so when it ended. */
export function isHeapReport(output: string): boolean {
  return OUT_OF_MEMORY.test(output);
}

function explainOwnEnd(end: ProcessEnd): RunError | undefined {
  if (end.exitCode === CHANNEL_BROKEN_EXIT_CODE) return violated();
  if (end.exitCode !== null) {
    return {
      name: 'ProcessExited',
      message: `The code ended its process or thread with exit code ${end.exitCode} before it returned. Return or throw instead.`,
    };
  }
  if (end.signal === null || !CRASHES.includes(end.signal)) return undefined;
  if (isHeapReport(end.output)) return outOfMemory(end.memoryLimitMiB);
  return {
    name: 'ProcessExited',
    message: `The process crashed while the code ran: ${end.signal} (${constants.signals[end.signal]}).`,
  };
}

function outOfMemory(limitMiB: number): RunError {
  return {
    name: 'OutOfMemory',
    message: `The run used more than the ${limitMiB} MiB of memory it may use. Hold less at once.`,
  };
}

function violated(): RunError {
  return {
    name: 'ProtocolViolated',
    message: 'The code interfered with file descriptor 3, on which its outcome is reported. Leave it alone.',
  };
}

function seconds(count: number): string {
  return count === 1 ? '1 second' : `${count} seconds`;
}
