import { expect, test } from 'vitest';
import type { HookRecord, HookStore } from '../../core/ports/hook-store.ts';

const hook = (name: string, more: Partial<HookRecord> = {}): HookRecord => ({
  name,
  description: `What ${name} is`,
  createdAt: 1000,
  ...more,
});

/** What every HookStore does. */
export function hookStoreSuite(open: () => Promise<{ hooks: HookStore }>): void {
  test('what was put is got, whole', async () => {
    const { hooks } = await open();
    const schema = { type: 'object', properties: { a: { enum: [1, 'x', null, true, 1.5] } } };
    expect(await hooks.put(hook('a.b', { payloadSchema: schema }))).toEqual(
      hook('a.b', { payloadSchema: schema }),
    );
    expect(await hooks.get('a.b')).toEqual(hook('a.b', { payloadSchema: schema }));
  });

  test('a schema may be nested deeper than the store nests its own values', async () => {
    const { hooks } = await open();
    let schema: Record<string, unknown> = { type: 'string' };
    for (let level = 0; level < 60; level++) schema = { properties: { a: schema } };
    await hooks.put(hook('deep', { payloadSchema: schema }));
    expect((await hooks.get('deep'))?.payloadSchema).toEqual(schema);
  });

  test('putting it again changes description and schema, and keeps createdAt', async () => {
    const { hooks } = await open();
    await hooks.put(hook('a', { payloadSchema: { type: 'object' } }));
    const changed = await hooks.put({ name: 'a', description: '', createdAt: 2000 });
    expect(changed).toEqual({ name: 'a', description: '', createdAt: 1000 });
    expect(await hooks.get('a')).toEqual(changed);
  });

  test('a binding to events is kept, changed and taken off with the hook', async () => {
    const { hooks } = await open();
    const any = { key: undefined, namespace: undefined, sender: undefined, eventType: undefined };
    const onEvent = { ...any, key: 'model.trained', boundById: 'id-of-allen', boundBy: 'allen', after: 7 };
    await hooks.put(hook('a', { onEvent }));
    expect(await hooks.get('a')).toEqual(hook('a', { onEvent }));
    const other = { ...any, sender: 'ünïcode', boundById: 'id-of-bert', boundBy: 'bert', after: 9 };
    expect(await hooks.put(hook('a', { onEvent: other }))).toEqual(hook('a', { onEvent: other }));
    expect(await hooks.list()).toEqual([hook('a', { onEvent: other })]);
    await hooks.put(hook('a'));
    expect(await hooks.get('a')).toEqual(hook('a'));
  });

  test('there is no hook of an unknown name', async () => {
    const { hooks } = await open();
    expect(await hooks.get('nothing')).toBeUndefined();
  });

  test('lists by name', async () => {
    const { hooks } = await open();
    expect(await hooks.list()).toEqual([]);
    for (const name of ['b', 'A', 'a.1', 'a']) await hooks.put(hook(name));
    expect((await hooks.list()).map(({ name }) => name)).toEqual(['A', 'a', 'a.1', 'b']);
  });

  test('removing says whether there was one', async () => {
    const { hooks } = await open();
    await hooks.put(hook('a'));
    expect(await hooks.remove('a')).toBe(true);
    expect(await hooks.remove('a')).toBe(false);
    expect(await hooks.get('a')).toBeUndefined();
  });

  test('of puts at the same time one createdAt stands', async () => {
    const { hooks } = await open();
    const put = await Promise.all([1, 2, 3].map((createdAt) => hooks.put(hook('a', { createdAt }))));
    const stored = await hooks.get('a');
    for (const answer of put) expect(answer.createdAt).toBe(stored?.createdAt);
  });
}
