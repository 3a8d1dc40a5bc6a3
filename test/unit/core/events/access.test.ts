import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Role, roleSchema } from '../../../../core/contract/identity.ts';
import { addNamespace } from '../../../../core/events/add-namespace.ts';
import { countEvents } from '../../../../core/events/count-events.ts';
import { listEvents } from '../../../../core/events/list-events.ts';
import { listNamespaces } from '../../../../core/events/list-namespaces.ts';
import { listenEvents } from '../../../../core/events/listen-events.ts';
import type { Caller } from '../../../../core/identity/caller.ts';
import { caller, type Log, openLog, send } from './open-log.ts';

const roles = roleSchema.options;
const everything = { afterOffset: 0, limit: 1000 };

const list = async (log: Log, as: Caller, namespace?: string) =>
  (await listEvents(log, as, { ...everything, filter: { namespace }, newestFirst: false })).events;

describe('Who reads and sends which events', () => {
  const owner = caller('owner');
  const others: Record<string, { readers: Role[]; writers: Role[] }> = {
    closed: { readers: [], writers: [] },
    'read by developers': { readers: ['developer'], writers: [] },
    'sent to by ingest': { readers: [], writers: ['ingest'] },
    'sent to by viewers': { readers: ['viewer'], writers: ['viewer'] },
  };

  /** A log with an event in every namespace. */
  async function fill(): Promise<Log> {
    const log = openLog();
    for (const [name, draft] of Object.entries(others)) {
      await addNamespace(log, owner, { name, ...draft, retentionDays: 90 });
    }
    for (const namespace of ['default', ...Object.keys(others)]) {
      await send(log, owner, { namespace, value: namespace });
    }
    for (const name of ['me', 'owner']) {
      const common = {
        context: null,
        eventType: 'firing.accepted',
        sender: name,
        expiresAt: log.clock.now(),
      };
      const draft = { ...common, key: 'hook', value: '{}', namespace: `hookline/${name}` };
      await log.events.append([draft], log.clock.now());
    }
    return log;
  }

  const everybody = ['default', ...Object.keys(others), 'hookline/me', 'hookline/owner', 'unknown'];
  test.each<[Role, reads: string[], sends: string[]]>([
    ['admin', everybody, ['default', ...Object.keys(others), 'unknown']],
    ['developer', ['default', 'read by developers', 'hookline/me', 'unknown'], ['default', 'unknown']],
    ['ingest', [], ['default', 'sent to by ingest']],
    ['viewer', everybody, []],
  ])('as %s', async (role, reads, sends) => {
    const me = caller('me', role);
    for (const namespace of everybody) {
      // Sending to a namespace that nobody has makes it one's own, so that it is looked at afterwards.
      const log = await fill();
      const sent = send(log, me, { namespace });
      if (sends.includes(namespace)) await expect(sent, `sends to ${namespace}`).resolves.toHaveLength(1);
      else
        await expect(sent, `sends to ${namespace}`).rejects.toMatchObject({
          code: 'namespace-forbidden',
          field: 'namespace',
        });
      const read = list(log, me, namespace);
      if (reads.includes(namespace)) await expect(read, `reads ${namespace}`).resolves.toBeDefined();
      else await expect(read, `reads ${namespace}`).rejects.toMatchObject({ code: 'namespace-forbidden' });
    }
  });

  test('a namespace that is not there looks like one that is closed', async () => {
    const log = await fill();
    const me = caller('me');
    const refusals = await Promise.all(
      ['closed', 'no such'].map((namespace) =>
        list(log, me, namespace).catch((error: Error) => error.message),
      ),
    );
    expect(refusals[0]).toBe(String(refusals[1]).replace('no such', 'closed'));
  });

  test('nobody sends in the name of the platform', async () => {
    const log = openLog();
    const admin = caller('admin', 'admin');
    await expect(send(log, admin, { namespace: 'hookline/admin' })).rejects.toMatchObject({ status: 403 });
    const draft = { name: 'hookline/x', readers: [], writers: [], retentionDays: 1 };
    await expect(addNamespace(log, admin, draft)).rejects.toMatchObject({ code: 'namespace-reserved' });
  });

  test('of a batch with one forbidden event nothing is stored', async () => {
    const log = await fill();
    const before = await log.events.latestOffset();
    await expect(send(log, caller('me'), {}, { namespace: 'closed' })).rejects.toMatchObject({ status: 403 });
    expect(await log.events.latestOffset()).toBe(before);
  });

  test('lists, counts and listeners of all namespaces have what the namespaces have one by one, and no more', async () => {
    const role = fc.constantFrom(...roles);
    const someRoles = fc.uniqueArray(role);
    const namespace = fc.record({ owner: fc.constantFrom('a', 'b'), readers: someRoles, writers: someRoles });
    await fc.assert(
      fc.asyncProperty(
        fc.array(namespace, { maxLength: 5 }),
        fc.array(fc.nat(7), { maxLength: 20 }),
        fc.constantFrom('a', 'b', 'c'),
        role,
        async (drafts, places, name, ofRole) => {
          const log = openLog();
          const names = ['default', 'hookline/a', 'hookline/c', ...drafts.map((_, index) => `n${index}`)];
          for (const [index, { owner: user, readers, writers }] of drafts.entries()) {
            const draft = { name: `n${index}`, readers, writers, retentionDays: 90 };
            await addNamespace(log, caller(user), draft);
          }
          for (const place of places) {
            const draft = { key: 'k', value: '1', eventType: null, context: null, sender: 's' };
            await log.events.append(
              [{ ...draft, namespace: names[place % names.length]!, expiresAt: log.clock.now() }],
              log.clock.now(),
            );
          }
          const me = caller(name, ofRole);
          const oneByOne = (
            await Promise.all(names.map((found) => list(log, me, found).catch(() => [])))
          ).flat();
          const offsets = oneByOne.map(({ offset }) => offset).toSorted((a, b) => a - b);
          const all = await list(log, me);
          expect(all.map(({ offset }) => offset)).toEqual(offsets);
          expect(await countEvents(log, me, { filter: {} })).toMatchObject({ total: offsets.length });
          const heard = await listenEvents(log, me, { ...everything, filter: {}, waitMs: 0 });
          expect(heard.events).toEqual(all);
          const listed = (await listNamespaces(log, me)).map((found) => found.name);
          for (const found of new Set(all.map((event) => event.namespace))) {
            if (!found.startsWith('hookline/')) expect(listed).toContain(found);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('A namespace', () => {
  const draft = (more: object = {}) => ({ name: 'n', readers: [], writers: [], retentionDays: 90, ...more });

  test("becomes the one's who sends to it first, and is closed to others", async () => {
    const log = openLog();
    await send(log, caller('first'), { namespace: 'n' });
    await expect(send(log, caller('second'), { namespace: 'n' })).rejects.toMatchObject({ status: 403 });
    expect((await listNamespaces(log, caller('first'))).at(-1)).toMatchObject({ name: 'n', owner: 'first' });
  });

  test('does not come about by those who may not register things', async () => {
    const log = openLog();
    for (const role of ['ingest', 'viewer'] as const) {
      await expect(send(log, caller('x', role), { namespace: 'n' })).rejects.toMatchObject({ status: 403 });
      await expect(addNamespace(log, caller('x', role), draft())).rejects.toMatchObject({
        code: 'forbidden',
      });
    }
  });

  test('is changed by its owner and by admins, and keeps its owner', async () => {
    const log = openLog();
    await addNamespace(log, caller('first'), draft());
    await expect(addNamespace(log, caller('second'), draft())).rejects.toMatchObject({
      code: 'namespace-taken',
    });
    const changed = await addNamespace(log, caller('a', 'admin'), draft({ readers: ['viewer'] }));
    expect(changed).toMatchObject({ owner: 'first', readers: ['viewer'] });
    await expect(addNamespace(log, caller('second'), draft({ name: 'default' }))).rejects.toMatchObject({
      code: 'namespace-taken',
    });
    const open = draft({ name: 'default', readers: [], writers: [] });
    await addNamespace(log, caller('a', 'admin'), open);
    await expect(send(log, caller('second'), {})).rejects.toMatchObject({ status: 403 });
  });
});
