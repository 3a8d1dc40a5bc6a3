import {
  addHook,
  type Connection,
  deregister,
  fire,
  getFiring,
  getMail,
  hooks,
  listHandlers,
  listMails,
  register,
  waitForFiring,
} from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectGolden } from './hosts/expect-golden.ts';
import type { Host } from './hosts/host.ts';
import { openHost } from './hosts/open-host.ts';
import { asAdmin, newPerson } from './hosts/people.ts';

const both = { notifyOnSuccess: 'success@example.com', notifyOnFailure: 'failure@example.com' };
const none = { notifyOnSuccess: null, notifyOnFailure: null };

describe('A firing, from register to e-mail', () => {
  let host: Host;
  let allen: Connection;
  let pipeline: Connection;

  const golden = (name: string, ...ids: string[]) => expectGolden(asAdmin(host), name, ids);
  const addLab = async (name: string): Promise<string> => (await addHook(asAdmin(host), { name })).name;
  const finished = (id: string) => waitForFiring(allen, id, { timeoutSeconds: 20 });
  const runNamed = async (id: string, name: string) =>
    (await finished(id)).runs.find((run) => run.handlerName === name);

  beforeAll(async () => {
    host = await openHost();
    allen = await newPerson(host, 'allen');
    pipeline = await newPerson(host, 'pipeline', 'ingest');
  });
  afterAll(() => host?.stop());

  test('ctingress.on_complete is known from the start', async () => {
    expect(await hooks(allen)).toContain('ctingress.on_complete');
  });

  test('the handler runs with the payload, and its owner gets the returned text by e-mail', async () => {
    const hook = await addLab('lab.success');
    const handler = await register(
      allen,
      { name: 'greeter', hook, ...both },
      (input: { name: string }) => `Hello ${input.name}`,
    );
    expect(handler).toMatchObject({
      name: 'greeter',
      hook,
      version: 0,
      tags: [],
      createdBy: 'allen',
      ...both,
    });
    const { id, duplicate } = await fire(pipeline, hook, { name: 'world' });
    expect(duplicate).toBe(false);
    const firing = await finished(id);
    expect(firing).toMatchObject({
      state: 'finished',
      firedBy: 'pipeline',
      counts: { succeeded: 1, failed: 0 },
    });
    expect(firing.runs[0]).toMatchObject({
      state: 'succeeded',
      result: 'Hello world',
      attempt: 1,
      handlerVersion: 0,
    });
    await golden('success', id);
    const left = async () => await getMail(allen, firing.runs[0]!.id);
    await expect.poll(left, { timeout: 20_000 }).toMatchObject({
      to: 'success@example.com',
      subject: '[Hookline] greeter succeeded (lab.success)',
      state: host.mailEndsAs,
    });
    expect((await left()).text).toContain('Returned\n--------\nHello world\n');
  });

  test('an exception goes to the failure address with name, message, stack and output', async () => {
    const hook = await addLab('lab.failure');
    await register(allen, { name: 'thrower', hook, ...both }, () => {
      console.log('about to fail');
      throw new RangeError('cfg format error');
    });
    const { id } = await fire(pipeline, hook, {});
    const run = (await finished(id)).runs[0]!;
    expect(run).toMatchObject({
      state: 'failed',
      output: 'about to fail\n',
      error: { name: 'RangeError', message: 'cfg format error' },
    });
    await golden('failure', id);
    const mail = await getMail(allen, run.id);
    expect(mail.to).toBe('failure@example.com');
    expect(mail.text).toContain('RangeError: cfg format error');
    expect(mail.text).toMatch(/Stack\n-----\nRangeError: cfg format error\n +at /);
    expect(mail.text).toContain('about to fail');
  });

  test('without addresses there is no e-mail', async () => {
    const hook = await addLab('lab.silent');
    await register(allen, { name: 'silent', hook, ...none }, () => 'done');
    const firing = await finished((await fire(pipeline, hook, {})).id);
    await golden('silent', firing.id);
    expect((await listMails(allen)).some((mail) => mail.id === firing.runs[0]!.id)).toBe(false);
  });

  test('tags choose by logical OR; handlers without tags always run; allHandlers runs every one', async () => {
    const hook = await addLab('lab.tags');
    for (const [name, tags] of [
      ['plain', []],
      ['red', ['red']],
      ['redblue', ['red', 'blue']],
      ['green', ['green']],
    ] as const) {
      await register(allen, { name, hook, ...none, tags: [...tags] }, () => 'ran');
    }
    const ids: string[] = [];
    const ran = async (options: { tags?: string[]; allHandlers?: boolean }) => {
      const { id } = await fire(pipeline, hook, {}, options);
      ids.push(id);
      return (await finished(id)).runs.map((run) => run.handlerName).sort();
    };
    expect(await ran({})).toEqual(['plain']);
    expect(await ran({ tags: ['red'] })).toEqual(['plain', 'red', 'redblue']);
    expect(await ran({ tags: ['blue', 'green'] })).toEqual(['green', 'plain', 'redblue']);
    expect(await ran({ tags: ['yellow'] })).toEqual(['plain']);
    expect(await ran({ allHandlers: true })).toEqual(['green', 'plain', 'red', 'redblue']);
    await golden('tags', ...ids);
  });

  test('a firing that no handler matches is finished at once', async () => {
    const hook = await addLab('lab.empty');
    const { id } = await fire(allen, hook, {});
    expect(await getFiring(allen, id)).toMatchObject({ state: 'finished', runs: [] });
    await golden('empty', id);
  });

  test('registering the same hook and name replaces: same id, next version, and the next firing runs it', async () => {
    const hook = await addLab('lab.replace');
    const first = await register(allen, { name: 'one', hook, ...none }, () => 'first');
    const second = await register(allen, { name: 'one', hook, ...none, tags: ['red'] }, () => 'second');
    expect(second).toMatchObject({ id: first.id, version: 1, tags: ['red'], createdAt: first.createdAt });
    expect(second.updatedAt.getTime()).toBeGreaterThanOrEqual(first.updatedAt.getTime());
    expect(await listHandlers(allen, { hook })).toEqual([second]);
    const { id } = await fire(pipeline, hook, {}, { tags: ['red'] });
    expect((await finished(id)).runs[0]).toMatchObject({ result: 'second', handlerVersion: 1 });
    await golden('replacement', id);
  });

  test('deregister tells whether there was one, and it does not run any more', async () => {
    const hook = await addLab('lab.deregister');
    const { id } = await register(allen, { name: 'gone', hook, ...none }, () => 'ran');
    expect(await deregister(allen, id)).toBe(true);
    expect(await deregister(allen, id)).toBe(false);
    expect((await finished((await fire(allen, hook, {})).id)).runs).toEqual([]);
  });

  test('one idempotency key is carried out once; with another payload it is a conflict', async () => {
    const hook = await addLab('lab.idempotent');
    await register(allen, { name: 'once', hook, ...none }, (_input, context) => context.run.id);
    const options = { idempotencyKey: 'request-1' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => fire(pipeline, hook, { a: 1 }, options)),
    );
    expect(new Set(answers.map((answer) => answer.id)).size).toBe(1);
    expect(answers.filter((answer) => !answer.duplicate)).toHaveLength(1);
    await expect(fire(pipeline, hook, { a: 2 }, options)).rejects.toMatchObject({
      status: 409,
      code: 'idempotency-key-reused',
    });
    await expect(fire(pipeline, hook, { a: 1 }, { ...options, tags: ['x'] })).rejects.toMatchObject({
      status: 409,
    });
    expect((await finished(answers[0]!.id)).runs).toHaveLength(1);
    await golden('idempotent', answers[0]!.id);
    const other = await addLab('lab.idempotent-other');
    expect((await fire(pipeline, other, { a: 2 }, options)).duplicate).toBe(false);
  });

  test('integers beyond 2^53 keep their last digit, from the wire to the handler to the e-mail', async () => {
    const hook = await addLab('lab.digits');
    await register(
      allen,
      { name: 'digits', hook, ...both },
      (input: { StartNs: bigint; small: number; deep: { list: bigint[] } }) => ({
        type: typeof input.StartNs,
        next: input.StartNs + 1n,
        small: input.small,
        last: input.deep.list.at(-1),
      }),
    );
    const body =
      '{ "StartNs": 1591844350000000000,  "small": 7, "deep": {"list": [-9223372036854775809, 18446744073709551617]} }';
    const answer = await fetch(`${host.url}/v1/hooks/${hook}/firings`, {
      method: 'POST',
      headers: { authorization: `Bearer ${pipeline.apiKey}`, 'content-type': 'application/json' },
      body,
    });
    const { id } = (await answer.json()) as { id: string };
    const run = (await finished(id)).runs[0]!;
    await golden('digits', id);
    expect(run.result).toBe(
      '{"type":"bigint","next":1591844350000000001,"small":7,"last":18446744073709551617}',
    );
    expect((await getMail(allen, run.id)).text).toContain('"next":1591844350000000001');
  });

  test('the SDK sends BigInt as a JSON integer', async () => {
    const hook = await addLab('lab.sdk-digits');
    await register(allen, { name: 'digits', hook, ...none }, (input: { n: bigint }) => String(input.n));
    const { id } = await fire(pipeline, hook, { n: 1591844350000000001n });
    expect((await runNamed(id, 'digits'))?.result).toBe('1591844350000000001');
  });

  test('the context names the run, and holds a connection as the registering user', async () => {
    const hook = await addLab('lab.context');
    const follow = await addLab('lab.context-follow');
    await register(
      allen,
      { name: 'follow', hook: follow, ...none },
      (input: { from: string }) => `after ${input.from}`,
    );
    await register(allen, { name: 'first', hook, ...none, tags: ['chain'] }, async (_input, context) => {
      const answer = await fetch(`${context.hookline.endpoint}/v1/hooks/lab.context-follow/firings`, {
        method: 'POST',
        headers: { authorization: `Bearer ${context.hookline.apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ from: context.run.firingId }),
      });
      const { id } = (await answer.json()) as { id: string };
      return { id, run: context.run, key: context.hookline.apiKey };
    });
    const { id } = await fire(pipeline, hook, {}, { tags: ['chain'] });
    const result = JSON.parse((await runNamed(id, 'first'))!.result!) as {
      id: string;
      run: object;
      key: string;
    };
    expect(result.run).toMatchObject({ attempt: 1, firingId: id, hook, tags: ['chain'] });
    const followed = await finished(result.id);
    await golden('context', id, result.id);
    expect(followed).toMatchObject({ firedBy: 'allen', runs: [{ result: `after ${id}` }] });
    // The key ends with the run.
    const late = await fetch(`${host.url}/v1/handlers`, {
      headers: { authorization: `Bearer ${result.key}` },
    });
    expect(late.status).toBe(401);
  });

  test('a request that prefers to wait is answered with the finished firing, for keys that may read', async () => {
    const hook = await addLab('lab.wait');
    await register(allen, { name: 'waited', hook, ...none }, () => 'waited for');
    const post = (key: string, prefer: string) =>
      fetch(`${host.url}/v1/hooks/${hook}/firings`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', prefer },
        body: '{}',
      });
    const waited = await post(allen.apiKey, 'wait=20');
    expect(waited.status).toBe(200);
    expect(waited.headers.get('preference-applied')).toBe('wait=20');
    expect(await waited.json()).toMatchObject({ state: 'finished', runs: [{ result: 'waited for' }] });
    expect((await post(pipeline.apiKey, 'wait=20')).status).toBe(202);
    expect((await post(allen.apiKey, 'respond-async')).status).toBe(202);
  });

  test('of a result 64 KiB are kept, and it is said that the rest was cut', async () => {
    const hook = await addLab('lab.result');
    await register(allen, { name: 'exact', hook, ...none }, () => 'x'.repeat(64 * 1024));
    await register(allen, { name: 'more', hook, ...both }, () => 'x'.repeat(64 * 1024 + 1));
    const { id } = await fire(pipeline, hook, {});
    expect(await runNamed(id, 'exact')).toMatchObject({ resultCut: false });
    await golden('cut-result', id);
    const more = (await runNamed(id, 'more'))!;
    expect(more.result).toHaveLength(64 * 1024);
    expect(more.resultCut).toBe(true);
    expect((await getMail(allen, more.id)).text).toContain('[cut here');
  });
});
