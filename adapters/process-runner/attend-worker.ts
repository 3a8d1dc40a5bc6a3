import type { Duplex, Readable } from 'node:stream';
import { RunnerLost, type RunOutcome, type RunRequest } from '../../core/ports/runner.ts';
import { collectOutput, type OutputCollector } from './collect-output.ts';
import { encodeLoad, encodeRun } from './encode-request.ts';
import { explainEnd, type Reason, withoutHeapReport } from './explain-end.ts';
import type { WorkerName } from './protocol.ts';
import { type Outcome, type Reply, readReplies } from './read-replies.ts';

/** Between the signal that a run's time is over and the kill. Of its time limit, code knew from the start. */
const GRACE_MS = { timeLimit: 500, cancelled: 5000 };
/** Bundles that a worker loads before it is replaced: a loaded module is never freed. */
const MAX_BUNDLES = 32;
/** A worker that ends closes its channel first; one that lives on without it was made to. */
const HANG_UP_MS = 500;
/** A worker that is not up after so long is given up. */
const START_MS = 30_000;
/** The stream of what the host has to say in a run's output. */
const NOTES = -1;

const noEnd: VesselEnd = { exitCode: null, signal: null };

/** A process, or a thread of one. It serves one tenant, and one run at a time. */
export interface RunnerWorker {
  /** True when another run may be given to it. */
  readonly usable: boolean;
  /** True while a run goes on. */
  readonly busy: boolean;
  /** True when it has this bundle already. */
  has(sha256: string): boolean;
  /**
   * Hands a run over. Not to be called again before it is settled.
   *
   * @param name which of its tenant's workers it is.
   * @param bundle when the worker does not have it.
   */
  run(request: RunRequest, name: WorkerName, bundle: Uint8Array | undefined): Promise<RunOutcome>;
  /** Ends the run that is going on, if it holds more memory than it may. */
  checkMemory(): void;
  /** Kills it. A run that is going on is rejected with `RunnerLost`. */
  end(): void;
  /** Resolves when it is up; never, when it does not come up. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended, and all it printed was read. */
  readonly ended: Promise<void>;
}

/** What a worker is made of. */
export interface Vessel {
  /** Requests go out, replies come in. */
  readonly channel: Duplex;
  /** What it prints. */
  readonly printed: readonly Readable[];
  /** Begins each of its replies. */
  readonly secret: Uint8Array;
  readonly memoryLimitMiB: number;
  /** Why it is to be ended, when it holds more memory than it may. */
  overMemory(): Reason | undefined;
  /** Has the code's signal aborted, if the code gets to it. */
  tell(why: 'timeLimit' | 'cancelled'): void;
  /** Ends it at once, whatever it does. */
  kill(): void;
  /** Resolves when it has ended, and all it printed was read. */
  readonly ended: Promise<VesselEnd>;
}

export interface VesselEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why the host ended it, when `attendWorker` did not. */
  readonly reason?: Reason | undefined;
  /** What is known of one that was lost. */
  readonly said?: string;
}

interface ActiveRun {
  readonly request: RunRequest;
  readonly output: OutputCollector;
  /** Of the hand-over to the code; later than `run` when the worker was not up yet. */
  startedAt: number;
  limitTimer: NodeJS.Timeout | undefined;
  /** An outcome has come. */
  reported: boolean;
  /** The outcome that came in time. While the code's onSuccess or onFailure goes on, nothing else becomes of the run. */
  outcome: (Outcome & { readonly durationMs: number }) | undefined;
  readonly onCancel: () => void;
  readonly settle: (outcome: RunOutcome | RunnerLost) => void;
}

