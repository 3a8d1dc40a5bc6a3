import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Host } from './hosts/host.ts';
import { openHost } from './hosts/open-host.ts';

const guide = readFileSync(join(import.meta.dirname, '../../docs/guide/events.md'), 'utf8');

describe('The program of the guide of events', () => {
  let host: Host;
  let folder: string;
  beforeAll(async () => {
    host = await openHost();
    // Beside this file, so that it finds @hookline/sdk.
    folder = mkdtempSync(join(import.meta.dirname, 'guide-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await host?.stop();
  });

  test('sends, lists, counts and listens', async () => {
    const program = /<!-- run -->\n```ts\n(.*?)```/s.exec(guide)?.[1];
    const file = join(folder, 'program.ts');
    writeFileSync(file, program ?? '');
    const args = ['--conditions=hookline-source', file];
    const env = { ...process.env, HOOKLINE_ENDPOINT: host.url, HOOKLINE_API_KEY: host.adminKey };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { env });
    expect(stderr).toBe('');
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^\d+ \d{4}-\d\d-\d\dT/);
    expect(lines).toContainEqual(expect.stringMatching(/^\d+ \{ loss: 0\.1, step: 9007199254740993n \}$/));
    expect(lines).toContain("{ total: 4, senders: [ { sender: 'trainer-7', count: 4 } ] }");
    expect(lines).toContainEqual(expect.stringMatching(/^next time from \d+$/));
    expect(lines.at(-1)).toBe('trainer-7 out of memory');
  });
});
