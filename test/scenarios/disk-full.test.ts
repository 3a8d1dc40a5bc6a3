import { spawnSync } from 'node:child_process';
import { addHook, fire, register, waitForFiring } from '@hookline/sdk';
import { expect, test } from 'vitest';
import { embeddedHost } from './hosts/embedded-host.ts';
import { cannotRunDeployed } from './hosts/open-host.ts';
import { asAdmin, newPerson } from './hosts/people.ts';

// A limit on the size of files makes the kernel refuse writes as a full disk does, without needing one.
const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0;

test.skipIf(cannotRunDeployed('AWS has no disk that could be full.') || !hasPrlimit)(
  'When the disk is full, requests are refused, nothing acknowledged is lost, and it goes on when there is room (needs prlimit, so Linux)',
  { timeout: 60_000 },
  async () => {
    const host = await embeddedHost();
    const limitFiles = (bytes: string) =>
      spawnSync('prlimit', ['--pid', String(host.pid), `--fsize=${bytes}:`]);
    try {
      const allen = await newPerson(host, 'allen');
      const { name: hook } = await addHook(asAdmin(host), { name: 'lab.full' });
      await register(
        allen,
        { name: 'echo', hook, notifyOnSuccess: null, notifyOnFailure: null },
        (input: { n: number }) => input.n,
      );
      const body = (n: number) => JSON.stringify({ n, filling: 'x'.repeat(100_000) });
      const post = (n: number) =>
        fetch(`${host.url}/v1/hooks/${hook}/firings`, {
          method: 'POST',
          headers: { authorization: `Bearer ${allen.apiKey}`, 'content-type': 'application/json' },
          body: body(n),
        });

      const accepted = new Map<number, string>();
      let refused: Response | undefined;
      expect(limitFiles('8000000').status).toBe(0);
      for (let n = 0; n < 500 && refused === undefined; n++) {
        const answer = await post(n);
        if (answer.status === 202) accepted.set(n, ((await answer.json()) as { id: string }).id);
        else refused = answer;
      }
      expect(refused?.status).toBe(503);
      expect(await refused?.json()).toMatchObject({ code: 'storage-unavailable', retryable: true });

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
    } finally {
      await host.stop();
    }
  },
);
