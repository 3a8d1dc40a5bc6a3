import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { Duplex, Readable } from 'node:stream';
import { RunnerLost, type RunOutcome, type RunRequest } from '../../core/ports/runner.ts';
import { collectOutput, type OutputCollector } from './collect-output.ts';
import { encodeLoad, encodeRun } from './encode-request.ts';
import { explainEnd, type Reason, withoutHeapReport } from './explain-end.ts';
import type { PidNotes } from './note-pids.ts';
import { CANCEL_SIGNAL, SECRET_BYTES, TIME_LIMIT_SIGNAL } from './protocol.ts';
import { type Reply, readReplies } from './read-replies.ts';
import { residentBytes } from './resident-memory.ts';

/** Between the signal that a run's time is over and the kill. */
const GRACE_MS = 500;
/** Resident memory that a process may have beyond its heap limit: Node itself, and Buffers. */
const ALLOWANCE_MIB = 256;
/** Bundles that a process loads before it is replaced: a loaded module is never freed. */
const MAX_BUNDLES = 32;
/** A process that ends closes its channel first; one that lives on without it was made to. */
const HANG_UP_MS = 500;
/** A process that is not up after so long is given up. */
const START_MS = 30_000;

export interface ProcessOptions {
  readonly harnessPath: string;
  /** Stands on the command line, so that an orphan can be known. */
  readonly mark: string;
  readonly memoryLimitMiB: number;
  readonly pids: PidNotes;
}

/** One child process. It serves one tenant, and one run at a time. */
export interface RunnerProcess {
  /** True when another run may be given to it. */
  readonly usable: boolean;
  /** True when it has this bundle already. */
  has(sha256: string): boolean;
  /**
   * Hands a run over. Not to be called again before it is settled.
   *
   * @param bundle when the process does not have it.
   */
  run(request: RunRequest, bundle: Uint8Array | undefined): Promise<RunOutcome>;
  /** Ends the run that is going on, if it holds more memory than it may. */
  checkMemory(): void;
  /** Kills it. A run that is going on is rejected with `RunnerLost`. */
  end(): void;
  /** Resolves when it has ended, and all it printed was read. */
  readonly ended: Promise<void>;
}

interface ActiveRun {
  readonly request: RunRequest;
  readonly output: OutputCollector;
  /** Of the hand-over to the code; later than `run` when the process was not up yet. */
  startedAt: number;
  limitTimer: NodeJS.Timeout | undefined;
  readonly onCancel: () => void;
  readonly settle: (outcome: RunOutcome | RunnerLost) => void;
}

/**
 * Starts a runner process. It takes runs at once; the first waits until the process is up. On a machine that has no
 * process or file descriptor left, what is returned was never usable.
 */
export function startProcess(options: ProcessOptions): RunnerProcess {
  try {
    return attend(spawnHarness(options), options);
  } catch (error) {
    return stillborn(error);
  }
}

/** Node throws for some failures to spawn, and for others gives a child without streams. */
function stillborn(cause: unknown): RunnerProcess {
  return {
    usable: false,
    has: () => false,
    run: () =>
      Promise.reject(
        new RunnerLost(`No runner process can be started: ${(cause as Error).message}`, { cause }),
      ),
    checkMemory() {},
    end() {},
    ended: Promise.resolve(),
  };
}

