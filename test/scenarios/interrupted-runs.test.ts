import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { addHook, type Connection, fire, listMails, register, waitForFiring } from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedHost, embeddedHost } from './hosts/embedded-host.ts';
import { cannotRunDeployed } from './hosts/open-host.ts';
import { asAdmin, newPerson } from './hosts/people.ts';
import { seededRandom } from './seeded-random.ts';

const FIRINGS = 10;
const KILLS = 4;

const reason =
  'There is no one process to kill. Restarts of what carries out a run are in test/unit/core/firing, failing calls in test/conformance/aws-faults.test.ts.';

describe.skipIf(cannotRunDeployed(reason))(
  'The platform is killed (SIGKILL) while runs wait, queue and have items',
  () => {
    let host: EmbeddedHost;
    let allen: Connection;
    let witness: Server;
    let witnessUrl = '';
    /** What the handlers told the witness, which outlives the platform. */
    const told: { what: string; n: number; attempt: number; at: number }[] = [];
    beforeAll(async () => {
      host = await embeddedHost();
      allen = await newPerson(host, 'allen');
      witness = createServer((request, answer) => {
        const { searchParams } = new URL(request.url ?? '', 'http://witness');
        const number = (name: string) => Number(searchParams.get(name));
        told.push({
          what: searchParams.get('what') ?? '',
          n: number('n'),
          attempt: number('attempt'),
          at: Date.now(),
        });
        answer.end();
      });
      await new Promise<void>((resolve) => witness.listen(0, '127.0.0.1', resolve));
      witnessUrl = `http://127.0.0.1:${(witness.address() as AddressInfo).port}`;
    });
    afterAll(async () => {
      await host?.stop();
      witness?.close();
    });

    test('no wait is forgotten or repeated, no line is jumped, no finished item is computed again', {
      timeout: 120_000,
    }, async () => {
      const random = seededRandom(20261121);
      const { name: hook } = await addHook(asAdmin(host), { name: 'lab.interrupted' });
      const both = { notifyOnSuccess: 'success@example.com', notifyOnFailure: 'failure@example.com' };
      const retry = { maxAttempts: 4, backoffFactorSeconds: 0.2, jitter: false };
      await register(
        allen,
        { name: 'flaky', hook, ...both, retry },
        async ({ n, witness }: { n: number; witness: string }, { run }) => {
          await fetch(`${witness}/?what=flaky&n=${n}&attempt=${run.attempt}`);
          throw new Error('always');
        },
      );
      await register(
        allen,
        { name: 'queued', hook, ...both, executor: { maxWorkers: 1 } },
        async ({ n, witness }: { n: number; witness: string }, { run }) => {
          await fetch(`${witness}/?what=queued&n=${n}&attempt=${run.attempt}`);
          await new Promise((resolve) => setTimeout(resolve, 20));
          await fetch(`${witness}/?what=done&n=${n}&attempt=${run.attempt}`);
          return n;
        },
      );
      await register(
        allen,
        { name: 'items', hook, ...both, each: 'list', executor: { maxWorkers: 3 } },
        async ({ n, witness, of }: { n: number; of: number; witness: string }, { run }) => {
          await fetch(`${witness}/?what=item&n=${of * 100 + n}&attempt=${run.attempt}`);
          return n;
        },
      );

      const ids: string[] = [];
      const list = (of: number) => Array.from({ length: 4 }, (_, n) => ({ n, of, witness: witnessUrl }));
      for (let n = 0; n < FIRINGS; n++) {
        const input = { n, witness: witnessUrl, list: list(n) };
        ids.push((await fire(allen, hook, input, { idempotencyKey: `n-${n}` })).id);
      }
      for (let kill = 0; kill < KILLS; kill++) {
        await pause(300 + random() * 500);
        await host.kill();
        await host.start();
      }

      for (const [n, id] of ids.entries()) {
        const { runs } = await waitForFiring(allen, id, { timeoutSeconds: 60 });
        const run = (name: string) => runs.find(({ handlerName }) => handlerName === name)!;
        const flaky = run('flaky');
        const own = flaky.attempts.filter(({ error }) => error?.name === 'Error');
        // Each attempt that ended counts, those that the platform was killed with do not.
        expect(own).toHaveLength(4);
        expect(flaky).toMatchObject({ state: 'failed', attempt: flaky.attempts.length });
        const waits = own.map(({ endedAt, nextAt }) =>
          nextAt === null ? null : Date.parse(nextAt) - Date.parse(endedAt!),
        );
        expect(waits).toEqual([0, 400, 800, null]);
        for (const [index, { nextAt, number }] of own.entries()) {
          const next = flaky.attempts[number];
          // The next attempt of all, lost or not, began after the wait.
          if (nextAt !== null && next?.startedAt != null) {
            expect(Date.parse(next.startedAt), `wait ${index} of ${n}`).toBeGreaterThanOrEqual(
              Date.parse(nextAt),
            );
          }
        }
        expect(run('queued')).toMatchObject({ state: 'succeeded', result: String(n) });
        expect(run('items')).toMatchObject({
          state: 'succeeded',
          result: expect.stringContaining('"succeeded":4'),
        });
        for (const item of run('items').items ?? []) {
          const attempts = told.filter((entry) => entry.what === 'item' && entry.n === n * 100 + item.index);
          expect(new Set(attempts.map(({ attempt }) => attempt)).size).toBe(attempts.length);
          expect(Math.max(...attempts.map(({ attempt }) => attempt))).toBe(item.attempt);
        }
      }
      // One at a time: nobody begins between another's beginning and end, unless the platform was killed with that one.
      const first = new Map<number, number>();
      for (const { what, n, at } of told) if (what === 'queued' && !first.has(n)) first.set(n, at);
      expect([...first.keys()]).toEqual(Array.from({ length: FIRINGS }, (_, n) => n));
      expect((await listMails(allen, { limit: 1000 })).length).toBe(3 * FIRINGS);
    });
  },
);
