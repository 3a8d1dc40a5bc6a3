import { addHook, fire, register, waitForFiring } from '@hookline/sdk';
import { expect, test } from 'vitest';
import { embeddedHost } from './hosts/embedded-host.ts';
import { cannotRunDeployed } from './hosts/open-host.ts';
import { asAdmin, newPerson } from './hosts/people.ts';

test.skipIf(cannotRunDeployed('There is no one process to stop.'))(
  'Ctrl-C lets running runs end, and what had not begun is carried out after the next start',
  {
    timeout: 60_000,
  },
  async () => {
    const host = await embeddedHost();
    try {
      const allen = await newPerson(host, 'allen');
      const { name: hook } = await addHook(asAdmin(host), { name: 'lab.stop' });
      await register(
        allen,
        { name: 'sleeper', hook, notifyOnSuccess: null, notifyOnFailure: null },
        async () => {
          await new Promise((resolve) => setTimeout(resolve, 700));
          return 'slept';
        },
      );
      // More than run at once: some are still waiting for a process when the stop comes.
      const ids = await Promise.all(
        Array.from({ length: 30 }, async (_, n) => (await fire(allen, hook, { n })).id),
      );
      expect(await host.interrupt()).toBe(0);
      await host.start();
      for (const id of ids) {
        const { runs } = await waitForFiring(allen, id, { timeoutSeconds: 30 });
        expect(runs).toMatchObject([{ state: 'succeeded', result: 'slept', attempt: 1 }]);
      }
    } finally {
      await host.stop();
    }
  },
);
