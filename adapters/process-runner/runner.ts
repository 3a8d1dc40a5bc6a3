import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { limits } from '../../core/contract/limits.ts';
import type { CodeStore } from '../../core/ports/code-store.ts';
import { type Runner, RunnerLost, type RunOutcome, type RunRequest } from '../../core/ports/runner.ts';
import type { RunnerWorker } from './attend-worker.ts';
import { openPidNotes } from './note-pids.ts';
import type { WorkerName } from './protocol.ts';
import { startProcess } from './start-process.ts';
import {
  type NamedWorker,
  startThreadHost,
  type ThreadHost,
  type ThreadOptions,
} from './start-thread-host.ts';
import { openWaitingRuns, type WaitingRun } from './waiting-runs.ts';

export interface ProcessRunnerOptions {
  readonly code: Pick<CodeStore, 'get'>;
  /** What `buildHarness` wrote. */
  readonly harnessPath: string;
  /** Runs that go on at the same time, at least 1; twice the cores and at least 4 when not given. One more process is kept ready. */
  readonly maxProcesses?: number;
  /** The JavaScript heap of a run whose handler does not say, in MiB; 256 when not given. */
  readonly memoryLimitMiB?: number;
  /**
   * Where the pids of the processes are noted. Processes that a killed platform left behind are killed when the
   * same directory is opened again, so two runners must not share one.
   */
  readonly stateDirectory: string;
}

/** A tenant that has no process waits so long at most before it takes a busy tenant's next free one. */
const TURN_MS = 100;
/** A process that has had nothing to do for so long ends. */
const IDLE_MS = 5 * 60_000;
const IDLE_CHECK_MS = 30_000;
const MEMORY_CHECK_MS = 100;
/** After a process ended with several threads that were busy, its tenant's threads have a process each for so long. */
const WARY_MS = 60_000;

interface Slot extends WaitingRun {
  readonly worker: RunnerWorker;
  readonly name: WorkerName;
  /** Runs that it may still take. */
  tasksLeft: number;
  readonly boundAt: number;
  busy: boolean;
  idleSince: number;
}

