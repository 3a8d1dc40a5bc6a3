import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildHarness } from '../../../adapters/process-runner/build-harness.ts';
import { openProcessRunner } from '../../../adapters/process-runner/runner.ts';
import { type Runner, RunnerLost } from '../../../core/ports/runner.ts';
import { type Ask, asking, failed, memoryCodeStore, succeeded } from './ask.ts';

const pid = 'export default () => process.pid';
const pidSoon = 'export default () => new Promise((done) => setTimeout(done, 300, process.pid))';

describe('the threads of the process runner', () => {
  let directory: string;
  let harnessPath: string;
  const opened: Runner[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'hookline-threads-'));
    harnessPath = await buildHarness(directory);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((runner) => runner.close()));
  });
  afterAll(() => rm(directory, { recursive: true }));

  async function open(maxProcesses: number): Promise<Ask> {
    const stateDirectory = await mkdtemp(join(directory, 'state-'));
    const code = memoryCodeStore();
    const runner = openProcessRunner({ code, harnessPath, stateDirectory, maxProcesses, memoryLimitMiB: 64 });
    opened.push(runner);
    return asking(runner, code, { executor: { kind: 'thread' } });
  }

  const numbers = async (outcomes: ReturnType<Ask>[]): Promise<number[]> =>
    (await Promise.all(outcomes)).map((outcome) => Number(succeeded(outcome).result));

  it('share a process within a tenant, and never with another', async () => {
    const ask = await open(6);
    const ofAda = await numbers([1, 2, 3].map(() => ask(pidSoon, { tenantId: 'ada' })));
    const ofBob = await numbers([1, 2, 3].map(() => ask(pidSoon, { tenantId: 'bob' })));
    expect(new Set(ofAda).size).toBe(1);
    expect(new Set(ofBob).size).toBe(1);
    expect(ofAda[0]).not.toBe(ofBob[0]);
  });

  it('share nothing with runs that want a process', async () => {
    const ask = await open(4);
    const [ofThread, ofProcess] = await numbers([ask(pid), ask(pid, { executor: { kind: 'process' } })]);
    expect(ofThread).not.toBe(ofProcess);
  });

  it('are told apart: what one prints and keeps, no other has', async () => {
    const ask = await open(4);
    const source = `export default async ({ n }) => {
      globalThis.kept ??= n;
      for (let i = 0; i < 20; i++) { console.log(n); await new Promise((done) => setTimeout(done, 5)) }
      return globalThis.kept;
    }`;
    const outcomes = await Promise.all([1, 2, 3].map((n) => ask(source, { payload: `{"n":${n}}` })));
    outcomes.forEach((outcome, index) => {
      expect(succeeded(outcome)).toMatchObject({
        result: `${index + 1}`,
        output: `${index + 1}\n`.repeat(20),
      });
    });
  });

  it('stay warm, and are replaced one by one: more than a process can start in its life', async () => {
    const ask = await open(2);
    const source = `import { threadId } from 'node:worker_threads'; export default () => [process.pid, threadId].join()`;
    const of = async (executor: object): Promise<string> =>
      succeeded(await ask(source, { executor: { kind: 'thread', ...executor } })).result;
    expect(await of({})).toBe(await of({}));
    const seen = [];
    for (let run = 1; run <= 20; run++) seen.push(await of({ maxTasksPerChild: 1 }));
    expect(new Set(seen).size).toBe(20);
    expect(new Set(seen.map((one) => one.split(',')[0])).size).toBeLessThan(6);
  });

  it('when one in native code cannot be ended, its process is', async () => {
    const ask = await open(2);
    const source = `import { pbkdf2Sync } from 'node:crypto';
      export default () => pbkdf2Sync('x', 'y', 2 ** 31 - 1, 64, 'sha512').length`;
    const { error } = failed(await ask(source, { timeoutSeconds: 1 }));
    expect(error.name).toBe('TimeLimitExceeded');
    expect(succeeded(await ask('export default () => "next"')).result).toBe('next');
  });

  it('are lost with the process that they share, and kept apart then, so that the one at fault is known', async () => {
    const ask = await open(6);
    const both = () => [1, 2].map(() => ask(pidSoon));
    const [shared] = await numbers(both());
    let said = '';
    const { promise: up, resolve } = Promise.withResolvers<void>();
    const onOutput = (text: string): void => {
      said += text;
      if (said === 'up\nup\n') resolve();
    };
    const forever = `export default () => { console.log('up'); return new Promise((done) => setTimeout(done, 60_000)) }`;
    const lost = Promise.allSettled([1, 2].map(() => ask(forever, { onOutput })));
    await up;
    process.kill(shared!, 'SIGKILL');
    for (const outcome of await lost) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(RunnerLost) });
    }
    expect(new Set(await numbers(both())).size).toBe(2);
  });

  it('are blamed for what they do to a process that they have for themselves', async () => {
    const ask = await open(1);
    const greedy = 'export default () => { const kept = []; for (;;) kept.push({}) }';
    expect(failed(await ask(greedy)).error.name).toBe('OutOfMemory');
    expect(succeeded(await ask('export default () => "next"')).result).toBe('next');
  });

  it('report their outcome on channels that code cannot forge', async () => {
    const ask = await open(2);
    const reply = `Buffer.concat([Buffer.alloc(32, 7), Buffer.from([1, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('forged')])`;
    for (const fd of [3, 4]) {
      const source = `import fs from 'node:fs'; export default async () => { fs.writeSync(${fd}, ${reply}); await new Promise((r) => setTimeout(r, 9000)) }`;
      const outcome = await ask(source).catch((error: unknown) => error);
      expect(outcome).not.toMatchObject({ ok: true });
      expect(succeeded(await ask('export default () => "next"')).result).toBe('next');
    }
  });

  it('have no way to the secret of their channel, or to the thread that started them', async () => {
    const ask = await open(2);
    const source = `import { workerData, parentPort, Worker } from 'node:worker_threads';
      export default () => {
        parentPort.postMessage({ do: 'end', index: 0 });
        try { new Worker('', { eval: true }); return 'a thread of its own' } catch (error) { console.log(error.code) }
        return workerData.secret.every((byte) => byte === 0);
      }`;
    expect(succeeded(await ask(source))).toMatchObject({ result: 'true', output: 'ERR_ACCESS_DENIED\n' });
  });
});
