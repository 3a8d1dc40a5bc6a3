import {
  addHook,
  type Connection,
  fire,
  getMail,
  listHandlers,
  register,
  waitForFiring,
} from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Host } from './hosts/host.ts';
import { openHost } from './hosts/open-host.ts';
import { asAdmin, newPerson } from './hosts/people.ts';

const none = { notifyOnSuccess: null, notifyOnFailure: null };

describe('A filter', () => {
  let host: Host;
  let allen: Connection;
  let pipeline: Connection;

  const ran = async (
    hook: string,
    payload: object,
    options: { tags?: string[]; allHandlers?: boolean } = {},
  ) => {
    const { id } = await fire(pipeline, hook, payload, options);
    const { runs } = await waitForFiring(allen, id, { timeoutSeconds: 20 });
    return runs;
  };
  const names = async (...firing: Parameters<typeof ran>) =>
    (await ran(...firing)).map((run) => run.handlerName).sort();

  beforeAll(async () => {
    host = await openHost();
    allen = await newPerson(host, 'allen');
    pipeline = await newPerson(host, 'pipeline', 'ingest');
  });
  afterAll(() => host?.stop());

  test('lets the handler run for the firings for which it is true, of those that its tags choose', async () => {
    const { name: hook } = await addHook(asAdmin(host), { name: 'lab.filtered' });
    const filter = '$count(DataSets[Success = false]) > 1';
    await register(allen, { name: 'all', hook, ...none }, () => 'ran');
    await register(allen, { name: 'failures', hook, ...none, filter }, () => 'ran');
    await register(
      allen,
      { name: 'from-pipeline', hook, ...none, filter: '$event.firedBy = "pipeline"' },
      () => 'ran',
    );
    await register(
      allen,
      { name: 'red-large', hook, ...none, tags: ['red'], filter: 'amount > 100' },
      () => 'ran',
    );
    expect((await listHandlers(allen, { hook })).find(({ name }) => name === 'failures')?.filter).toBe(
      filter,
    );

    const failed = { DataSets: [{ Success: false }, { Success: true }, { Success: false }] };
    expect(await names(hook, {})).toEqual(['all', 'from-pipeline']);
    expect(await names(hook, failed)).toEqual(['all', 'failures', 'from-pipeline']);
    expect(await names(hook, { amount: 120 })).toEqual(['all', 'from-pipeline']);
    expect(await names(hook, { amount: 120 }, { tags: ['red'] })).toEqual([
      'all',
      'from-pipeline',
      'red-large',
    ]);
    expect(await names(hook, { amount: 20 }, { tags: ['red'] })).toEqual(['all', 'from-pipeline']);
    expect(await names(hook, { amount: 20 }, { allHandlers: true })).toEqual(['all', 'from-pipeline']);
  });

  test('that cannot be evaluated fails the run, and the owner is told; the other handlers run', async () => {
    const { name: hook } = await addHook(asAdmin(host), { name: 'lab.filter-fails' });
    await register(allen, { name: 'other', hook, ...none }, () => 'ran');
    await register(
      allen,
      {
        name: 'careful',
        hook,
        notifyOnSuccess: null,
        notifyOnFailure: 'failure@example.com',
        filter: 'amount > 100',
      },
      () => 'ran',
    );
    const runs = await ran(hook, { amount: 'many' });
    const careful = runs.find((run) => run.handlerName === 'careful')!;
    expect(runs.find((run) => run.handlerName === 'other')?.state).toBe('succeeded');
    expect(careful).toMatchObject({
      state: 'failed',
      error: {
        name: 'FilterFailed',
        message:
          'filter: Near character 8: The values "many" and 100 either side of operator ">" must be of the same data type.',
      },
    });
    const mail = async () => await getMail(allen, careful.id);
    await expect.poll(mail, { timeout: 20_000 }).toMatchObject({ to: 'failure@example.com' });
    expect((await mail()).text).toContain('FilterFailed: filter: Near character 8');
  });
});
