import { addHook, type Connection, fire, getMail, listMails, register, waitForFiring } from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Host } from './hosts/host.ts';
import { openHost } from './hosts/open-host.ts';
import { asAdmin, newPerson } from './hosts/people.ts';

const both = { notifyOnSuccess: 'success@example.com', notifyOnFailure: 'failure@example.com' };

describe('One handler, many items', () => {
  let host: Host;
  let allen: Connection;
  beforeAll(async () => {
    host = await openHost();
    allen = await newPerson(host, 'allen');
  });
  afterAll(() => host?.stop());

  const addLab = async (name: string): Promise<string> => (await addHook(asAdmin(host), { name })).name;
  /** As it stands: JavaScript would round the integers. */
  const fireJson = async (hook: string, body: string) => {
    const headers = { authorization: `Bearer ${host.adminKey}`, 'content-type': 'application/json' };
    const answer = await fetch(`${host.url}/v1/hooks/${hook}/firings`, { method: 'POST', headers, body });
    return (await answer.json()) as { id: string };
  };
  const ran = async (hook: string, input: object) => {
    const { id } = await fire(allen, hook, input);
    return (await waitForFiring(allen, id, { timeoutSeconds: 60 })).runs[0]!;
  };

  test('the handler runs once for each; there is one outcome and one e-mail with a table of them', async () => {
    const hook = await addLab('lab.items');
    await register(
      allen,
      { name: 'each', hook, ...both, each: 'DataSets' },
      (set: { name: string }) => `did ${set.name}`,
    );
    const run = await ran(hook, { DataSets: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] });
    expect(run).toMatchObject({
      state: 'succeeded',
      result: '{"items":3,"succeeded":3,"skipped":0,"failed":0,"cancelled":0}',
      items: [
        { index: 0, state: 'succeeded', attempt: 1, result: 'did a' },
        { index: 1, state: 'succeeded', attempt: 1, result: 'did b' },
        { index: 2, state: 'succeeded', attempt: 1, result: 'did c' },
      ],
    });
    await expect
      .poll(async () => (await getMail(allen, run.id)).to, { timeout: 20_000 })
      .toBe('success@example.com');
    expect((await getMail(allen, run.id)).text).toContain('Items (3 succeeded)');
    expect((await listMails(allen)).filter(({ id }) => id === run.id)).toHaveLength(1);
  });

  test('one that fails is tried again by itself, and does not repeat the others', async () => {
    const hook = await addLab('lab.items-retry');
    const retry = { maxAttempts: 3, backoffFactorSeconds: 0.01 };
    await register(
      allen,
      { name: 'flaky', hook, ...both, each: 'list', retry },
      ({ n }: { n: number }, { run }) => {
        if (n === 1 && run.attempt < 3) throw new Error('not yet');
        return n;
      },
    );
    const run = await ran(hook, { list: [{ n: 0 }, { n: 1 }, { n: 2 }] });
    expect(run.state).toBe('succeeded');
    expect(run.items?.map(({ attempt }) => attempt)).toEqual([1, 3, 1]);
  });

  test('evaluation decides what some failures make of the run', async () => {
    const hook = await addLab('lab.items-evaluation');
    const options = { hook, ...both, each: 'list' };
    const odd = ({ n }: { n: number }) => {
      if (n % 2 === 1) throw new RangeError(`odd ${n}`);
      return n;
    };
    await register(allen, { ...options, name: 'all' }, odd);
    await register(allen, { ...options, name: 'some', evaluation: 'SUCCESS_FOR_PARTIAL_SUCCESS' }, odd);
    const { id } = await fire(allen, hook, { list: [{ n: 0 }, { n: 1 }, { n: 2 }] });
    const { runs } = await waitForFiring(allen, id, { timeoutSeconds: 60 });
    const [all, some] = ['all', 'some'].map((name) => runs.find(({ handlerName }) => handlerName === name));
    expect(all).toMatchObject({ state: 'failed', error: { name: 'ItemsFailed' } });
    expect(all?.error?.message).toContain('1 of 3 items failed');
    expect(some).toMatchObject({ state: 'succeeded' });
  });

  test('stopOnException ends the remaining items as cancelled', async () => {
    const hook = await addLab('lab.items-stop');
    const options = {
      name: 'stops',
      hook,
      ...both,
      each: 'list',
      stopOnException: true,
      executor: { maxWorkers: 1 },
    };
    await register(allen, options, ({ n }: { n: number }) => {
      if (n === 1) throw new Error('stop here');
      return n;
    });
    const run = await ran(hook, { list: [{ n: 0 }, { n: 1 }, { n: 2 }, { n: 3 }] });
    expect(run.state).toBe('failed');
    expect(run.items?.map(({ state }) => state)).toEqual(['succeeded', 'failed', 'cancelled', 'cancelled']);
  });

  test('batchSize hands over several together; items that are no objects are named item', async () => {
    const hook = await addLab('lab.items-batch');
    await register(
      allen,
      { name: 'batches', hook, ...both, each: 'list', batchSize: 2 },
      ({ items }: { items: number[] }) => items,
    );
    await register(
      allen,
      { name: 'single', hook, ...both, each: 'list' },
      ({ item }: { item: number }) => item,
    );
    const { id } = await fire(allen, hook, { list: [1, 2, 3] });
    const { runs } = await waitForFiring(allen, id, { timeoutSeconds: 60 });
    const results = (name: string) =>
      runs.find(({ handlerName }) => handlerName === name)?.items?.map(({ result }) => result);
    expect(results('batches')).toEqual(['[1,2]', '[3]']);
    expect(results('single')).toEqual(['1', '2', '3']);
  });

  test('an item is told which it is, keeps its digits, and has the whole payload beside it', async () => {
    const hook = await addLab('lab.items-context');
    await register(
      allen,
      { name: 'knowing', hook, ...both, each: 'sets[Success].ids' },
      ({ item }: { item: bigint }, context) => [item, context.item, Object.keys(context.payload as object)],
    );
    const big = '9007199254740993';
    const { id } = await fireJson(
      hook,
      `{"sets":[{"Success":true,"ids":[${big},1]},{"ids":[2]}],"name":"a"}`,
    );
    const { runs } = await waitForFiring(allen, id, { timeoutSeconds: 60 });
    expect(runs[0]?.items?.map(({ result }) => result)).toEqual([
      `[${big},{"index":0,"count":2},["sets","name"]]`,
      '[1,{"index":1,"count":2},["sets","name"]]',
    ]);
  });

  test.each([
    ['stopOnError', ['throw', 'fail', 'succeed'], ['failed', 'failed', 'cancelled'], 'failed'],
    ['stopOnException', ['fail', 'throw', 'succeed'], ['failed', 'failed', 'cancelled'], 'failed'],
    ['stopOnSuccess', ['throw', 'succeed', 'throw'], ['failed', 'succeeded', 'cancelled'], 'succeeded'],
    ['stopOnSuccess', ['fail', 'skip', 'throw'], ['failed', 'skipped', 'cancelled'], 'succeeded'],
  ] as const)('%s: of the items %j the rest is cancelled', async (option, does, states, state) => {
    const hook = await addLab(`lab.items-${option}-${does.join('-')}`);
    const options = {
      ...{ name: 'obedient', hook, ...both, each: 'list', executor: { maxWorkers: 1 } },
      evaluation: 'SUCCESS_FOR_PARTIAL_SUCCESS',
      shouldSkip: ({ item }: { item: string }) => item === 'skip' && 'known',
      [option]: true,
    } as const;
    await register(allen, options, ({ item }: { item: string }) => {
      if (item === 'throw') throw new RangeError('thrown');
      return { ok: item === 'succeed', result: item };
    });
    const run = await ran(hook, { list: does });
    expect(run.items?.map((item) => item.state)).toEqual(states);
    expect(run.state).toBe(state);
  });

  test('a skipped item is a success, with what shouldSkip gave', async () => {
    const hook = await addLab('lab.items-skip');
    const shouldSkip = ({ n }: { n: number }) => n > 0 && { known: n };
    await register(allen, { name: 'skips', hook, ...both, each: 'list', shouldSkip }, () => 'done');
    const run = await ran(hook, { list: [{ n: 0 }, { n: 1 }] });
    expect(run).toMatchObject({
      state: 'succeeded',
      result: '{"items":2,"succeeded":1,"skipped":1,"failed":0,"cancelled":0}',
      items: [
        { state: 'succeeded', result: 'done' },
        { state: 'skipped', result: '{"known":1}' },
      ],
    });
  });

  test('what is too much, or no list, fails the run with the remedy', async () => {
    const hook = await addLab('lab.items-fail');
    await register(allen, { name: 'many', hook, ...both, each: '[1..1001]' }, () => 1);
    await register(allen, { name: 'wrong', hook, ...both, each: 'name + 1' }, () => 1);
    const { id } = await fire(allen, hook, { name: 'a' });
    const { runs } = await waitForFiring(allen, id, { timeoutSeconds: 60 });
    const [many, wrong] = ['many', 'wrong'].map((name) => runs.find((run) => run.handlerName === name));
    expect(many).toMatchObject({ state: 'failed', items: null, error: { name: 'EachFailed' } });
    expect(many?.error?.message).toContain('a run has at most 1000. Group them with batchSize');
    expect(wrong?.error).toMatchObject({
      name: 'EachFailed',
      message: expect.stringContaining('must evaluate to a number'),
    });
  });

  test('no items at all is a failure unless the evaluation says otherwise', async () => {
    const hook = await addLab('lab.items-none');
    await register(allen, { name: 'default', hook, ...both, each: 'list' }, () => 'never');
    expect(await ran(hook, { list: [] })).toMatchObject({
      state: 'failed',
      items: [],
      error: { name: 'ItemsFailed' },
    });
  });

  test('many items, no more at once than maxWorkers', async () => {
    const hook = await addLab('lab.items-many');
    const options = { name: 'many', hook, ...both, each: 'list', executor: { maxWorkers: 3 } };
    await register(allen, options, ({ item }: { item: number }) => item * 2);
    // An emulated function takes half a second.
    const list = Array.from({ length: host.kind === 'deployed' ? 60 : 300 }, (_, n) => n);
    const run = await ran(hook, { list });
    expect(run.state).toBe('succeeded');
    expect(run.items?.map(({ result }) => Number(result))).toEqual(list.map((n) => n * 2));
  });
});
