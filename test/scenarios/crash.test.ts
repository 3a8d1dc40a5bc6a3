import { spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { addHook, Connection, fire, listMails, register, waitForFiring } from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedHost, embeddedHost } from './hosts/embedded-host.ts';
import { cannotRunDeployed } from './hosts/open-host.ts';
import { asAdmin, newPerson } from './hosts/people.ts';
import { seededRandom } from './seeded-random.ts';

const FIRINGS = 1000;
const KILLS = 8;
const SENDERS = 8;

const reason =
  'There is no one process to kill. Calls that fail before and after taking effect are in test/conformance/aws-faults.test.ts.';

describe.skipIf(cannotRunDeployed(reason))('The platform is killed (SIGKILL) at random moments', () => {
  let host: EmbeddedHost;
  let allen: Connection;
  let pipeline: Connection;
  beforeAll(async () => {
    host = await embeddedHost();
    allen = await newPerson(host, 'allen');
    const { endpoint, apiKey } = await newPerson(host, 'pipeline', 'ingest');
    // As long as all the kills together take, on a machine that has much else to do.
    pipeline = new Connection(endpoint, apiKey, { retrySeconds: 100 });
  });
  afterAll(() => host?.stop());

  test(`each of ${FIRINGS} firings that was answered 202 finishes, with one outcome a handler`, {
    timeout: 120_000,
  }, async () => {
    const random = seededRandom(20261121);
    const { name: hook } = await addHook(asAdmin(host), { name: 'lab.crash' });
    const notify = { notifyOnSuccess: 'success@example.com', notifyOnFailure: 'failure@example.com' };
    await register(allen, { name: 'quick', hook, ...notify }, (input: { n: number }) => `quick ${input.n}`);
    await register(allen, { name: 'failing', hook, ...notify, tags: ['odd'] }, (input: { n: number }) => {
      throw new Error(`odd ${input.n}`);
    });
    await register(
      allen,
      { name: 'slow', hook, ...notify, tags: ['third'] },
      async (input: { n: number }) => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        return `slow ${input.n}`;
      },
    );

    const ids: string[] = [];
    let next = 0;
    const send = async () => {
      for (let n = next++; n < FIRINGS; n = next++) {
        const tags = [...(n % 2 === 1 ? ['odd'] : []), ...(n % 3 === 0 ? ['third'] : [])];
        // One key for all tries of a firing: what was stored before a crash is not doubled after it.
        const { id } = await fire(pipeline, hook, { n }, { tags, idempotencyKey: `n-${n}` });
        ids[n] = id;
      }
    };
    const senders = Array.from({ length: SENDERS }, send);
    for (let kill = 0; kill < KILLS; kill++) {
      await pause(200 + random() * 800);
      await host.kill();
      await host.start();
    }
    await Promise.all(senders);

    expect(new Set(ids).size).toBe(FIRINGS);
    for (const [n, id] of ids.entries()) {
      const firing = await waitForFiring(allen, id, { timeoutSeconds: 60 });
      const outcomes = firing.runs.map(
        (run) => `${run.handlerName} ${run.state} ${run.result ?? run.error?.message}`,
      );
      expect(outcomes).toEqual([
        `quick succeeded quick ${n}`,
        ...(n % 2 === 1 ? [`failing failed odd ${n}`] : []),
        ...(n % 3 === 0 ? [`slow succeeded slow ${n}`] : []),
      ]);
      expect(firing.history.filter((entry) => entry.step === 'notify')).toHaveLength(firing.runs.length);
    }
    expect((await listMails(allen)).length).toBeGreaterThan(0);
  });

  test('runner processes that are killed are replaced, and their runs are attempted again', {
    timeout: 60_000,
  }, async () => {
    const random = seededRandom(7);
    const { name: hook } = await addHook(asAdmin(host), { name: 'lab.killed-runners' });
    await register(
      allen,
      { name: 'sleeper', hook, notifyOnSuccess: null, notifyOnFailure: null },
      async (_input, context) => {
        await new Promise((resolve) => setTimeout(resolve, 30));
        return context.run.attempt;
      },
    );
    const fired = Promise.all(Array.from({ length: 200 }, (_, n) => fire(pipeline, hook, { n })));
    for (let kill = 0; kill < 10; kill++) {
      await pause(50 + random() * 100);
      const children = childrenOf(host.pid);
      const victim = children[Math.floor(random() * children.length)];
      if (victim !== undefined) process.kill(victim, 'SIGKILL');
    }
    const attempts: number[] = [];
    for (const { id } of await fired) {
      const { runs } = await waitForFiring(allen, id, { timeoutSeconds: 60 });
      expect(runs).toMatchObject([{ state: 'succeeded' }]);
      attempts.push(runs[0]!.attempt);
    }
    expect(attempts).toHaveLength(200);
    expect(Math.max(...attempts)).toBeGreaterThan(1);
  });
});

function childrenOf(pid: number): number[] {
  const { stdout } = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
  return stdout.split('\n').filter(Boolean).map(Number);
}
