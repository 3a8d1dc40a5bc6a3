import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExecutionOptions } from '../../core/contract/execution-options.ts';
import { matches } from '../../core/firing/plan.ts';
import type { HandlerDraft, HandlerRecord, HandlerStore } from '../../core/ports/handler-store.ts';

const draft = (more: Partial<HandlerDraft> = {}): HandlerDraft => ({
  name: 'report',
  hook: 'h',
  notifyOnSuccess: 'success@example.com',
  notifyOnFailure: null,
  tags: [],
  code: { sha256: 'a'.repeat(64), exportName: 'default' },
  tenantId: 'allen',
  updatedBy: 'Allen',
  updatedAt: 1000,
  ...more,
});

/** Every option of execution at once. */
const wholeOptions = {
  retry: {
    maxAttempts: 5,
    backoffFactorSeconds: 0.05,
    maxBackoffSeconds: 100,
    retryOn: ['ConnectionError'],
    includeSubclasses: true,
    jitter: false,
  },
  executor: {
    kind: 'thread',
    maxWorkers: 3,
    maxTasksPerChild: 10,
    namePrefix: 'report',
    timeoutSeconds: 7,
    memoryMiB: 128,
  },
  concurrencyKey: 'customer.id',
  rateLimit: { count: 10, perSeconds: 0.5 },
  filter: 'amount > 100',
  each: 'DataSets',
  batchSize: 20,
  evaluation: { majority: true, tieBreaker: false },
  stopOnError: true,
  stopOnException: true,
  stopOnSuccess: false,
} satisfies ExecutionOptions;

