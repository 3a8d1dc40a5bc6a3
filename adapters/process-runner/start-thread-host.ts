import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Duplex, Readable } from 'node:stream';
import { attendWorker, type RunnerWorker, stillborn, type VesselEnd } from './attend-worker.ts';
import { isHeapReport } from './explain-end.ts';
import { fdsOf, SECRET_BYTES, THREADS, type ThreadEnd, type ThreadRequest } from './protocol.ts';
import { readReplies } from './read-replies.ts';
import { residentBytes } from './resident-memory.ts';
import { ALLOWANCE_MIB, endOf, type HarnessOptions, spawnHarness } from './start-process.ts';

/** What a thread needs beside its heap. */
const THREAD_MIB = 32;
/** A thread that is not gone so long after it was ended sits in native code: its process goes instead. */
const LAST_MS = 2000;

/** A process whose threads carry out the runs of one tenant, one run each at a time. */
export interface ThreadHost {
  /** Whether it can give another such thread. */
  hasRoom(wanted: ThreadOptions): boolean;
  /** Threads that were given and live. */
  readonly threads: number;
  /** It ended while several runs went on in it, through a fault of one of them: nobody knows whose. */
  readonly crashed: boolean;
  /** Gives a thread, when it has room: one that is kept ready, or else one that starts. */
  start(wanted: ThreadOptions): NamedWorker;
  /** Kills it, with all its threads. */
  end(): void;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
}

export interface ThreadOptions {
  readonly memoryLimitMiB: number;
  readonly namePrefix: string;
  /** Numbers the tenant's workers. */
  readonly nextNumber: () => number;
}

export interface NamedWorker {
  readonly worker: RunnerWorker;
  readonly name: string;
}

/** Starts a process for threads, which start in it one by one as they are asked for. */
export function startThreadHost(options: HarnessOptions): ThreadHost {
  try {
    const child = spawnHarness(options, {
      flags: ['--allow-worker', '--disable-warning=SecurityWarning'],
      mode: 'threads',
      pipes: 1 + 2 * THREADS,
    });
    return hostThreads(child, endOf(child, options.pids));
  } catch (error) {
    return {
      hasRoom: () => true,
      threads: 0,
      crashed: false,
      start: ({ namePrefix }) => ({ worker: stillborn(error), name: namePrefix }),
      end() {},
      ended: Promise.resolve(),
    };
  }
}

interface Thread {
  readonly memoryLimitMiB: number;
  readonly worker: RunnerWorker;
  readonly onEnd: (end: ThreadEnd) => void;
}

