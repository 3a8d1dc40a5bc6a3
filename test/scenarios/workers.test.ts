import { addHook, type Connection, fire, register, waitForFiring } from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Host } from './hosts/host.ts';
import { cannotRunDeployed, openHost } from './hosts/open-host.ts';
import { asAdmin, newPerson } from './hosts/people.ts';

const none = { notifyOnSuccess: null, notifyOnFailure: null };

describe('How many runs of a handler go on at once', () => {
  let host: Host;
  let allen: Connection;
  beforeAll(async () => {
    host = await openHost();
    allen = await newPerson(host, 'allen');
  });
  afterAll(() => host?.stop());

  const addLab = async (name: string): Promise<string> => (await addHook(asAdmin(host), { name })).name;
  /** Fires so often, and gives when each run began and ended, by its start. */
  const spans = async (hook: string, inputs: object[]) => {
    const ids: string[] = [];
    for (const input of inputs) ids.push((await fire(allen, hook, input)).id);
    const finished = await Promise.all(ids.map((id) => waitForFiring(allen, id, { timeoutSeconds: 60 })));
    return finished
      .flatMap(({ runs }) => runs)
      .map(({ state, result }) => {
        expect(state).toBe('succeeded');
        return JSON.parse(result!) as { key: string; from: number; to: number };
      })
      .sort((a, b) => a.from - b.from);
  };
  const mostAtOnce = (runs: readonly { from: number; to: number }[]): number =>
    Math.max(...runs.map(({ from }) => runs.filter((other) => other.from <= from && from < other.to).length));
  const nap = async ({ key }: { key?: string }) => {
    const from = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 30));
    return { key, from, to: Date.now() };
  };
  const many = (count: number, of: (n: number) => object = () => ({})) =>
    Array.from({ length: count }, (_, n) => of(n));

  test('is at most maxWorkers, however many wait', async () => {
    const hook = await addLab('lab.workers');
    await register(allen, { name: 'two', hook, ...none, executor: { maxWorkers: 2 } }, nap);
    const runs = await spans(hook, many(12));
    expect(runs).toHaveLength(12);
    expect(mostAtOnce(runs)).toBeLessThanOrEqual(2);
  });

  // A standard queue of SQS keeps no order among firings of nearly the same time; from the line on first come is first
  // served there too, as the suite of RunLimits shows.
  test.skipIf(cannotRunDeployed('SQS does not keep the order of firings sent at nearly the same time.'))(
    'with maxWorkers 1 they come in the order of the firings',
    async () => {
      const hook = await addLab('lab.in-order');
      await register(allen, { name: 'one', hook, ...none, executor: { maxWorkers: 1 } }, nap);
      const runs = await spans(
        hook,
        many(8, (n) => ({ key: String(n) })),
      );
      expect(runs.map(({ key }) => key)).toEqual(many(8).map((_, n) => String(n)));
    },
  );

  test('is one per value of concurrencyKey, and others do not wait for it', async () => {
    const hook = await addLab('lab.keys');
    await register(allen, { name: 'keyed', hook, ...none, concurrencyKey: 'key' }, nap);
    const runs = await spans(
      hook,
      many(9, (n) => ({ key: 'abc'.charAt(n % 3) })),
    );
    for (const key of 'abc') {
      const own = runs.filter((run) => run.key === key);
      expect(own).toHaveLength(3);
      expect(mostAtOnce(own)).toBe(1);
    }
  });

  test('a rate lets no more begin within its time, and none is lost', async () => {
    const hook = await addLab('lab.rate');
    // The emulator of AWS takes a moment, and not always the same, between a start and the run's first line.
    const perSeconds = host.kind === 'deployed' ? 1.5 : 0.3;
    const rateLimit = { count: 2, perSeconds };
    await register(allen, { name: 'rated', hook, ...none, rateLimit }, nap);
    const runs = await spans(hook, many(7));
    for (const [at, run] of runs.entries()) {
      const third = runs[at + 2];
      // A run begins a moment after its start was granted, the third maybe a little sooner after its own.
      if (third !== undefined) expect(third.from - run.from).toBeGreaterThan(perSeconds * 500);
    }
  });
});
