import {
  addHook,
  Connection as Conn,
  type Connection,
  createKey,
  deregister,
  fire,
  getFiring,
  getMail,
  listHandlers,
  listKeys,
  listMails,
  register,
  revokeKey,
  rotateKey,
  waitForFiring,
} from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectGolden } from './hosts/expect-golden.ts';
import type { Host } from './hosts/host.ts';
import { openHost } from './hosts/open-host.ts';
import { asAdmin, newPerson } from './hosts/people.ts';

const HOOK = 'lab.shared';

describe('Nothing of one tenant reaches another', () => {
  let host: Host;
  let allen: Connection;
  let beth: Connection;
  let viewer: Connection;

  beforeAll(async () => {
    host = await openHost();
    await addHook(asAdmin(host), { name: HOOK });
    [allen, beth, viewer] = await Promise.all([
      newPerson(host, 'allen'),
      newPerson(host, 'beth'),
      newPerson(host, 'vera', 'viewer'),
    ]);
    await register(
      allen,
      { name: 'of-allen', hook: HOOK, notifyOnSuccess: 'allen@example.com', notifyOnFailure: null },
      () => 'secret of allen',
    );
    await register(
      beth,
      { name: 'of-beth', hook: HOOK, notifyOnSuccess: 'beth@example.com', notifyOnFailure: null },
      () => 'secret of beth',
    );
  });
  afterAll(() => host?.stop());

  test('each sees, gets and may remove only what is theirs; a viewer and an admin see all', async () => {
    const { id } = await fire(allen, HOOK, {});
    const whole = await waitForFiring(asAdmin(host), id, { timeoutSeconds: 20 });
    expect(whole.runs.map((run) => run.handlerName)).toEqual(['of-allen', 'of-beth']);
    expect((await getFiring(viewer, id)).runs).toHaveLength(2);
    await expectGolden(viewer, 'tenants', [id]);

    expect((await getFiring(allen, id)).runs.map((run) => run.result)).toEqual(['secret of allen']);
    expect((await getFiring(beth, id)).runs.map((run) => run.result)).toEqual(['secret of beth']);
    expect(JSON.stringify(await getFiring(beth, id))).not.toContain('allen,');

    expect((await listHandlers(beth)).map((handler) => handler.name)).toEqual(['of-beth']);
    expect(await listHandlers(viewer)).toHaveLength(2);
    expect((await listMails(beth)).map((mail) => mail.to)).toEqual(['beth@example.com']);
    const [ofAllen] = await listHandlers(allen);
    await expect(getMail(beth, `${id}-${ofAllen!.id}`)).rejects.toMatchObject({ status: 404 });
    expect(await deregister(beth, ofAllen!.id)).toBe(false);
    expect(await listHandlers(allen)).toHaveLength(1);
  });

  test('a firing in which one has no part looks as if it were not there', async () => {
    const { name } = await addHook(asAdmin(host), { name: 'lab.private' });
    await register(
      allen,
      { name: 'only', hook: name, notifyOnSuccess: null, notifyOnFailure: null },
      () => 'x',
    );
    const { id } = await fire(allen, name, {});
    await expect(getFiring(beth, id)).rejects.toMatchObject({ status: 404, code: 'firing-not-found' });
  });

  test("nobody can take over another's handler by its name, not even an admin", async () => {
    const steal = {
      name: 'of-allen',
      hook: HOOK,
      notifyOnSuccess: 'beth@example.com',
      notifyOnFailure: null,
    };
    await expect(register(beth, steal, () => 'stolen')).rejects.toMatchObject({
      status: 409,
      code: 'handler-name-taken',
    });
    await expect(register(asAdmin(host), steal, () => 'stolen')).rejects.toMatchObject({ status: 409 });
    expect((await listHandlers(allen, { hook: HOOK }))[0]).toMatchObject({
      version: 0,
      notifyOnSuccess: 'allen@example.com',
    });
  });

  test("code does not run as another: its bundle's address is the tenant's own", async () => {
    const answer = await fetch(`${host.url}/v1/code`, {
      method: 'POST',
      headers: { authorization: `Bearer ${allen.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ sha256: 'b'.repeat(64), sizeBytes: 10 }),
    });
    expect(((await answer.json()) as { upload: unknown }).upload).not.toBeNull();
  });

  test('a rotated key works on for the overlap, a revoked one not at all, and handlers are not touched', async () => {
    const created = await createKey(beth);
    const replacement = await rotateKey(beth, created.id, { overlapSeconds: 60 });
    const old = new Conn(host.url, created.apiKey);
    const next = new Conn(host.url, replacement.apiKey);
    expect(await listHandlers(old)).toEqual(await listHandlers(next));
    await revokeKey(next, created.id);
    await expect(listHandlers(old)).rejects.toMatchObject({ status: 401 });
    const immediate = await rotateKey(beth, replacement.id, { overlapSeconds: 0 });
    await expect(listHandlers(next)).rejects.toMatchObject({ status: 401 });
    expect((await listHandlers(new Conn(host.url, immediate.apiKey))).map((handler) => handler.name)).toEqual(
      ['of-beth'],
    );
    const keys = await listKeys(beth);
    expect(JSON.stringify(keys)).not.toContain(immediate.apiKey.slice(-43));
    expect(keys.every((key) => key.user === 'beth')).toBe(true);
  });
});