function hostThreads(child: ChildProcess, end: Promise<VesselEnd>): ThreadHost {
  const control = child.stdio[3] as Duplex;
  const secrets = Array.from({ length: 1 + THREADS }, () => randomBytes(SECRET_BYTES));
  const [ownSecret, ...threadSecrets] = secrets as [Buffer, ...Buffer[]];
  const take = readReplies(ownSecret);
  const threads = new Map<number, Thread>();
  /** A thread that is up before it is asked for, of the kind that was asked for last. */
  let prepared: (NamedWorker & { readonly key: string }) | undefined;
  let started = 0;
  let ended = false;
  let overMemory = false;
  let crashed = false;
  /** Tells why a process did not come up. */
  let said = '';

  for (const secret of secrets) control.write(secret);
  control.on('data', (chunk: Buffer) => {
    for (const reply of take(chunk)) {
      if (reply === 'violated') kill();
      else if (reply.kind === 'outcome' && reply.outcome.ok)
        onThreadEnd(JSON.parse(reply.outcome.result) as ThreadEnd);
    }
  });
  control.on('error', () => {});
  (child.stdio[1] as Readable).resume();
  (child.stdio[2] as Readable).on('data', (chunk: Buffer) => {
    if (said.length < 10_000) said += chunk.toString();
  });
  void end.then(() => {
    crashed = !ended && isShared();
    ended = true;
  });

  function ask(request: ThreadRequest): void {
    control.write(`${JSON.stringify(request)}\n`);
  }

  function kill(): void {
    ended = true;
    child.kill('SIGKILL');
  }

  function onThreadEnd(end: ThreadEnd): void {
    threads.get(end.index)?.onEnd(end);
    threads.delete(end.index);
  }

  function isOverMemory(): boolean {
    let limitMiB = ALLOWANCE_MIB;
    for (const { memoryLimitMiB } of threads.values()) limitMiB += memoryLimitMiB + THREAD_MIB;
    overMemory ||= residentBytes(child.pid) > limitMiB * 1024 * 1024;
    return overMemory;
  }

  /** With whom the blame for what happens to the process is shared. */
  function isShared(): boolean {
    let busy = 0;
    for (const { worker } of threads.values()) if (worker.busy) busy++;
    return busy > 1;
  }

  /** How a thread ends with its process: alone, as a process does; with others, nobody knows by whose fault. */
  function endWithProcess({ exitCode, signal, said: before }: VesselEnd): VesselEnd {
    if (overMemory) return { exitCode, signal, reason: isShared() ? 'sharedMemory' : 'memory' };
    if (!isShared() && isHeapReport(said)) return { exitCode, signal, reason: 'memory' };
    const lost =
      before ?? `The process of the thread ended (${signal ?? `exit code ${exitCode}`}): ${said.trim()}`;
    return isShared() ? { exitCode: null, signal: null, said: lost } : { exitCode, signal, said: lost };
  }

  function readyFor(wanted: ThreadOptions): NamedWorker | undefined {
    return prepared?.worker.usable && prepared.key === keyOf(wanted) ? prepared : undefined;
  }

  function start(wanted: ThreadOptions): NamedWorker {
    const ready = readyFor(wanted);
    if (ready !== undefined) prepared = undefined;
    const thread = ready ?? startOne(wanted);
    void thread.worker.ready.then(() => {
      if (prepared === undefined && !ended && started < THREADS) prepared = startOne(wanted);
    });
    return thread;
  }

  function startOne(wanted: ThreadOptions): NamedWorker & { readonly key: string } {
    const { memoryLimitMiB, namePrefix } = wanted;
    const name = `${namePrefix}-${wanted.nextNumber()}`;
    const index = started++;
    const { channelFd, outputFd } = fdsOf(index);
    const channel = child.stdio[channelFd] as Duplex;
    const printed = child.stdio[outputFd] as Readable;
    const read = Promise.all(
      [channel, printed].map((stream) => new Promise((done) => stream.once('close', done))),
    );
    const { promise: own, resolve } = Promise.withResolvers<VesselEnd>();
    let over = false;
    let lastTimer: NodeJS.Timeout | undefined;
    void end.then((how) => resolve(endWithProcess(how)));
    void own.then(() => {
      over = true;
      clearTimeout(lastTimer);
    });
    const worker = attendWorker({
      channel,
      printed: [printed],
      secret: threadSecrets[index] as Buffer,
      memoryLimitMiB,
      overMemory() {
        if (!isOverMemory()) return undefined;
        kill();
        return isShared() ? 'sharedMemory' : 'memory';
      },
      tell: (why) => ask({ do: 'tell', index, why }),
      kill() {
        if (over) return;
        ask({ do: 'end', index });
        // A thread that waits for its next run wakes up by that alone.
        channel.end();
        lastTimer ??= setTimeout(kill, LAST_MS);
      },
      ended: own.then((how) => read.then(() => how)),
    });
    threads.set(index, {
      memoryLimitMiB,
      worker,
      onEnd: ({ exitCode, outOfMemory, said }) =>
        resolve({
          exitCode,
          signal: null,
          ...(outOfMemory && { reason: 'memory' }),
          ...(said !== undefined && { said }),
        }),
    });
    ask({ do: 'start', index, memoryMiB: memoryLimitMiB, name });
    return { worker, name, key: keyOf(wanted) };
  }

  return {
    hasRoom: (wanted) => !ended && (started < THREADS || readyFor(wanted) !== undefined),
    get threads() {
      return threads.size - (prepared?.worker.usable ? 1 : 0);
    },
    get crashed() {
      return crashed;
    },
    start,
    end: kill,
    ended: end.then(() => {}),
  };
}

function keyOf({ memoryLimitMiB, namePrefix }: ThreadOptions): string {
  return `${memoryLimitMiB}/${namePrefix}`;
}
