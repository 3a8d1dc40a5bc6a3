import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { CodeStore } from '../../core/ports/code-store.ts';
import { type Runner, RunnerLost, type RunOutcome, type RunRequest } from '../../core/ports/runner.ts';
import { openPidNotes } from './note-pids.ts';
import { type RunnerProcess, startProcess } from './start-process.ts';
import { openWaitingRuns } from './waiting-runs.ts';

export interface ProcessRunnerOptions {
  readonly code: Pick<CodeStore, 'get'>;
  /** What `buildHarness` wrote. */
  readonly harnessPath: string;
  /** Runs that go on at the same time, at least 1; twice the cores and at least 4 when not given. One more process is kept ready. */
  readonly maxProcesses?: number;
  /** The JavaScript heap of a process, in MiB; 256 when not given. */
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

interface Slot {
  readonly process: RunnerProcess;
  readonly tenantId: string;
  busy: boolean;
  idleSince: number;
}

interface Waiting {
  readonly request: RunRequest;
  readonly since: number;
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
  const { harnessPath, memoryLimitMiB = 256 } = options;
  const slots = new Set<Slot>();
  const waiting = openWaitingRuns<Waiting>();
  const ending = new Set<Promise<void>>();
  let spare: RunnerProcess | undefined;
  let memoryTimer: NodeJS.Timeout | undefined;
  let closed = false;

  function start(): RunnerProcess {
    const process = startProcess({ harnessPath, mark, memoryLimitMiB, pids });
    const ended = process.ended.then(() => {
      ending.delete(ended);
    });
    ending.add(ended);
    return process;
  }

  /** Gives the tenant a process: the one that is ready, if it is. */
  function bind(tenantId: string): Slot {
    const process = spare?.usable ? spare : start();
    spare = undefined;
    const slot: Slot = { process, tenantId, busy: false, idleSince: 0 };
    slots.add(slot);
    void process.ended.then(() => {
      if (slots.delete(slot)) pump();
    });
    setImmediate(keepSpare);
    return slot;
  }

  function keepSpare(): void {
    if (!closed && spare === undefined) spare = start();
  }

  function evict(slot: Slot): void {
    slots.delete(slot);
    slot.process.end();
  }

  function idleSlot(tenantId: string): Slot | undefined {
    let found: Slot | undefined;
    for (const slot of slots) {
      if (
        slot.tenantId === tenantId &&
        !slot.busy &&
        (found === undefined || slot.idleSince > found.idleSince)
      ) {
        found = slot;
      }
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

  function slotFor(tenantId: string): Slot | undefined {
    const idle = idleSlot(tenantId);
    if (idle !== undefined) return idle;
    if (slots.size >= maxProcesses) {
      const victim = leastRecentlyUsed();
      if (victim === undefined) return undefined;
      evict(victim);
    }
    return bind(tenantId);
  }

  function pump(): void {
    if (slots.size >= maxProcesses && leastRecentlyUsed() === undefined) return;
    for (let served = true; served && waiting.size > 0; ) {
      served = false;
      for (const tenantId of waiting.tenants()) {
        const slot = slotFor(tenantId);
        if (slot === undefined) continue;
        const next = waiting.take(tenantId);
        if (next === undefined) continue;
        served = true;
        handOver(slot, next);
      }
    }
  }

  /**
   * A slot has become free. Its own tenant goes on with it, warm, unless another tenant has fewer processes than
   * that leaves fair, or none and has waited for its turn. Without that two busy tenants would replace each
   * other's processes with every run.
   */
  function onFree(slot: Slot): void {
    const { tenantId } = slot;
    if (waiting.peek(tenantId) === undefined) {
      pump();
      return;
    }
    const rival = waiting.tenants().find((other) => other !== tenantId && mayTake(other, tenantId));
    if (rival === undefined) {
      const next = waiting.take(tenantId);
      if (next !== undefined) handOver(slot, next);
    } else {
      evict(slot);
      const next = waiting.take(rival);
      if (next !== undefined) handOver(bind(rival), next);
    }
    if (slots.size < maxProcesses) pump();
  }

  function mayTake(rival: string, owner: string): boolean {
    const has = count(rival);
    if (has < count(owner) - 1) return true;
    const head = waiting.peek(rival);
    return has === 0 && head !== undefined && performance.now() - head.since >= TURN_MS;
  }

  function count(tenantId: string): number {
    let found = 0;
    for (const slot of slots) if (slot.tenantId === tenantId) found++;
    return found;
  }

  function handOver(slot: Slot, next: Waiting): void {
    const { request } = next;
    const { sha256 } = request.code;
    slot.busy = true;
    watchMemory();
    const done = slot.process.has(sha256)
      ? begin(slot, next, undefined)
      : options.code.get(request.tenantId, sha256).then((bundle) => begin(slot, next, bundle));
    done.then(next.resolve, next.reject).finally(() => {
      slot.busy = false;
      slot.idleSince = performance.now();
      if (!slot.process.usable) {
        slots.delete(slot);
        slot.process.end();
        pump();
      } else onFree(slot);
    });
  }

  function begin(slot: Slot, next: Waiting, bundle: Uint8Array | undefined): Promise<RunOutcome> {
    const { request, onCancel } = next;
    request.signal?.removeEventListener('abort', onCancel);
    if (request.signal?.aborted) return Promise.resolve(cancelled());
    if (closed) return Promise.reject(new RunnerLost('The runner was closed before the run began.'));
    return slot.process.run(request, bundle);
  }

  function watchMemory(): void {
    memoryTimer ??= setInterval(() => {
      let busy = false;
      for (const slot of slots) {
        if (!slot.busy) continue;
        busy = true;
        slot.process.checkMemory();
      }
      if (busy) return;
      clearInterval(memoryTimer);
      memoryTimer = undefined;
    }, MEMORY_CHECK_MS);
  }

  const idleTimer = setInterval(() => {
    const before = performance.now() - IDLE_MS;
    for (const slot of slots) if (!slot.busy && slot.idleSince < before) evict(slot);
  }, IDLE_CHECK_MS).unref();

  keepSpare();

  return {
    run(request) {
      if (closed) return Promise.reject(new RunnerLost('The runner is closed.'));
      if (request.signal?.aborted) return Promise.resolve(cancelled());
      const { tenantId } = request;
      return new Promise((resolve, reject) => {
        const onCancel = (): void => {
          if (waiting.remove(tenantId, next)) resolve(cancelled());
        };
        const next: Waiting = { request, since: performance.now(), onCancel, resolve, reject };
        request.signal?.addEventListener('abort', onCancel, { once: true });
        waiting.add(tenantId, next);
        pump();
      });
    },
    async close() {
      closed = true;
      clearInterval(idleTimer);
      clearInterval(memoryTimer);
      for (const tenantId of waiting.tenants()) {
        for (let next = waiting.take(tenantId); next !== undefined; next = waiting.take(tenantId)) {
          next.reject(new RunnerLost('The runner was closed before the run began.'));
        }
      }
      spare?.end();
      for (const slot of slots) slot.process.end();
      await Promise.all(ending);
    },
  };
}

/** Of a run that was cancelled before it began. */
function cancelled(): RunOutcome {
  const error = { name: 'RunCancelled', message: 'The run was cancelled before it began.' };
  return { ok: false, error, output: '', durationMs: 0 };
}
