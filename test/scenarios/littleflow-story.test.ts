import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Host } from './hosts/host.ts';
import { openHost } from './hosts/open-host.ts';
import { newPerson } from './hosts/people.ts';
import { startCommand } from './hosts/run-command.ts';
import { startProgram } from './hosts/run-program.ts';

/** The deployed home is an emulator of AWS, which takes its time. */
const patience = { timeout: 60_000, interval: 100 };

/** What the document of littleflow's Redis integration tells: its commands, and a worker of one's own. */
describe("littleflow's own story", () => {
  let host: Host;
  let allen: Connection;
  let folder: string;
  beforeAll(async () => {
    host = await openHost();
    allen = await newPerson(host, 'allen');
    // Beside this file, so that programs in it find @hookline/sdk.
    folder = mkdtempSync(join(import.meta.dirname, 'littleflow-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await host?.stop();
  });

  const hookline = async (...args: string[]) => {
    const { status, stdout, stderr } = await startCommand(allen, args).ended;
    if (status !== 0) throw new Error(`hookline ${args.join(' ')} ended with ${status}: ${stderr}${stdout}`);
    return stdout;
  };
  const begin = (...args: string[]) => {
    const command = startCommand(allen, args);
    onTestFinished(async () => {
      command.interrupt();
      await command.ended;
    });
    return command;
  };

  test('the simulator does the tasks, receipts are logged, and a run is inspected', async () => {
    const flow = join(folder, 'story.flow');
    writeFileSync(
      flow,
      "@flow story\nprepare → measure | weigh → report({'format': 'pdf'})".replaceAll("'", '"'),
    );
    const simulator = begin('worker', 'simulate', '--wait-seconds', '0');
    const receipts = begin('worker', 'receipts', '--follow');

    const { id } = JSON.parse(
      await hookline('workflow', 'run', flow, '--input', '{"sample": "A-7"}', '--json'),
    );
    await expect
      .poll(async () => JSON.parse(await hookline('workflow', 'show', id, '--json')).state, patience)
      .toBe('succeeded');

    for (const kind of ['prepare', 'measure', 'weigh', 'report']) {
      await expect.poll(() => simulator.stdout, patience).toContain(kind);
      await expect.poll(() => receipts.stdout, patience).toContain(kind);
    }
    const inspected = await hookline('workflow', 'inspect', id);
    expect(inspected).toContain('succeeded');
    expect(inspected).toContain('report');
  });

  test('a worker of one’s own does one kind of tasks, and what it does not do waits for another', async () => {
    const program = join(folder, 'sleeping.ts');
    writeFileSync(
      program,
      `import { Connection, worker } from '@hookline/sdk';
const sleeping = worker(new Connection(), 'sleeping', async ({ parameters }) => {
  const { for: seconds = 60 } = parameters ?? {};
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return { slept: seconds };
});
process.once('SIGTERM', () => void sleeping.stop());
await sleeping.ended;
`,
    );
    startProgram(allen, program);
    const flow = join(folder, 'sleep.flow');
    writeFileSync(flow, 'sleeping(- for: 0.05 -) → inspecting');
    const { id } = JSON.parse(await hookline('workflow', 'run', flow, '--json'));
    const steps = async () => {
      const run = JSON.parse(await hookline('workflow', 'show', id, '--json'));
      return Object.fromEntries(
        run.steps.map(({ name, state }: { name: string; state: string }) => [name, state]),
      );
    };
    await expect.poll(steps, patience).toMatchObject({ sleeping: 'succeeded', inspecting: 'active' });

    await hookline('workflow', 'end', id, 'inspecting', '--output', '{"seen": true}');
    await expect
      .poll(async () => JSON.parse(await hookline('workflow', 'show', id, '--json')), patience)
      .toMatchObject({ state: 'succeeded', output: { seen: true } });
  });
});
