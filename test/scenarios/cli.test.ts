import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectGolden } from './hosts/expect-golden.ts';
import type { Host } from './hosts/host.ts';
import { openHost } from './hosts/open-host.ts';
import { asAdmin } from './hosts/people.ts';
import { startCommand } from './hosts/run-command.ts';

describe("The README's commands, one after the other", () => {
  let host: Host;
  let folder: string;

  const hookline = (args: string[], input = '') => startCommand(asAdmin(host), args, input).ended;
  const json = async (args: string[]) => JSON.parse((await hookline([...args, '--json'])).stdout);

  beforeAll(async () => {
    host = await openHost();
    // Beside this file, so that the handler finds @hookline/sdk.
    folder = mkdtempSync(join(fileURLToPath(new URL('.', import.meta.url)), 'cli-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await host?.stop();
  });

  test('a hook is added, a handler registered, the hook fired, the e-mail read', async () => {
    const file = join(folder, 'hello.ts');
    writeFileSync(
      file,
      `import { defineHandler } from '@hookline/sdk';
export default defineHandler(
  { name: 'hello', hook: 'lab.done', notifyOnSuccess: 'success@example.com', notifyOnFailure: 'failure@example.com' },
  (input: { sample: string; at?: bigint }) => {
    if (input.sample === 'broken') throw new TypeError('no such sample');
    return \`Sample \${input.sample} is done\${input.at === undefined ? '' : \` at \${input.at}\`}.\`;
  },
);
`,
    );
    expect(
      await hookline(['hooks', 'add', 'lab.done', '--description', 'A lab run is complete']),
    ).toMatchObject({
      status: 0,
    });
    expect((await json(['hooks', 'list'])).map((hook: { name: string }) => hook.name)).toEqual([
      'ctingress.on_complete',
      'lab.done',
      'workflow.task',
    ]);
    expect(await hookline(['register', file])).toMatchObject({ status: 0, stderr: '' });
    expect((await hookline(['handlers', 'list'])).stdout).toMatch(/1\s+hello\s+lab\.done\s+0\s/);

    const fired = await hookline(['fire', 'lab.done', '--payload', '{"sample": "A-7"}', '--wait']);
    expect(fired).toMatchObject({ status: 0 });
    expect(fired.stdout).toContain('Sample A-7 is done.');
    const piped = await hookline(
      ['fire', 'lab.done', '--payload', '-', '--wait'],
      '{"sample":"A-8","at":1591844350000000001}',
    );
    expect(piped.stdout).toContain('Sample A-8 is done at 1591844350000000001.');

    const mails = async (): Promise<{ id: string; to: string }[]> => await json(['mail', 'list']);
    await expect.poll(async () => (await mails()).length, { timeout: 15_000 }).toBe(2);
    const [newest] = await mails();
    expect(newest).toMatchObject({ to: 'success@example.com' });
    expect((await hookline(['mail', 'show', newest!.id])).stdout).toContain(
      'Sample A-8 is done at 1591844350000000001.',
    );
    expect((await hookline(['firings', 'show', newest!.id.slice(0, 22)])).stdout).toContain('succeeded');
    await expectGolden(asAdmin(host), 'cli', [newest!.id.slice(0, 22)]);
  });

  test('exit codes tell what happened: a failed run 1, a wrong word 2, a key without the right 3, nothing there 4', async () => {
    expect(await hookline(['fire', 'lab.done', '--payload', '{"sample":"broken"}', '--wait'])).toMatchObject({
      status: 1,
    });
    expect(await hookline(['fier'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Did you mean fire?'),
    });
    expect(await hookline(['users', 'add', 'beth', '--role', 'ingest'])).toMatchObject({ status: 0 });
    const { apiKey } = await json(['keys', 'create', '--user', 'beth']);
    expect(await hookline(['handlers', 'list', '--api-key', apiKey])).toMatchObject({ status: 3 });
    expect(await hookline(['fire', 'lab.dne', '--payload', '{}'])).toMatchObject({
      status: 4,
      stderr: expect.stringContaining('There is no hook "lab.dne"'),
    });
    expect(await hookline(['handlers', 'remove', '1'])).toMatchObject({ status: 0 });
    expect(await hookline(['handlers', 'remove', '1'])).toMatchObject({ status: 4 });
  });
});
