import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { Duplex, Readable } from 'node:stream';
import { attendWorker, type RunnerWorker, stillborn, type VesselEnd } from './attend-worker.ts';
import type { PidNotes } from './note-pids.ts';
import { CANCEL_SIGNAL, type HarnessMode, SECRET_BYTES, TIME_LIMIT_SIGNAL } from './protocol.ts';
import { residentBytes } from './resident-memory.ts';

/** Resident memory that a process may have beyond its heap limits: Node itself, and Buffers. */
export const ALLOWANCE_MIB = 256;

export interface HarnessOptions {
  readonly harnessPath: string;
  /** Stands on the command line, so that an orphan can be known. */
  readonly mark: string;
  readonly pids: PidNotes;
}

interface ProcessOptions extends HarnessOptions {
  /** Of the JavaScript heap. */
  readonly memoryLimitMiB: number;
}

/**
 * Starts a runner process. It takes runs at once; the first waits until the process is up. On a machine that has no
 * process or file descriptor left, what is returned was never usable.
 */
export function startProcess(options: ProcessOptions): RunnerWorker {
  try {
    const { memoryLimitMiB } = options;
    const child = spawnHarness(options, {
      flags: [`--max-old-space-size=${memoryLimitMiB}`],
      mode: 'runs',
      pipes: 1,
    });
    return attendWorker(vesselOf(child, options));
  } catch (error) {
    return stillborn(error);
  }
}

function vesselOf(child: ChildProcess, { pids, memoryLimitMiB }: ProcessOptions) {
  const channel = child.stdio[3] as Duplex;
  const secret = randomBytes(SECRET_BYTES);
  channel.write(secret);
  return {
    channel,
    printed: [child.stdio[1] as Readable, child.stdio[2] as Readable],
    secret,
    memoryLimitMiB,
    overMemory: () =>
      residentBytes(child.pid) > (memoryLimitMiB + ALLOWANCE_MIB) * 1024 * 1024
        ? ('memory' as const)
        : undefined,
    tell: (why: 'timeLimit' | 'cancelled') =>
      void child.kill(why === 'timeLimit' ? TIME_LIMIT_SIGNAL : CANCEL_SIGNAL),
    kill: () => void child.kill('SIGKILL'),
    ended: endOf(child, pids),
  };
}

/** Resolves when the process has ended, and all it printed was read. */
export function endOf(child: ChildProcess, pids: PidNotes): Promise<VesselEnd> {
  return new Promise((resolve) => {
    const { pid } = child;
    const end = (end: VesselEnd): void => {
      if (pid !== undefined) pids.forget(pid);
      resolve(end);
    };
    child.on('close', (exitCode, signal) => end({ exitCode, signal }));
    child.on('error', (error) => {
      if (pid === undefined)
        end({ exitCode: null, signal: null, said: `No runner process can be started: ${error.message}` });
    });
  });
}

/**
 * Starts the harness in a process of its own, which may do next to nothing.
 *
 * @throws when the machine has no process or file descriptor left. Node throws itself for some failures to spawn, and for
 *   others gives a child without streams.
 */
export function spawnHarness(
  { harnessPath, mark, pids }: HarnessOptions,
  { flags, mode, pipes }: { flags: readonly string[]; mode: HarnessMode; pipes: number },
): ChildProcess {
  const child = spawn(
    process.execPath,
    [
      '--permission',
      ...flags,
      '--no-addons',
      '--disable-sigusr1',
      // --permission does not cover the files that SQLite opens.
      '--no-experimental-sqlite',
      '--disable-warning=ExperimentalWarning',
      harnessPath,
      mark,
      mode,
    ],
    {
      env: {},
      cwd: '/',
      // A session of its own: Ctrl-C in the platform's terminal does not reach it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', ...Array.from({ length: pipes }, () => 'pipe' as const)],
    },
  );
  // The error of a failed spawn comes as an event as well, and nobody else may be listening by then.
  child.on('error', () => {});
  if (child.stdio === undefined) throw new Error('too many open files');
  if (child.pid !== undefined) {
    pids.note(child.pid);
    preferForOomKiller(child.pid);
  }
  return child;
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
