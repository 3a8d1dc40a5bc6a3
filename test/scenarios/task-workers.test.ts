import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Connection,
  cancelWorkflow,
  endTask,
  listTaskKinds,
  startWorkflow,
  type WorkerContext,
  type WorkerOptions,
  type WorkerTask,
  waitForWorkflow,
  worker,
} from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { EmbeddedHost } from './hosts/embedded-host.ts';
import type { Host } from './hosts/host.ts';
import { cannotRunDeployed, openHost } from './hosts/open-host.ts';
import { newPerson } from './hosts/people.ts';
import { startCommand } from './hosts/run-command.ts';

/** The deployed home is an emulator of AWS, which takes its time. */
const patience = { timeout: 60_000, interval: 50 };

describe('Task workers', () => {
  let host: Host;
  let allen: Connection;
  let folder: string;
  beforeAll(async () => {
    host = await openHost();
    allen = await newPerson(host, 'allen');
    // Beside this file, so that programs in it find @hookline/sdk.
    folder = mkdtempSync(join(import.meta.dirname, 'workers-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await host?.stop();
  });

  let kinds = 0;
  const freshKind = () => `kind${++kinds}`;
  const start = (source: string, input: unknown = {}) => startWorkflow(allen, { source }, { input });
  const outcome = (id: string) => waitForWorkflow(allen, id, { timeoutSeconds: 60 });

  function begin<Input = Record<string, unknown>>(
    kind: string,
    work: (task: WorkerTask<Input>, context: WorkerContext) => unknown,
    options: WorkerOptions = {},
  ) {
    const ending = new AbortController();
    const connection = new Connection(host.url, allen.apiKey);
    const begun = worker<Input>(connection, kind, work, { signal: ending.signal, ...options });
    onTestFinished(async () => {
      ending.abort();
      await begun.stop();
    });
    return begun;
  }

  /** A program in a process of its own. */
  function startProgram(text: string) {
    const file = join(folder, `program-${++kinds}.ts`);
    writeFileSync(file, text);
    const env = { ...process.env, HOOKLINE_ENDPOINT: host.url, HOOKLINE_API_KEY: allen.apiKey };
    const child = spawn(process.execPath, ['--conditions=hookline-source', file], { env });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    onTestFinished(() => void child.kill('SIGKILL'));
    return {
      get output() {
        return output;
      },
      async end(signal: NodeJS.Signals): Promise<number | null> {
        const exited = once(child, 'exit');
        child.kill(signal);
        return (await exited)[0] as number | null;
      },
    };
  }

  test('share the work of a kind: each task is done once, and the outputs flow on in their order', async () => {
    const kind = freshKind();
    // The emulator of AWS starts a process for each call that is carried out at the same time.
    const items = Array.from({ length: host.kind === 'deployed' ? 12 : 40 }, (_, n) => ({ n }));
    const done = [0, 1, 2].map(() => [] as number[]);
    for (const mine of done) {
      begin<{ n: number }>(kind, ({ input: { n } }) => {
        mine.push(n);
        return { n, squared: n * n };
      });
    }
    const { id } = await start(`* ${kind}`, items);
    expect(await outcome(id)).toMatchObject({
      state: 'succeeded',
      output: items.map(({ n }) => ({ n, squared: n * n })),
    });
    expect(done.flat().toSorted((a, b) => a - b)).toEqual(items.map(({ n }) => n));
    for (const mine of done) expect(mine.length).toBeGreaterThan(0);
  });

  test('do the tasks of one run after the other, and of several kinds', async () => {
    const [one, other] = [freshKind(), freshKind()];
    begin<{ text: string }>(one, ({ input, parameters }) => ({ ...input, parameters }));
    begin<{ text: string }>(other, ({ input, name }) => ({ ...input, name }));
    const { id } = await start(`@task alias = ${other}; ${one}({"a": 1}) → alias`, { text: 'x' });
    expect(await outcome(id)).toMatchObject({
      state: 'succeeded',
      output: { text: 'x', parameters: { a: 1 }, name: 'alias' },
    });
  });

  test('say why a task has failed, and so does its run', async () => {
    const kind = freshKind();
    begin(kind, () => {
      throw new RangeError('the disk is full');
    });
    const { id } = await start(kind);
    expect(await outcome(id)).toMatchObject({
      state: 'failed',
      error: { name: 'RangeError', message: 'the disk is full' },
    });
  });

  test('that are killed give their task back when its lease is over', async () => {
    const kind = freshKind();
    const program = startProgram(`
      import { Connection, worker } from '@hookline/sdk';
      const work = async () => {
        console.log('working');
        await new Promise((resolve) => setTimeout(resolve, 3600_000));
      };
      await worker(new Connection(), '${kind}', work, { leaseSeconds: 2 }).ended;
    `);
    const { id } = await start(kind, { a: 1 });
    await expect.poll(() => program.output, patience).toContain('working');
    expect(await program.end('SIGKILL')).toBeNull();
    const deliveries: number[] = [];
    begin(kind, ({ input }, context) => {
      deliveries.push(context.deliveries);
      return input;
    });
    expect(await outcome(id)).toMatchObject({ state: 'succeeded', output: { a: 1 } });
    expect(deliveries).toEqual([2]);
  });

  test('keep a task for longer than its lease while they live', async () => {
    const kind = freshKind();
    const deliveries: number[] = [];
    for (let n = 0; n < 2; n++) {
      begin(
        kind,
        async (_, context) => {
          deliveries.push(context.deliveries);
          await new Promise((resolve) => setTimeout(resolve, 2500));
          return { done: true };
        },
        { leaseSeconds: 1 },
      );
    }
    const { id } = await start(kind);
    expect(await outcome(id)).toMatchObject({ state: 'succeeded', output: { done: true } });
    expect(deliveries).toEqual([1]);
  });

  test('are told when the run of their task was cancelled', async () => {
    const kind = freshKind();
    const reasons: unknown[] = [];
    const begun = begin(
      kind,
      (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reasons.push(signal.reason);
            reject(signal.reason);
          });
        }),
      { leaseSeconds: 3 },
    );
    const { id } = await start(kind);
    await expect.poll(() => begun.working, patience).toBe(1);
    await cancelWorkflow(allen, id);
    await expect.poll(() => reasons, patience).toEqual([expect.objectContaining({ code: 'task-gone' })]);
    expect((await outcome(id)).state).toBe('cancelled');
  });

  test('need not be there: a person ends a task by hand', async () => {
    const kind = freshKind();
    const { id } = await start(`${kind} → ${kind}_last`);
    await expect.poll(async () => (await waiting())[kind], patience).toBe(1);
    await endTask(allen, id, '1', { output: { by: 'hand' } });
    await expect.poll(async () => (await waiting())[`${kind}_last`], patience).toBe(1);
    const end = (...args: string[]) => startCommand(allen, ['workflow', 'end', id, ...args]).ended;
    expect(await end('none')).toMatchObject({ status: 4 });
    expect(await end(`${kind}_last`, '--fail', 'nobody does it')).toMatchObject({
      status: 0,
      stdout: `${kind}_last of ${id} has failed.\n`,
    });
    expect(await outcome(id)).toMatchObject({ state: 'failed', error: { message: 'nobody does it' } });
    expect(await end('2', '--output', '{}')).toMatchObject({ status: 1 });
  });

  const waiting = async () =>
    Object.fromEntries((await listTaskKinds(allen)).kinds.map(({ kind, waiting: count }) => [kind, count]));

  test('may speak HTTP: claim, receipt, heartbeat and end, with ids of steps in iterations and loops', async () => {
    const kind = freshKind();
    const call = async (path: string, body: object) => {
      const answer = await fetch(`${host.url}/v1/tasks/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${allen.apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
    };
    const claim = async () => {
      const { json } = await call(`${kind}/claim`, { waitSeconds: 20 });
      return (json.tasks as { stepId: string; receipt: string; input: unknown }[])[0]!;
    };
    // A loop of two passes, and then two rounds of an iteration.
    const source = `:again ${kind} :out → ?\`$.again\` ${kind} → :again; :out → * ${kind}`;
    const { id } = await start(source);
    const outputs = [{ again: true }, {}, [{ round: 0 }, { round: 1 }]];
    const steps: string[] = [];
    for (let n = 0; n < 5; n++) {
      const { stepId, receipt, input } = await claim();
      steps.push(stepId);
      const path = `${id}/${encodeURIComponent(stepId)}`;
      expect(await call(`${path}/receipt`, { receipt, target: 'curl' })).toMatchObject({
        status: 200,
        json: { action: 'processed', target: 'curl', for: expect.any(Number), step: stepId },
      });
      expect((await call(`${path}/heartbeat`, { receipt })).status).toBe(200);
      expect(await call(`${path}/end`, { receipt: 'another', output: 1 })).toMatchObject({
        status: 409,
        json: { code: 'task-lease-over' },
      });
      const output = outputs[n] ?? input;
      for (let repeated = 0; repeated < 2; repeated++) {
        expect(await call(`${path}/end`, { receipt, output })).toMatchObject({
          status: 200,
          json: { runId: id, stepId, status: 'SUCCESS' },
        });
      }
    }
    expect(await outcome(id)).toMatchObject({ state: 'succeeded', output: [{ round: 0 }, { round: 1 }] });
    expect(steps.join(' ')).toMatch(/^\d#.*\[\d\]\.\d$/);
  });

  test('are simulated, listed, and their receipts printed with the events that they are for', async () => {
    const kind = freshKind();
    const { id } = await start(`${kind} → ${kind}`, { a: 1 });
    await expect.poll(async () => (await waiting())[kind], patience).toBe(1);
    const listed = await startCommand(allen, ['worker', 'list']).ended;
    expect(listed.stdout).toMatch(new RegExp(`^KIND +WAITING +TAKEN\n(.*\n)*${kind} +1 +0\n`));

    const receipts = startCommand(allen, ['worker', 'receipts', '--follow', '--json']);
    onTestFinished(() => receipts.kill());
    const simulation = startCommand(allen, ['worker', 'simulate', '--wait-seconds', '0.1']);
    onTestFinished(() => simulation.kill());
    expect(await outcome(id)).toMatchObject({ state: 'succeeded', output: { a: 1 } });
    await expect
      .poll(() => simulation.stdout.match(new RegExp(`${kind} \\d of ${id} succeeded`, 'g')), patience)
      .toHaveLength(2);

    // One that comes up while it goes on.
    const later = freshKind();
    const other = await start(later);
    expect(await outcome(other.id)).toMatchObject({ state: 'succeeded' });
    simulation.interrupt();
    expect((await simulation.ended).status).toBe(0);

    const printed = () =>
      receipts.stdout
        .split('\n')
        .filter((line) => line !== '')
        .map(
          (line) =>
            JSON.parse(line) as { receipt: { value: object }; target: { eventType: string; value: object } },
        )
        .filter(({ receipt }) => (receipt.value as { workflow: string }).workflow === id);
    await expect.poll(printed, patience).toHaveLength(2);
    for (const { receipt, target } of printed()) {
      expect(receipt.value).toMatchObject({
        action: 'processed',
        target: 'hookline worker simulate',
        workflow: id,
      });
      expect(target).toMatchObject({
        eventType: 'start-task',
        value: { base: kind, workflow: id, input: { a: 1 } },
      });
    }
    const all = await startCommand(allen, ['worker', 'receipts']).ended;
    expect(all.stdout).toMatch(new RegExp(`receipt.*${id}.*\n  for .*start-task.*${id}`));
  });

  test('are simulated with failures', async () => {
    const kind = freshKind();
    const simulation = startCommand(allen, [
      'worker',
      'simulate',
      '--kind',
      kind,
      '--wait-seconds',
      '0',
      '--failures',
      '100%',
    ]);
    onTestFinished(() => simulation.kill());
    const { id } = await start(kind);
    expect(await outcome(id)).toMatchObject({ state: 'failed', error: { name: 'SimulatedFailure' } });
    await expect.poll(() => simulation.stdout, patience).toContain(`${kind} 1 of ${id} failed after 0 s\n`);
  });

  test('run the program of the guide', async () => {
    const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/workers.md'), 'utf8');
    const program = startProgram(/<!-- worker -->\n```ts\n(.*?)```/s.exec(guide)![1]!);
    const { id } = await start('transcode', { file: 'a.mp4' });
    expect(await outcome(id)).toMatchObject({ state: 'succeeded', output: { file: 'a.mp4.webm' } });
    await expect.poll(() => program.output, patience).toContain(`run ${id}, task 1, taken 1 times`);
    expect(await program.end('SIGTERM')).toBe(0);
  });

  test.skipIf(cannotRunDeployed('a function is never killed whole'))(
    'finish what they have when the platform is killed and comes back',
    async () => {
      const kind = freshKind();
      const { promise, resolve } = Promise.withResolvers<{ kept: boolean }>();
      const begun = begin(kind, () => promise);
      const { id } = await start(kind);
      await expect.poll(() => begun.working, patience).toBe(1);
      const embedded = host as EmbeddedHost;
      await embedded.kill();
      resolve({ kept: true });
      await embedded.start();
      expect(await outcome(id)).toMatchObject({ state: 'succeeded', output: { kept: true } });
    },
  );
});