interface Waiting extends WaitingRun {
  readonly request: RunRequest;
  readonly onCancel: () => void;
  readonly resolve: (outcome: RunOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Runs code in child processes that may do next to nothing (docs/decisions/004-process-runner.md). A process serves
 * one tenant for all its life and stays warm between runs.
 */
export function openProcessRunner(options: ProcessRunnerOptions): Runner {
  const maxProcesses = options.maxProcesses ?? Math.max(4, 2 * availableParallelism());
  const mark = `hookline-runner-${randomUUID()}`;
  const pids = openPidNotes(join(options.stateDirectory, 'pids'), mark);
  const { harnessPath, memoryLimitMiB: defaultMiB = limits.memoryMiB.default } = options;
  const slots = new Set<Slot>();
  const waiting = openWaitingRuns<Waiting>();
  const threadHosts = new Map<string, Set<ThreadHost>>();
  /** Tenants whose threads are kept apart, and until when. */
  const wary = new Map<string, number>();
  const ending = new Set<Promise<void>>();
  let spare: RunnerWorker | undefined;
  let memoryTimer: NodeJS.Timeout | undefined;
  let bound = 0;
  let closed = false;

  /** What `close` waits for. */
  function awaitEnd({ ended }: { readonly ended: Promise<void> }): void {
    const end = ended.then(() => {
      ending.delete(end);
    });
    ending.add(end);
  }

  function startOne(memoryLimitMiB: number): RunnerWorker {
    const worker = startProcess({ harnessPath, mark, memoryLimitMiB, pids });
    awaitEnd(worker);
    return worker;
  }

  function takeSpare(): RunnerWorker | undefined {
    const worker = spare?.usable ? spare : undefined;
    spare = undefined;
    return worker;
  }

  /** A process of the tenant that can start another thread. */
  function threadHostOf(tenantId: string, wanted: ThreadOptions): ThreadHost {
    const hosts = threadHosts.get(tenantId) ?? new Set();
    threadHosts.set(tenantId, hosts);
    const mayShare = !wary.has(tenantId);
    for (const host of hosts) if (host.hasRoom(wanted) && (mayShare || host.threads === 0)) return host;
    endEmptyThreadHosts();
    const host = startThreadHost({ harnessPath, mark, pids });
    hosts.add(host);
    awaitEnd(host);
    void host.ended.then(() => {
      hosts.delete(host);
      if (hosts.size === 0) threadHosts.delete(tenantId);
      if (host.crashed) keepApart(tenantId);
    });
    return host;
  }

  /** Each of the runs that were lost is attempted again: alone, the one at fault ends no other, and is known. */
  function keepApart(tenantId: string): void {
    wary.set(tenantId, performance.now() + WARY_MS);
    for (const slot of slots) {
      if (slot.tenantId === tenantId && slot.name.kind === 'thread' && !slot.busy) evict(slot);
    }
  }

  function startThread(tenantId: string, wanted: ThreadOptions): NamedWorker {
    const host = threadHostOf(tenantId, wanted);
    const thread = host.start(wanted);
    awaitEnd(thread.worker);
    void thread.worker.ended.then(() => {
      if (host.threads === 0 && !host.hasRoom(wanted)) host.end();
    });
    return thread;
  }

  function endEmptyThreadHosts(): void {
    for (const hosts of threadHosts.values()) for (const host of hosts) if (host.threads === 0) host.end();
  }

  /** Gives the run's tenant a worker: the process that is ready, if it is and will do. */
  function bind({ tenantId, lane, request }: Waiting): Slot {
    const {
      kind = 'process',
      memoryMiB = defaultMiB,
      maxTasksPerChild,
      namePrefix = 'worker',
    } = request.executor ?? {};
    const nextNumber = (): number => ++bound;
    const { worker, name } =
      kind === 'thread'
        ? startThread(tenantId, { memoryLimitMiB: memoryMiB, namePrefix, nextNumber })
        : {
            worker: (memoryMiB === defaultMiB ? takeSpare() : undefined) ?? startOne(memoryMiB),
            name: `${namePrefix}-${nextNumber()}`,
          };
    const slot: Slot = {
      worker,
      name: { kind, name },
      tenantId,
      lane,
      tasksLeft: maxTasksPerChild ?? Number.POSITIVE_INFINITY,
      boundAt: performance.now(),
      busy: false,
      idleSince: 0,
    };
    slots.add(slot);
    void slot.worker.ended.then(() => {
      if (slots.delete(slot)) pump();
    });
    setImmediate(keepSpare);
    return slot;
  }

  function keepSpare(): void {
    if (!closed && spare === undefined) spare = startOne(defaultMiB);
  }

  function evict(slot: Slot): void {
    slots.delete(slot);
    slot.worker.end();
  }

  /** A warm slot of the tenant and lane, the one used last. */
  function idleSlot(tenantId: string, lane: string): Slot | undefined {
    let found: Slot | undefined;
    for (const slot of slots) {
      if (slot.busy || slot.tenantId !== tenantId || slot.lane !== lane) continue;
      if (found === undefined || slot.idleSince > found.idleSince) found = slot;
    }
    return found;
  }

  /** The slot that nobody has needed for the longest time. */
  function leastRecentlyUsed(): Slot | undefined {
    let found: Slot | undefined;
    for (const slot of slots) {
      if (!slot.busy && (found === undefined || slot.idleSince < found.idleSince)) found = slot;
    }
    return found;
  }

  function slotFor(next: Waiting): Slot | undefined {
    const idle = idleSlot(next.tenantId, next.lane);
    if (idle !== undefined) return idle;
    if (slots.size >= maxProcesses) {
      const victim = leastRecentlyUsed();
      if (victim === undefined) return undefined;
      evict(victim);
    }
    return bind(next);
  }

  /** Serves the tenants in turn, round and round: `take` puts a tenant at the end of the row that is walked. */
  function pump(): void {
    for (const tenantId of waiting.tenants()) {
      const next = waiting.peek(tenantId);
      if (next === undefined) continue;
      const slot = slotFor(next);
      if (slot === undefined) return;
      handOver(slot, next);
    }
  }

  /**
   * A slot has become free. Its own tenant goes on with it, warm, unless it is another's turn: that of a tenant that
   * has fewer slots than is fair, or none while this one has had its turn. Without turns, two busy tenants would
   * replace each other's processes with every run. Within a tenant the same holds between lanes.
   */
  function onFree(slot: Slot): void {
    const { tenantId, lane } = slot;
    const oldest = waiting.peek(tenantId);
    if (oldest !== undefined) {
      const own = waiting.peek(tenantId, lane);
      const rival = rivalOf(slot) ?? (own === undefined || mayTake(slot, oldest, isSameLane) ? oldest : own);
      if (rival === own) handOver(slot, own);
      else {
        evict(slot);
        const other = slotFor(rival);
        if (other !== undefined) handOver(other, rival);
      }
    }
    pump();
  }

  function rivalOf(slot: Slot): Waiting | undefined {
    for (const tenantId of waiting.tenants()) {
      if (tenantId === slot.tenantId) continue;
      const head = waiting.peek(tenantId);
      if (head !== undefined && mayTake(slot, head, isSameTenant)) return head;
    }
    return undefined;
  }

  /** @param isSame says who counts as one: those of a tenant, or of a lane of it. */
  function mayTake(slot: Slot, rival: Waiting, isSame: typeof isSameLane): boolean {
    if (isSame(slot, rival)) return false;
    let has = 0;
    let owned = 0;
    for (const other of slots) {
      if (isSame(other, rival)) has++;
      else if (isSame(other, slot)) owned++;
    }
    return has < owned - 1 || (has === 0 && performance.now() - slot.boundAt >= TURN_MS);
  }

  function handOver(slot: Slot, next: Waiting): void {
    const { request } = next;
    const { sha256 } = request.code;
    waiting.take(next);
    slot.busy = true;
    slot.tasksLeft--;
    watchMemory();
    const done = slot.worker.has(sha256)
      ? begin(slot, next, undefined)
      : options.code.get(request.tenantId, sha256).then((bundle) => begin(slot, next, bundle));
    done.then(next.resolve, next.reject).finally(() => {
      slot.busy = false;
      slot.idleSince = performance.now();
      if (slot.worker.usable && slot.tasksLeft > 0) onFree(slot);
      else {
        evict(slot);
        pump();
      }
    });
  }

  function begin(slot: Slot, next: Waiting, bundle: Uint8Array | undefined): Promise<RunOutcome> {
    const { request, onCancel } = next;
    request.signal?.removeEventListener('abort', onCancel);
    if (request.signal?.aborted) return Promise.resolve(cancelled());
    if (closed) return Promise.reject(new RunnerLost('The runner was closed before the run began.'));
    return slot.worker.run(request, slot.name, bundle);
  }

  function watchMemory(): void {
    memoryTimer ??= setInterval(() => {
      let busy = false;
      for (const slot of slots) {
        if (!slot.busy) continue;
        busy = true;
        slot.worker.checkMemory();
      }
      if (busy) return;
      clearInterval(memoryTimer);
      memoryTimer = undefined;
    }, MEMORY_CHECK_MS);
  }

  const idleTimer = setInterval(() => {
    const now = performance.now();
    for (const slot of slots) if (!slot.busy && slot.idleSince < now - IDLE_MS) evict(slot);
    endEmptyThreadHosts();
    for (const [tenantId, until] of wary) if (until < now) wary.delete(tenantId);
  }, IDLE_CHECK_MS).unref();

  keepSpare();

  return {
    run(request) {
      if (closed) return Promise.reject(new RunnerLost('The runner is closed.'));
      if (request.signal?.aborted) return Promise.resolve(cancelled());
      const { tenantId } = request;
      return new Promise((resolve, reject) => {
        const onCancel = (): void => {
          if (waiting.remove(next)) resolve(cancelled());
        };
        const next: Waiting = { tenantId, lane: laneOf(request), request, onCancel, resolve, reject };
        request.signal?.addEventListener('abort', onCancel, { once: true });
        waiting.add(next);
        pump();
      });
    },
    async close() {
      closed = true;
      clearInterval(idleTimer);
      clearInterval(memoryTimer);
      for (const tenantId of waiting.tenants()) {
        const next = waiting.peek(tenantId);
        if (next === undefined) continue;
        waiting.take(next);
        next.reject(new RunnerLost('The runner was closed before the run began.'));
      }
      spare?.end();
      for (const slot of slots) slot.worker.end();
      for (const hosts of threadHosts.values()) for (const host of hosts) host.end();
      await Promise.all(ending);
    },
  };
}

/** Runs with the same executor may follow each other in one process; most have none. */
function laneOf({ executor }: RunRequest): string {
  if (executor === undefined) return '';
  const { kind = 'process', memoryMiB = '', maxTasksPerChild = '', namePrefix = '' } = executor;
  return [kind, memoryMiB, maxTasksPerChild, namePrefix].join('/');
}

function isSameTenant(one: WaitingRun, other: WaitingRun): boolean {
  return one.tenantId === other.tenantId;
}

function isSameLane(one: WaitingRun, other: WaitingRun): boolean {
  return one.tenantId === other.tenantId && one.lane === other.lane;
}

/** Of a run that was cancelled before it began. */
function cancelled(): RunOutcome {
  const error = { name: 'RunCancelled', message: 'The run was cancelled before it began.' };
  return { ok: false, error, cancelled: true, output: '', durationMs: 0 };
}