function attend(child: ChildProcess, options: ProcessOptions): RunnerProcess {
  // The error of a failed spawn comes as an event as well, and nobody else may be listening by then.
  child.on('error', () => {});
  if (child.stdio === undefined) throw new Error('too many open files');
  const channel = child.stdio[3] as Duplex;
  const secret = randomBytes(SECRET_BYTES);
  const take = readReplies(secret);
  const bundles = new Set<string>();
  let usable = true;
  let up = false;
  let onUp = (): void => {};
  let active: ActiveRun | undefined;
  let reason: Reason | undefined;
  let graceTimer: NodeJS.Timeout | undefined;
  /** Kept for the error of a process that never came up. */
  let startOutput = '';

  if (child.pid !== undefined) {
    options.pids.note(child.pid);
    preferForOomKiller(child.pid);
  }
  channel.write(secret);
  const startTimer = setTimeout(() => child.kill('SIGKILL'), START_MS);

  function stopNow(why: Reason): void {
    reason ??= why;
    usable = false;
    child.kill('SIGKILL');
  }

  function stopSoon(why: Reason, signal: NodeJS.Signals): void {
    if (reason !== undefined) return;
    reason = why;
    usable = false;
    child.kill(signal);
    graceTimer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  }

  function settle(run: ActiveRun, outcome: (output: string) => RunOutcome | RunnerLost): void {
    if (active !== run) return;
    active = undefined;
    clearTimeout(run.limitTimer);
    run.request.signal?.removeEventListener('abort', run.onCancel);
    run.settle(outcome(run.output.text()));
    if (!usable || bundles.size >= MAX_BUNDLES) stopNow('closed');
  }

  function onReply(reply: Reply | 'violated'): void {
    const run = active;
    if (reply === 'violated') stopNow('violation');
    else if (reply.kind === 'ready') {
      up = true;
      clearTimeout(startTimer);
      onUp();
    } else if (run === undefined) stopNow('violation');
    else {
      const durationMs = performance.now() - run.startedAt;
      if (reply.retire) usable = false;
      // What was printed before the reply is in the pipe already, and is read in this turn of the event loop.
      setImmediate(() =>
        settle(run, (output) => {
          const error = reason === undefined ? undefined : explain(run, output, null, null);
          return error === undefined
            ? toOutcome(reply, output, durationMs)
            : { ok: false, error, output, durationMs };
        }),
      );
    }
  }

  function explain(run: ActiveRun, output: string, exitCode: number | null, signal: NodeJS.Signals | null) {
    const { timeoutSeconds } = run.request;
    const { memoryLimitMiB } = options;
    return explainEnd({ reason, exitCode, signal, output, timeoutSeconds, memoryLimitMiB });
  }

  function onPrinted(stream: number, chunk: Buffer): void {
    if (!up && startOutput.length < 10_000) startOutput += chunk.toString();
    if (active !== undefined && !active.output.add(stream, chunk)) stopNow('output');
  }

  function handOver(run: ActiveRun, bundle: Uint8Array | undefined): void {
    const { request } = run;
    run.startedAt = performance.now();
    run.limitTimer = setTimeout(
      () => stopSoon('timeLimit', TIME_LIMIT_SIGNAL),
      request.timeoutSeconds * 1000,
    );
    channel.cork();
    if (bundle !== undefined) {
      bundles.add(request.code.sha256);
      for (const piece of encodeLoad(request.code.sha256, bundle)) channel.write(piece);
    }
    for (const piece of encodeRun(request)) channel.write(piece);
    channel.uncork();
  }

  channel.on('data', (chunk: Buffer) => {
    for (const reply of take(chunk)) onReply(reply);
  });
  channel.on('end', () => {
    usable = false;
    if (active === undefined) return;
    setTimeout(() => {
      if (child.exitCode === null && child.signalCode === null) stopNow('violation');
    }, HANG_UP_MS).unref();
  });
  // A broken pipe: the end of the process tells more.
  channel.on('error', () => {});
  for (const stream of [1, 2]) {
    const printed = child.stdio[stream] as Readable;
    printed.on('data', (chunk: Buffer) => onPrinted(stream, chunk));
    printed.on('error', () => {});
  }

  const ended = new Promise<void>((resolve) => {
    const finish = (exitCode: number | null, signal: NodeJS.Signals | null, failure?: Error): void => {
      usable = false;
      clearTimeout(graceTimer);
      clearTimeout(startTimer);
      if (child.pid !== undefined) options.pids.forget(child.pid);
      const run = active;
      if (run !== undefined) {
        const durationMs = performance.now() - run.startedAt;
        settle(run, (printed) => {
          const output = withoutHeapReport(printed);
          const error = up || reason !== undefined ? explain(run, printed, exitCode, signal) : undefined;
          if (error !== undefined) return { ok: false, error, output, durationMs };
          return new RunnerLost(howLost(reason, exitCode, signal, failure?.message ?? startOutput));
        });
      }
      resolve();
    };
    child.on('close', (exitCode, signal) => finish(exitCode, signal));
    child.on('error', (error) => {
      if (child.pid === undefined) finish(null, null, error);
    });
  });

  return {
    get usable() {
      return usable;
    },
    has: (sha256) => bundles.has(sha256),
    run(request, bundle) {
      if (!usable) return Promise.reject(new RunnerLost('The process ended before it was given the run.'));
      return new Promise((resolve, reject) => {
        const run: ActiveRun = {
          request,
          output: collectOutput(),
          startedAt: performance.now(),
          limitTimer: undefined,
          onCancel: () => stopSoon('cancelled', CANCEL_SIGNAL),
          settle: (outcome) => (outcome instanceof RunnerLost ? reject(outcome) : resolve(outcome)),
        };
        active = run;
        request.signal?.addEventListener('abort', run.onCancel, { once: true });
        if (up) handOver(run, bundle);
        else onUp = () => handOver(run, bundle);
      });
    },
    checkMemory() {
      if (active === undefined || child.pid === undefined) return;
      const limitBytes = (options.memoryLimitMiB + ALLOWANCE_MIB) * 1024 * 1024;
      if (residentBytes(child.pid) > limitBytes) stopNow('memory');
    },
    end: () => stopNow('closed'),
    ended,
  };
}

function spawnHarness(options: ProcessOptions): ChildProcess {
  return spawn(
    process.execPath,
    [
      '--permission',
      `--max-old-space-size=${options.memoryLimitMiB}`,
      '--no-addons',
      '--disable-sigusr1',
      // --permission does not cover the files that SQLite opens.
      '--no-experimental-sqlite',
      '--disable-warning=ExperimentalWarning',
      options.harnessPath,
      options.mark,
    ],
    {
      env: {},
      cwd: '/',
      // A session of its own: Ctrl-C in the platform's terminal does not reach it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    },
  );
}

/** When the machine runs out of memory, the kernel is to take user code first (proc_pid_oom_score_adj(5)). */
function preferForOomKiller(pid: number): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, '1000');
  } catch {
    // Some containers forbid it.
  }
}

function toOutcome(reply: Exclude<Reply, { kind: 'ready' }>, output: string, durationMs: number): RunOutcome {
  if (reply.kind === 'result') {
    const { result, resultType, cut: resultCut } = reply;
    return { ok: true, result, resultType, resultCut, output, durationMs };
  }
  const { name, message, stack } = reply;
  return { ok: false, error: { name, message, ...(stack === '' ? {} : { stack }) }, output, durationMs };
}

function howLost(
  reason: Reason | undefined,
  exitCode: number | null,
  signal: NodeJS.Signals | null,
  said: string,
): string {
  if (reason === 'closed') return 'The runner was closed while the code ran.';
  if (signal !== null) return `The process that ran the code was ended from outside (${signal}).`;
  return `The runner process did not start (exit code ${exitCode}): ${said.trim()}`;
}
