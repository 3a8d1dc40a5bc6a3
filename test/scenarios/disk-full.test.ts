import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  addHook,
  type Connection,
  fire,
  keepWorkflowArchive,
  register,
  restoreWorkflow,
  startWorkflow,
  waitForFiring,
  waitForWorkflow,
} from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedHost, embeddedHost } from './hosts/embedded-host.ts';
import { cannotRunDeployed } from './hosts/open-host.ts';
import { asAdmin, newPerson } from './hosts/people.ts';

// A limit on the size of files makes the kernel refuse writes as a full disk does, without needing one.
const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0;

describe.skipIf(cannotRunDeployed('AWS has no disk that could be full.') || !hasPrlimit)(
  'When the disk is full (needs prlimit, so Linux)',
  { timeout: 60_000 },
  () => {
    let host: EmbeddedHost;
    let allen: Connection;
    beforeAll(async () => {
      host = await embeddedHost();
      allen = await newPerson(host, 'allen');
    });
    afterAll(() => host?.stop());

    const limitFiles = (bytes: string) =>
      spawnSync('prlimit', ['--pid', String(host.pid), `--fsize=${bytes}:`]);
    const post = (path: string, body: object) =>
      fetch(`${host.url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${allen.apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const refusal = { code: 'storage-unavailable', retryable: true };

    test('no archive is kept, and the request for it is refused; the one of before stays', async () => {
      const input = { filling: 'x'.repeat(500_000) };
      const { id } = await startWorkflow(allen, { source: 'wait:delay({"duration": 0})' }, { input });
      await waitForWorkflow(allen, id);
      const { uri } = await keepWorkflowArchive(allen, id);
      expect(limitFiles('200000').status).toBe(0);
      const answer = await post(`/v1/workflow-runs/${id}/archive`, {});
      expect(limitFiles('unlimited').status).toBe(0);
      expect([answer.status, await answer.json()]).toMatchObject([503, refusal]);
      // It was the archive's file, and nothing else, that was refused.
      expect(host.log).not.toContain('The database cannot be written');
      const folders = readdirSync(join(host.dataDir, 'archives'), { recursive: true });
      expect(folders.filter((path) => String(path).includes('.'))).toEqual([
        expect.stringMatching(`/${id}.json$`),
      ]);
      expect(await restoreWorkflow(allen, { uri }, { runId: 'again' })).toMatchObject({ input });
      expect(await keepWorkflowArchive(allen, id)).toMatchObject({ uri });
    });

    test('requests are refused, nothing acknowledged is lost, and it goes on when there is room', async () => {
      const { name: hook } = await addHook(asAdmin(host), { name: 'lab.full' });
      await register(
        allen,
        { name: 'echo', hook, notifyOnSuccess: null, notifyOnFailure: null },
        (input: { n: number }) => input.n,
      );
      const accepted = new Map<number, string>();
      let refused: Response | undefined;
      expect(limitFiles('8000000').status).toBe(0);
      for (let n = 0; n < 500 && refused === undefined; n++) {
        const answer = await post(`/v1/hooks/${hook}/firings`, { n, filling: 'x'.repeat(100_000) });
        if (answer.status === 202) accepted.set(n, ((await answer.json()) as { id: string }).id);
        else refused = answer;
      }
      expect(refused?.status).toBe(503);
      expect(await refused?.json()).toMatchObject(refusal);

      expect(limitFiles('unlimited').status).toBe(0);
      // The SDK tries again by itself until the platform takes it.
      const { id } = await fire(allen, hook, { n: -1 });
      accepted.set(-1, id);
      for (const [n, firingId] of accepted) {
        const { runs } = await waitForFiring(allen, firingId, { timeoutSeconds: 30 });
        expect(runs).toMatchObject([{ state: 'succeeded', result: String(n) }]);
      }
      expect(host.log).toContain('The database cannot be written');
      expect(host.log).toContain('The database can be written again.');
    });
  },
);
