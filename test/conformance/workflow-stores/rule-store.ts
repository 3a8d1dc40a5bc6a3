import { expect, test } from 'vitest';
import type { WorkflowRuleRecord, WorkflowRuleStore } from '../../../core/ports/workflow-rule-store.ts';

const rule = (more: Partial<WorkflowRuleRecord> = {}): WorkflowRuleRecord => ({
  tenantId: 't1',
  owner: 'ada',
  name: 'enough',
  workflow: 'train',
  action: 'start',
  on: { key: 'rows', namespace: undefined, sender: undefined, eventType: undefined },
  update: 'state + event.value',
  condition: 'state > 100',
  resetState: true,
  initialState: '0',
  state: '0',
  paused: false,
  position: 7,
  acted: 0,
  lastActedAt: null,
  lastError: null,
  createdAt: 1,
  revision: 1,
  ...more,
});

/** What every WorkflowRuleStore does. */
export function ruleStoreSuite(open: () => Promise<{ rules: WorkflowRuleStore }>): void {
  test('what was put is got, whole', async () => {
    const { rules } = await open();
    expect(await rules.get({ tenantId: 't1', name: 'enough' })).toBeUndefined();
    expect(await rules.put(rule())).toBe(true);
    expect(await rules.get({ tenantId: 't1', name: 'enough' })).toEqual(rule());
    const next = rule({
      position: 12,
      state: '{"sum":1e3}',
      lastError: { offset: 9, message: 'no', at: 5 },
      revision: 2,
    });
    expect(await rules.put(next)).toBe(true);
    expect(await rules.get({ tenantId: 't1', name: 'enough' })).toEqual(next);
  });

  test('is written only over the revision before; of writes at the same time one wins', async () => {
    const { rules } = await open();
    expect(await rules.put(rule({ revision: 2 }))).toBe(false);
    await rules.put(rule());
    expect(await rules.put(rule())).toBe(false);
    const won = await Promise.all([1, 2, 3].map((acted) => rules.put(rule({ acted, revision: 2 }))));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect((await rules.get({ tenantId: 't1', name: 'enough' }))?.acted).toBe(won.indexOf(true) + 1);
  });

  test('lists those of a tenant, or of all, by name', async () => {
    const { rules } = await open();
    await rules.put(rule({ name: 'b' }));
    await rules.put(rule({ name: 'c', tenantId: 't2' }));
    await rules.put(rule({ name: 'a' }));
    expect((await rules.list('t1')).map(({ name }) => name)).toEqual(['a', 'b']);
    expect((await rules.list()).map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(await rules.list('t3')).toEqual([]);
  });

  test('a removed one is gone, and one may be put in its place', async () => {
    const { rules } = await open();
    await rules.put(rule());
    expect(await rules.remove(rule({ tenantId: 't2' }))).toBe(false);
    expect(await rules.remove(rule())).toBe(true);
    expect(await rules.remove(rule())).toBe(false);
    expect(await rules.list()).toEqual([]);
    expect(await rules.put(rule())).toBe(true);
  });
}