/** What every HandlerStore does. */
export function handlerStoreSuite(open: () => Promise<{ handlers: HandlerStore }>): void {
  /** Registers, where the name is not taken. */
  const registered = async (handlers: HandlerStore, more: Partial<HandlerDraft> = {}) => {
    const record = await handlers.register(draft(more));
    if (record === 'taken') throw new Error('The name is taken.');
    return record;
  };
  const selected = async (handlers: HandlerStore, tags: string[], all = false) =>
    (await handlers.select('h', tags, all)).map(({ id }) => id);

  describe('registering', () => {
    test('creates version 0, created and updated by who registers', async () => {
      const { handlers } = await open();
      const record = await registered(handlers, { tags: ['x', 'y'] });
      expect(record).toEqual({
        ...draft({ tags: ['x', 'y'] }),
        id: expect.any(Number),
        version: 0,
        createdAt: 1000,
        createdBy: 'Allen',
      });
      expect(Number.isSafeInteger(record.id) && record.id > 0).toBe(true);
      expect(await handlers.get(record.id)).toEqual(record);
    });

    test('keeps the workflow of a handler that starts one', async () => {
      const { handlers } = await open();
      const code = { workflow: 'ingest' };
      const { id } = await registered(handlers, { code });
      expect((await handlers.get(id))?.code).toEqual(code);
      expect((await handlers.version(id, 0))?.code).toEqual(code);
    });

    test('keeps every option of execution, and none that was not given', async () => {
      const { handlers } = await open();
      const record = await registered(handlers, wholeOptions);
      expect(record).toMatchObject(wholeOptions);
      expect(await handlers.get(record.id)).toEqual(record);
      expect(await handlers.version(record.id, 0)).toEqual(record);
      expect(await handlers.select('h', [], false)).toEqual([
        { id: record.id, version: 0, name: record.name, createdBy: record.createdBy, ...wholeOptions },
      ]);
      const plain = await registered(handlers);
      expect(Object.keys(plain)).not.toContain('retry');
      expect(await handlers.get(record.id)).toEqual(plain);
    });

    test('replaces the same hook and name: same id and creation, next version, everything else new', async () => {
      const { handlers } = await open();
      const first = await registered(handlers, { tags: ['x'] });
      const news = {
        updatedBy: 'Allen B.',
        updatedAt: 2000,
        executor: { timeoutSeconds: 5 },
        tags: [],
        notifyOnSuccess: null,
        notifyOnFailure: 'failure@example.com',
        code: { sha256: 'b'.repeat(64), exportName: 'run' },
      };
      const second = await registered(handlers, news);
      expect(second).toEqual({ ...first, ...news, version: 1 });
      expect(await handlers.get(first.id)).toEqual(second);
    });

    test('the same name on another hook is another handler', async () => {
      const { handlers } = await open();
      const one = await registered(handlers);
      const other = await registered(handlers, { hook: 'h2' });
      expect(other.id).not.toBe(one.id);
      expect(other.version).toBe(0);
    });

    test('a name of another tenant is taken, and nothing changes', async () => {
      const { handlers } = await open();
      const record = await registered(handlers);
      expect(await handlers.register(draft({ tenantId: 'bert', tags: ['x'] }))).toBe('taken');
      expect(await handlers.get(record.id)).toEqual(record);
      expect(await handlers.version(record.id, 1)).toBeUndefined();
      expect(await handlers.list({ afterId: 0, limit: 10 })).toEqual([record]);
      expect(await selected(handlers, ['x'])).toEqual([record.id]);
    });

    test('of two tenants who want a name at the same time one gets it', async () => {
      const { handlers } = await open();
      const answers = await Promise.all(
        ['allen', 'bert', 'carla'].map((tenantId) => handlers.register(draft({ tenantId }))),
      );
      const won = answers.filter((answer): answer is HandlerRecord => answer !== 'taken');
      expect(won).toHaveLength(1);
      expect(await handlers.list({ afterId: 0, limit: 10 })).toEqual(won);
      expect(await selected(handlers, [])).toEqual([won[0]?.id]);
    });

    test('registrations at the same time get one id and a version each, without gaps', async () => {
      const { handlers } = await open();
      const records = await Promise.all(
        Array.from({ length: 6 }, (_, index) =>
          registered(handlers, { executor: { timeoutSeconds: index + 1 } }),
        ),
      );
      expect(new Set(records.map(({ id }) => id)).size).toBe(1);
      expect(records.map(({ version }) => version).sort()).toEqual([0, 1, 2, 3, 4, 5]);
      for (const record of records) expect(await handlers.version(record.id, record.version)).toEqual(record);
      const newest = records.find(({ version }) => version === 5);
      expect(await handlers.get(newest!.id)).toEqual(newest);
    });

    test('names and tags may hold any characters', async () => {
      const { handlers } = await open();
      const odd = { name: '#ü 漢字 / "x"', tags: ['#', 'a#b', ' ', '🎈', "'; --"] };
      const record = await registered(handlers, odd);
      expect(await handlers.get(record.id)).toEqual(record);
      for (const tag of odd.tags) expect(await selected(handlers, [tag])).toEqual([record.id]);
      expect(await selected(handlers, ['b'])).toEqual([]);
    });
  });

  describe('versions', () => {
    test('stay as they were, of replaced and of removed handlers too', async () => {
      const { handlers } = await open();
      const first = await registered(handlers);
      const second = await registered(handlers, { executor: { timeoutSeconds: 7 } });
      await handlers.remove(first.id);
      expect(await handlers.version(first.id, 0)).toEqual(first);
      expect(await handlers.version(first.id, 1)).toEqual(second);
      expect(await handlers.version(first.id, 2)).toBeUndefined();
      expect(await handlers.version(99_999, 0)).toBeUndefined();
    });
  });

  describe('removing', () => {
    test('says whether there was one', async () => {
      const { handlers } = await open();
      const { id } = await registered(handlers, { tags: ['x'] });
      expect(await handlers.remove(id)).toBe(true);
      expect(await handlers.remove(id)).toBe(false);
      expect(await handlers.remove(99_999)).toBe(false);
      expect(await handlers.get(id)).toBeUndefined();
      expect(await handlers.list({ afterId: 0, limit: 10 })).toEqual([]);
      expect(await selected(handlers, ['x'])).toEqual([]);
      expect(await handlers.any('h')).toBe(false);
    });

    test('of a named tenant leaves others’ handlers alone', async () => {
      const { handlers } = await open();
      const { id } = await registered(handlers);
      expect(await handlers.remove(id, 'bert')).toBe(false);
      expect(await handlers.get(id)).toBeDefined();
      expect(await handlers.remove(id, 'allen')).toBe(true);
    });

    test('frees the name for anybody: a new handler, with a new id, from version 0', async () => {
      const { handlers } = await open();
      const { id } = await registered(handlers);
      await registered(handlers);
      await handlers.remove(id);
      const next = await registered(handlers, { tenantId: 'bert', updatedBy: 'Bert', updatedAt: 5000 });
      expect(next.id).toBeGreaterThan(id);
      expect(next).toMatchObject({ version: 0, createdBy: 'Bert', createdAt: 5000 });
    });

    test('while it is replaced: either both happen, or a new handler stands', async () => {
      const { handlers } = await open();
      for (let round = 0; round < 5; round++) {
        const { id } = await registered(handlers, { tags: ['x'] });
        const [removed, record] = await Promise.all([
          handlers.remove(id),
          registered(handlers, { tags: ['y'] }),
        ]);
        expect(removed).toBe(true);
        const standing = await handlers.list({ afterId: 0, limit: 10 });
        expect(standing).toEqual(record.id === id ? [] : [record]);
        expect(await selected(handlers, ['x', 'y'])).toEqual(standing.map((handler) => handler.id));
        await handlers.remove(record.id);
      }
    });
  });

  describe('listing', () => {
    test('goes by id, of a hook, of a tenant, of both, page by page', async () => {
      const { handlers } = await open();
      const all: HandlerRecord[] = [];
      for (let index = 0; index < 12; index++) {
        all.push(
          await registered(handlers, {
            name: `n${(index * 7) % 12}`,
            hook: index % 2 === 0 ? 'h' : 'h2',
            tenantId: index % 3 === 0 ? 'allen' : 'bert',
          }),
        );
      }
      all.sort((a, b) => a.id - b.id);
      const pages = async (filter: { hook?: string; tenantId?: string }) => {
        const found: HandlerRecord[] = [];
        for (;;) {
          const page = await handlers.list({ ...filter, afterId: found.at(-1)?.id ?? 0, limit: 5 });
          found.push(...page);
          if (page.length < 5) return found;
        }
      };
      expect(await pages({})).toEqual(all);
      expect(await pages({ hook: 'h' })).toEqual(all.filter(({ hook }) => hook === 'h'));
      expect(await pages({ tenantId: 'bert' })).toEqual(all.filter(({ tenantId }) => tenantId === 'bert'));
      expect(await pages({ hook: 'h2', tenantId: 'allen' })).toEqual(
        all.filter(({ hook, tenantId }) => hook === 'h2' && tenantId === 'allen'),
      );
      expect(await pages({ hook: 'unknown' })).toEqual([]);
    });

    test('a page has at most as many as asked for, whatever was removed in between', async () => {
      const { handlers } = await open();
      const ids: number[] = [];
      for (let index = 0; index < 6; index++) {
        ids.push((await registered(handlers, { name: `n${index}` })).id);
      }
      await handlers.remove(ids[1]!);
      const page = await handlers.list({ afterId: ids[0]!, limit: 2 });
      expect(page.map(({ id }) => id)).toEqual([ids[2], ids[3]]);
    });
  });

  describe('by name', () => {
    test('finds those of the tenant, of whatever hooks, at their current versions, by id', async () => {
      const { handlers } = await open();
      const one = await registered(handlers, { name: 'one', tags: ['x'] });
      const two = await registered(handlers, { name: 'two', hook: 'h2' });
      const again = await registered(handlers, { name: 'one', hook: 'h2' });
      await registered(handlers, { name: 'three' });
      await registered(handlers, { name: 'one', hook: 'h3', tenantId: 'bert' });
      const newer = await registered(handlers, { name: 'one', tags: ['y'], updatedAt: 2000 });
      expect(newer.id).toBe(one.id);
      expect(await handlers.named('allen', ['one', 'two', 'one', 'nothing'])).toEqual([newer, two, again]);
      expect(await handlers.named('bert', ['two'])).toEqual([]);
      expect(await handlers.named('allen', [])).toEqual([]);
    });

    test('finds none that was removed, nor one that got its name in its place', async () => {
      const { handlers } = await open();
      const { id } = await registered(handlers);
      await handlers.remove(id);
      expect(await handlers.named('allen', ['report'])).toEqual([]);
      const next = await registered(handlers, { tenantId: 'bert' });
      expect(await handlers.named('allen', ['report'])).toEqual([]);
      expect(await handlers.named('bert', ['report'])).toEqual([next]);
    });

    test('whatever characters it has, and however many there are', async () => {
      const { handlers } = await open();
      const odd = ['#', 'a#b', ' ', '🎈', "'; --", '["x"]'];
      const many = [...odd, ...Array.from({ length: 24 }, (_, index) => `n${index}`)];
      const records: HandlerRecord[] = [];
      for (const name of many) records.push(await registered(handlers, { name }));
      expect(await handlers.named('allen', many)).toEqual(records);
      expect(await handlers.named('allen', ['a'])).toEqual([]);
    });
  });

  test('knows whether a hook has a handler', async () => {
    const { handlers } = await open();
    expect(await handlers.any('h')).toBe(false);
    await registered(handlers, { tags: ['x'] });
    expect(await handlers.any('h')).toBe(true);
    expect(await handlers.any('h2')).toBe(false);
  });

  describe('selecting', () => {
    test('tells id, version, name, owner and how they are carried out, by id', async () => {
      const retry = { ...wholeOptions.retry, maxAttempts: 3 };
      const { handlers } = await open();
      const one = await registered(handlers, { name: 'one', tags: ['x'] });
      const two = await registered(handlers, { name: 'two', executor: { timeoutSeconds: 300 }, retry });
      await registered(handlers, { name: 'one', tags: ['x'], executor: { timeoutSeconds: 9 } });
      expect(await handlers.select('h', ['x'], false)).toEqual([
        { id: one.id, version: 1, name: 'one', createdBy: 'Allen', executor: { timeoutSeconds: 9 } },
        { id: two.id, version: 0, name: 'two', createdBy: 'Allen', executor: { timeoutSeconds: 300 }, retry },
      ]);
    });

    test('finds a handler with several chosen tags once', async () => {
      const { handlers } = await open();
      const { id } = await registered(handlers, { tags: ['x', 'y', 'z'] });
      expect(await selected(handlers, ['y', 'x', 'nothing'])).toEqual([id]);
    });

    test('follows each replacement at once', async () => {
      const { handlers } = await open();
      const { id } = await registered(handlers, { tags: ['x'] });
      await registered(handlers, { tags: ['y'] });
      expect(await selected(handlers, ['x'])).toEqual([]);
      expect(await selected(handlers, ['y'])).toEqual([id]);
      await registered(handlers, { tags: [] });
      expect(await selected(handlers, [])).toEqual([id]);
      await registered(handlers, { tags: ['x'] });
      expect(await selected(handlers, [])).toEqual([]);
      expect(await selected(handlers, ['x'])).toEqual([id]);
    });

    test('sees the old version or the new one, never neither, while a handler moves between chosen tags', async () => {
      const { handlers } = await open();
      const { id } = await registered(handlers, { tags: ['x'] });
      let moving = true;
      const moves = (async () => {
        for (let round = 0; round < 10; round++) {
          await registered(handlers, { tags: [round % 2 === 0 ? 'y' : 'x'] });
        }
        moving = false;
      })();
      let looks = 0;
      while (moving) {
        expect(await selected(handlers, ['x', 'y'])).toEqual([id]);
        looks++;
        await new Promise(setImmediate);
      }
      await moves;
      expect(looks).toBeGreaterThan(0);
    });

    test('finds more than a hundred', async () => {
      const { handlers } = await open();
      const records = await Promise.all(
        Array.from({ length: 130 }, (_, index) => registered(handlers, { name: `n${index}`, tags: ['x'] })),
      );
      const ids = records.map(({ id }) => id).sort((a, b) => a - b);
      expect(await selected(handlers, ['x'])).toEqual(ids);
      expect(await selected(handlers, [], true)).toEqual(ids);
    });

    test('agrees with the naive oracle, after any registrations, replacements and removals', async () => {
      const tag = fc.constantFrom('a', 'b', 'c', 'd');
      const change = fc.record({
        kind: fc.constantFrom('register', 'register', 'register', 'remove'),
        name: fc.constantFrom('one', 'two', 'three', 'four'),
        hook: fc.constantFrom('h', 'h', 'h', 'h2'),
        tags: fc.uniqueArray(tag, { maxLength: 3 }),
      });
      const firing = fc.record({ tags: fc.uniqueArray(tag), all: fc.boolean() });
      await fc.assert(
        fc.asyncProperty(
          fc.array(change, { maxLength: 10 }),
          fc.array(firing, { minLength: 1, maxLength: 3 }),
          async (changes, firings) => {
            const { handlers } = await open();
            const oracle = new Map<string, HandlerRecord>();
            for (const { kind, name, hook, tags } of changes) {
              const existing = oracle.get(`${hook} ${name}`);
              if (kind === 'register') {
                oracle.set(`${hook} ${name}`, await registered(handlers, { name, hook, tags }));
              } else if (existing !== undefined) {
                await handlers.remove(existing.id);
                oracle.delete(`${hook} ${name}`);
              }
            }
            for (const { tags, all } of firings) {
              const expected = [...oracle.values()]
                .filter((handler) => handler.hook === 'h' && matches(handler.tags, tags, all))
                .map(({ id, version, name, createdBy }) => ({ id, version, name, createdBy }))
                .sort((a, b) => a.id - b.id);
              expect(await handlers.select('h', tags, all)).toEqual(expected);
            }
          },
        ),
        { numRuns: 25 },
      );
    });
  });
}