/** Gives runs to a vessel, holds them to their limits, and tells what became of them. The first waits until it is up. */
export function attendWorker(vessel: Vessel): RunnerWorker {
  const { channel } = vessel;
  const take = readReplies(vessel.secret);
  const bundles = new Set<string>();
  let usable = true;
  let up = false;
  let over = false;
  const { promise: ready, resolve: onReady } = Promise.withResolvers<void>();
  let active: ActiveRun | undefined;
  let reason: Reason | undefined;
  let graceTimer: NodeJS.Timeout | undefined;
  /** Kept for the error of a worker that never came up. */
  let startOutput = '';
  const startTimer = setTimeout(() => vessel.kill(), START_MS);

  function stopNow(why: Reason): void {
    reason ??= why;
    usable = false;
    vessel.kill();
  }

  function stopSoon(why: 'timeLimit' | 'cancelled'): void {
    if (reason !== undefined) return;
    reason = why;
    usable = false;
    vessel.tell(why);
    graceTimer = setTimeout(() => vessel.kill(), GRACE_MS[why]);
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
      onReady();
    } else if (run === undefined || !isDue(reply, run)) stopNow('violation');
    else {
      if (reply.retire) usable = false;
      const durationMs = performance.now() - run.startedAt;
      if (reply.kind === 'outcome') {
        run.reported = true;
        // Whoever was told that its time is over ends as that, whatever it says.
        if (reason === undefined) run.outcome = { ...reply.outcome, durationMs };
        if (reply.more) return;
      }
      // What was printed before the reply is in the pipe already, and is read in this turn of the event loop. What was
      // printed before `done` may be read a turn later, when `done` came in one piece with the outcome.
      const conclusion = (): void => settle(run, (output) => conclude(run, output, durationMs, noEnd));
      setImmediate(reply.kind === 'done' ? () => setImmediate(conclusion) : conclusion);
    }
  }

  /** One outcome; then `done`, where that said so, or where the host told the code that its time is over. */
  function isDue(reply: Exclude<Reply, { kind: 'ready' }>, run: ActiveRun): boolean {
    return reply.kind === 'outcome' ? !run.reported : run.reported || reason !== undefined;
  }

  function conclude(
    run: ActiveRun,
    printed: string,
    durationMs: number,
    end: VesselEnd,
  ): RunOutcome | RunnerLost {
    const why = reason ?? end.reason;
    const { outcome } = run;
    if (outcome !== undefined) return { ...outcome, output: printed };
    const output = withoutHeapReport(printed);
    const error = up || why !== undefined ? explain(run, printed, why, end) : undefined;
    if (error !== undefined)
      return { ok: false, error, ...(why === 'cancelled' && { cancelled: true }), output, durationMs };
    return new RunnerLost(howLost(why, end, startOutput));
  }

  function explain(run: ActiveRun, output: string, why: Reason | undefined, { exitCode, signal }: VesselEnd) {
    const { timeoutSeconds } = run.request;
    const { memoryLimitMiB } = vessel;
    return explainEnd({ reason: why, exitCode, signal, output, timeoutSeconds, memoryLimitMiB });
  }

  function onPrinted(stream: number, chunk: Buffer): void {
    if (!up && startOutput.length < 10_000) startOutput += chunk.toString();
    if (active !== undefined && !active.output.add(stream, chunk)) stopNow('output');
  }

  function handOver(run: ActiveRun, name: WorkerName, bundle: Uint8Array | undefined): void {
    const { request } = run;
    run.startedAt = performance.now();
    request.onBegin?.();
    run.limitTimer = setTimeout(() => stopSoon('timeLimit'), request.timeoutSeconds * 1000);
    channel.cork();
    if (bundle !== undefined) {
      bundles.add(request.code.sha256);
      for (const piece of encodeLoad(request.code.sha256, bundle)) channel.write(piece);
    }
    for (const piece of encodeRun(request, name)) channel.write(piece);
    channel.uncork();
  }

  function finish(end: VesselEnd): void {
    usable = false;
    over = true;
    clearTimeout(graceTimer);
    clearTimeout(startTimer);
    const run = active;
    if (run === undefined) return;
    // What ended it ended onSuccess or onFailure only: that is told, and changes nothing.
    if (run.outcome !== undefined) {
      const error = explain(run, '', reason ?? end.reason, end);
      const message = `onSuccess or onFailure was ended, which changes nothing about the outcome: ${error?.message ?? 'its process was lost.'}\n`;
      run.output.add(NOTES, Buffer.from(message));
    }
    const durationMs = performance.now() - run.startedAt;
    settle(run, (output) => conclude(run, output, durationMs, end));
  }

  channel.on('data', (chunk: Buffer) => {
    for (const reply of take(chunk)) onReply(reply);
  });
  channel.on('end', () => {
    usable = false;
    if (active === undefined) return;
    setTimeout(() => {
      if (!over) stopNow('violation');
    }, HANG_UP_MS).unref();
  });
  // A broken pipe: the end of the vessel tells more.
  channel.on('error', () => {});
  for (const [stream, printed] of vessel.printed.entries()) {
    printed.on('data', (chunk: Buffer) => onPrinted(stream, chunk));
    printed.on('error', () => {});
  }

  return {
    get usable() {
      return usable;
    },
    get busy() {
      return active !== undefined;
    },
    has: (sha256) => bundles.has(sha256),
    run(request, name, bundle) {
      if (!usable) return Promise.reject(new RunnerLost('The process ended before it was given the run.'));
      return new Promise((resolve, reject) => {
        const run: ActiveRun = {
          request,
          output: collectOutput(request.onOutput),
          startedAt: performance.now(),
          limitTimer: undefined,
          reported: false,
          outcome: undefined,
          onCancel: () => stopSoon('cancelled'),
          settle: (outcome) => (outcome instanceof RunnerLost ? reject(outcome) : resolve(outcome)),
        };
        active = run;
        request.signal?.addEventListener('abort', run.onCancel, { once: true });
        if (up) handOver(run, name, bundle);
        else void ready.then(() => handOver(run, name, bundle));
      });
    },
    checkMemory() {
      if (active === undefined) return;
      const why = vessel.overMemory();
      if (why !== undefined) stopNow(why);
    },
    end: () => stopNow('closed'),
    ready,
    ended: vessel.ended.then(finish),
  };
}

/** A worker that cannot be had. */
export function stillborn(cause: unknown): RunnerWorker {
  return {
    usable: false,
    busy: false,
    has: () => false,
    run: () =>
      Promise.reject(
        new RunnerLost(`No runner process can be started: ${(cause as Error).message}`, { cause }),
      ),
    checkMemory() {},
    end() {},
    ready: new Promise(() => {}),
    ended: Promise.resolve(),
  };
}

function howLost(
  reason: Reason | undefined,
  { exitCode, signal, said }: VesselEnd,
  startOutput: string,
): string {
  if (reason === 'closed') return 'The runner was closed while the code ran.';
  if (said !== undefined) return said;
  if (signal !== null) return `The process that ran the code was ended from outside (${signal}).`;
  return `The runner process did not start (exit code ${exitCode}): ${startOutput.trim()}`;
}
