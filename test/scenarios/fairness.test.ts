import { addHook, cancelFiring, fire, getFiring, register, waitForFiring } from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Host } from './hosts/host.ts';
import { cannotRunDeployed, openHost } from './hosts/open-host.ts';
import { asAdmin, newPerson } from './hosts/people.ts';

const HANDLERS = 10;
const ITEMS = 1000;

const none = { notifyOnSuccess: null, notifyOnFailure: null };

const reason =
  'AWS serves each tenant in environments of its own, and firings come from a fair queue; an emulator has neither.';

describe.skipIf(cannotRunDeployed(reason))('One tenant’s backlog', () => {
  let host: Host;
  beforeAll(async () => {
    host = await openHost();
  });
  afterAll(() => host?.stop());

  test(`of ${HANDLERS * ITEMS} queued runs does not hold up another tenant’s one`, {
    timeout: 60_000,
  }, async () => {
    const busy = await newPerson(host, 'busy');
    const other = await newPerson(host, 'other');
    const { name: backlog } = await addHook(asAdmin(host), { name: 'lab.backlog' });
    const { name: hook } = await addHook(asAdmin(host), { name: 'lab.other' });
    const nap = () => new Promise((resolve) => setTimeout(resolve, 20));
    for (let n = 0; n < HANDLERS; n++) {
      // Half of them wait for workers, half for processes.
      const limited = n % 2 === 0 ? {} : { executor: { maxWorkers: 5 } };
      await register(busy, { name: `h${n}`, hook: backlog, ...none, each: 'list', ...limited }, nap);
    }
    await register(other, { name: 'one', hook, ...none, executor: { maxWorkers: 1 } }, () => 'there');
    const { id } = await fire(busy, backlog, { list: Array.from({ length: ITEMS }, (_, n) => n) });
    const begun = async () =>
      (await getFiring(busy, id)).runs
        .flatMap(({ items }) => items ?? [])
        .filter(({ attempt }) => attempt > 0);
    await expect.poll(async () => (await begun()).length, { timeout: 20_000 }).toBeGreaterThan(100);

    const first = await fire(other, hook, {});
    expect((await waitForFiring(other, first.id, { timeoutSeconds: 20 })).runs).toMatchObject([
      { result: 'there' },
    ]);
    expect((await begun()).length).toBeLessThan((HANDLERS * ITEMS) / 2);

    await cancelFiring(busy, id);
    const { runs } = await waitForFiring(busy, id, { timeoutSeconds: 30 });
    expect(new Set(runs.map(({ state }) => state))).toEqual(new Set(['cancelled']));
  });
});
