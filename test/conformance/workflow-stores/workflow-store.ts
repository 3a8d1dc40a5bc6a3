import { expect, test } from 'vitest';
import type { WorkflowStore } from '../../../core/ports/workflow-store.ts';
import { graphOf, workflow } from './records.ts';

const key = { tenantId: 't1', name: 'report' };

/** What every WorkflowStore does. */
export function workflowStoreSuite(open: () => Promise<{ workflows: WorkflowStore }>): void {
  test('what was put is got, whole, at its version and as the newest', async () => {
    const { workflows } = await open();
    expect(await workflows.get(key)).toBeUndefined();
    expect(await workflows.newestVersion(key)).toBeUndefined();
    const second = workflow({ version: 1, source: null, graph: graphOf(3), updatedAt: 2000 });
    expect(await workflows.put(workflow())).toBe(true);
    expect(await workflows.get(key)).toEqual(workflow());
    expect(await workflows.put(second)).toBe(true);
    expect(await workflows.get(key)).toEqual(second);
    expect(await workflows.get(key, 1)).toEqual(second);
    expect(await workflows.get(key, 0)).toEqual(workflow());
    expect(await workflows.get(key, 2)).toBeUndefined();
    expect(await workflows.newestVersion(key)).toBe(1);
  });

  test('a version is written only after the one before', async () => {
    const { workflows } = await open();
    expect(await workflows.put(workflow({ version: 1 }))).toBe(false);
    await workflows.put(workflow());
    expect(await workflows.put(workflow({ source: 'other' }))).toBe(false);
    expect(await workflows.put(workflow({ version: 2 }))).toBe(false);
    expect(await workflows.get(key)).toEqual(workflow());
    expect(await workflows.get(key, 2)).toBeUndefined();
  });

  test('of versions put at the same time one wins, and it is the one that is read', async () => {
    const { workflows } = await open();
    for (const version of [0, 1]) {
      const sources = ['a', 'b', 'c', 'd'];
      const won = await Promise.all(sources.map((source) => workflows.put(workflow({ version, source }))));
      expect(won.filter(Boolean)).toHaveLength(1);
      const winner = workflow({ version, source: sources[won.indexOf(true)]! });
      expect(await workflows.get(key)).toEqual(winner);
      expect(await workflows.get(key, version)).toEqual(winner);
    }
  });

  test('a graph of a thousand nodes', async () => {
    const { workflows } = await open();
    const many = workflow({ graph: graphOf(1000), source: 'ü'.repeat(100_000) });
    const more = workflow({ version: 1, graph: graphOf(999), source: null });
    await workflows.put(many);
    await workflows.put(more);
    expect(await workflows.get(key)).toEqual(more);
    expect(await workflows.get(key, 0)).toEqual(many);
    expect(await workflows.list('t1', { limit: 10 })).toEqual([more]);
  });

  test('removing leaves the versions by their numbers, and the numbers go on', async () => {
    const { workflows } = await open();
    await workflows.put(workflow());
    await workflows.put(workflow({ version: 1 }));
    expect(await workflows.remove(key)).toBe(true);
    expect(await workflows.remove(key)).toBe(false);
    expect(await workflows.get(key)).toBeUndefined();
    expect(await workflows.list('t1', { limit: 10 })).toEqual([]);
    expect(await workflows.get(key, 0)).toEqual(workflow());
    expect(await workflows.get(key, 1)).toEqual(workflow({ version: 1 }));
    expect(await workflows.newestVersion(key)).toBe(1);
    expect(await workflows.put(workflow())).toBe(false);
    expect(await workflows.put(workflow({ version: 2 }))).toBe(true);
    expect(await workflows.get(key)).toEqual(workflow({ version: 2 }));
    expect(await workflows.get(key, 1)).toEqual(workflow({ version: 1 }));
  });

  test('lists the newest versions of a tenant by name, page by page', async () => {
    const { workflows } = await open();
    for (const name of ['c', 'B', 'ä', 'a', 'gone']) await workflows.put(workflow({ name }));
    await workflows.put(workflow({ name: 'c', version: 1 }));
    await workflows.put(workflow({ name: 'a', tenantId: 't2' }));
    await workflows.remove({ tenantId: 't1', name: 'gone' });
    const listed = await workflows.list('t1', { limit: 2 });
    expect(listed.map(({ name }) => name)).toEqual(['B', 'a']);
    const rest = await workflows.list('t1', { limit: 2, afterName: 'a' });
    expect(rest.map(({ name, version }) => [name, version])).toEqual([
      ['c', 1],
      ['ä', 0],
    ]);
    expect(await workflows.list('t1', { limit: 2, afterName: 'ä' })).toEqual([]);
    expect(await workflows.list('t2', { limit: 2 })).toHaveLength(1);
    expect(await workflows.list('t3', { limit: 2 })).toEqual([]);
  });

  test('removed workflows do not shorten a page', async () => {
    const { workflows } = await open();
    for (const name of ['a', 'b', 'c', 'd']) await workflows.put(workflow({ name }));
    for (const name of ['a', 'b']) await workflows.remove({ tenantId: 't1', name });
    expect((await workflows.list('t1', { limit: 2 })).map(({ name }) => name)).toEqual(['c', 'd']);
  });

  test('tenants have workflows of the same name', async () => {
    const { workflows } = await open();
    await workflows.put(workflow());
    expect(await workflows.get({ ...key, tenantId: 't2' })).toBeUndefined();
    expect(await workflows.put(workflow({ tenantId: 't2', source: 'other' }))).toBe(true);
    expect(await workflows.remove({ ...key, tenantId: 't2' })).toBe(true);
    expect(await workflows.get(key)).toEqual(workflow());
  });
}
