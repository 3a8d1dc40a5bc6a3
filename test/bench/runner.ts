import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { buildHarness } from '../../adapters/process-runner/build-harness.ts';
import { openProcessRunner } from '../../adapters/process-runner/runner.ts';
import { sha256Hex } from '../../core/hash.ts';
import type { Runner, RunRequest } from '../../core/ports/runner.ts';
import { percentile, round } from './percentile.ts';

const PROCESSES = 4;
const WARM_UP_RUNS = 2000;
const TIMED_RUNS = 3000;
const THROUGHPUT_MS = 3000;
const IN_FLIGHT = 8;
const STARTS = 24;
const BACKLOG_RUNS = 10_000;

/** The runner alone, warm: from `run` to the handler's first line, there and back, and runs per second. */
export async function measureRunner(): Promise<Record<string, number>> {
  const directory = await mkdtemp(join(tmpdir(), 'hookline-bench-'));
  const bundle = Buffer.from('export default () => String(process.hrtime.bigint())');
  const runner = openProcessRunner({
    code: { get: async () => bundle },
    harnessPath: await buildHarness(directory),
    stateDirectory: directory,
    maxProcesses: PROCESSES,
  });
  const request: RunRequest = {
    runId: 'bench-1',
    attempt: 1,
    firingId: 'bench',
    hook: 'bench',
    tags: [],
    tenantId: 'bench',
    code: { sha256: sha256Hex(bundle), exportName: 'default' },
    payload: Buffer.from(
      JSON.stringify({ RequestID: 'r', DataSets: [{ Success: true, Streams: [1, 2, 3] }] }),
    ),
    timeoutSeconds: 60,
    connection: { endpoint: 'http://127.0.0.1:4411', apiKey: 'key' },
  };
  /** Resolves with the nanoseconds at which the handler began; `process.hrtime` is one clock for all processes. */
  const run = async (executor?: RunRequest['executor']): Promise<bigint> => {
    const outcome = await runner.run(executor === undefined ? request : { ...request, executor });
    if (!outcome.ok) throw new Error(`${outcome.error.name}: ${outcome.error.message}`);
    return BigInt(outcome.result);
  };

  try {
    const firstAt = performance.now();
    await run();
    const firstRunMs = performance.now() - firstAt;
    for (let count = 0; count < WARM_UP_RUNS; count++) await run();

    const starts: number[] = [];
    const trips: number[] = [];
    for (let count = 0; count < TIMED_RUNS; count++) {
      const before = process.hrtime.bigint();
      starts.push(Number((await run()) - before) / 1e6);
      trips.push(Number(process.hrtime.bigint() - before) / 1e6);
    }

    let runs = 0;
    const lane = async (until: number): Promise<void> => {
      for (; performance.now() < until; runs++) await run();
    };
    const lanes = (forMs: number): Promise<unknown> =>
      Promise.all(Array.from({ length: IN_FLIGHT }, () => lane(performance.now() + forMs)));
    await lanes(THROUGHPUT_MS / 3);
    runs = 0;
    const from = performance.now();
    await lanes(THROUGHPUT_MS);
    const runsPerSecond = (runs * 1000) / (performance.now() - from);

    return {
      processStartP50Ms: await startP50Ms(run, 'process'),
      threadStartP50Ms: await startP50Ms(run, 'thread'),
      otherTenantBehind10000Ms: await behindBacklogMs(runner, request),
      firstRunMs: round(firstRunMs),
      startP50Ms: percentile(starts, 50),
      startP99Ms: percentile(starts, 99),
      roundTripP50Ms: percentile(trips, 50),
      roundTripP99Ms: percentile(trips, 99),
      runsPerSecond: Math.round(runsPerSecond),
    };
  } finally {
    await runner.close();
    await rm(directory, { recursive: true });
  }
}

/** From `run` to the handler's first line in a worker that has had no run, with 0.3 seconds between the runs. */
async function startP50Ms(
  run: (executor: RunRequest['executor']) => Promise<bigint>,
  kind: 'process' | 'thread',
): Promise<number> {
  const starts: number[] = [];
  for (let count = 0; count < STARTS; count++) {
    // Time for what is kept ready: a thread in its process.
    await setTimeout(300);
    const before = process.hrtime.bigint();
    // A heap of another size than that of the process that is kept ready.
    starts.push(Number((await run({ kind, memoryMiB: 255, maxTasksPerChild: 1 })) - before) / 1e6);
  }
  return percentile(starts, 50);
}

/** A run of one tenant while 10,000 of another wait: from `run` to its outcome. */
async function behindBacklogMs(runner: Runner, request: RunRequest): Promise<number> {
  const backlog = Array.from({ length: BACKLOG_RUNS }, () => runner.run(request));
  const before = performance.now();
  await runner.run({ ...request, tenantId: 'other' });
  const waitMs = performance.now() - before;
  await Promise.all(backlog);
  return round(waitMs);
}
