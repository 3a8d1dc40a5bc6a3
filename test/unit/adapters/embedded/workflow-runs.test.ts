import { expect, test } from 'vitest';
import { openDatabase } from '../../../../adapters/embedded/sqlite/database.ts';
import { createSchema } from '../../../../adapters/embedded/sqlite/schema.ts';
import {
  SELECT_MATCHING,
  sqliteEventWaits,
} from '../../../../adapters/embedded/sqlite/workflows/event-waits.ts';
import { sqliteTaskQueue } from '../../../../adapters/embedded/sqlite/workflows/task-queue.ts';
import { sqliteWorkflowRunStore } from '../../../../adapters/embedded/sqlite/workflows/workflow-run-store.ts';
import { systemClock } from '../../../../adapters/node/system-clock.ts';
import { eventWait, graphOf, run, step, task } from '../../../conformance/workflow-stores/records.ts';

const open = () => {
  const database = openDatabase(':memory:');
  createSchema(database);
  const runs = sqliteWorkflowRunStore({ database, clock: systemClock, log: { record() {} } });
  const count = (table: string) => Object.values(database.prepare(`SELECT count(*) FROM ${table}`).get()!)[0];
  return { database, runs, count };
};

test('Runs whose time is over go, with their steps, waits, tasks and graphs; others stay', async () => {
  const { database, runs, count } = open();
  const waits = sqliteEventWaits(database);
  const tasks = sqliteTaskQueue(database);
  for (let n = 0; n < 150; n++) {
    const runId = `run-${n}`;
    // Every third goes on.
    const expiresAt = n % 3 === 0 ? null : n;
    await runs.put(run({ runId, expiresAt, graph: graphOf(1 + (n % 3)) }));
    await runs.putStep(step({ runId }));
    await waits.put(eventWait({ runId }));
    await tasks.offer(task({ runId }));
  }
  expect(count('workflow_definitions')).toBe(3);
  expect(await runs.prune(148)).toBe(99);
  for (const table of [
    'workflow_runs',
    'workflow_inputs',
    'workflow_steps',
    'event_waits',
    'offered_tasks',
  ]) {
    expect(count(table), table).toBe(51);
  }
  // The last that had the graph of two nodes is gone.
  expect(count('workflow_definitions')).toBe(2);
  expect(await runs.get({ tenantId: 't1', runId: 'run-1' })).toBeUndefined();
  expect((await runs.get({ tenantId: 't1', runId: 'run-149' }))?.expiresAt).toBe(149);
  expect(await runs.prune(148)).toBe(0);
  database.close();
});

test('A run that was restarted before its time was over stays', async () => {
  const { database, runs } = open();
  await runs.put(run({ state: 'failed', expiresAt: 1000 }));
  await runs.put(run({ revision: 2 }));
  expect(await runs.prune(2000)).toBe(0);
  database.close();
});

test('What runs carry out is stored once for those that are alike', async () => {
  const { database, runs, count } = open();
  const graph = graphOf(1000);
  for (let n = 0; n < 20; n++) await runs.put(run({ runId: `run-${n}`, graph, input: { n } }));
  await runs.put(run({ runId: 'other', graph, source: 'fetch  → check' }));
  expect(count('workflow_definitions')).toBe(2);
  const pages = database.prepare('PRAGMA page_count').get() as { page_count: number };
  for (let revision = 2; revision < 20; revision++) await runs.put(run({ runId: 'run-1', revision, graph }));
  expect(database.prepare('PRAGMA page_count').get()).toEqual(pages);
  expect((await runs.get({ tenantId: 't1', runId: 'run-1' }))?.graph).toEqual(graph);
  database.close();
});

test('Of many steps that wait for one key, those of other values are not read', async () => {
  const { database } = open();
  const waits = sqliteEventWaits(database);
  for (let order = 0; order < 100; order++) {
    const id = `${order}-${'x'.repeat(200)}`;
    await waits.put(eventWait({ runId: `order-${order}`, match: { type: 'paid', paid: true, order } }));
    await waits.put(eventWait({ runId: `id-${order}`, match: { items: [], type: 'paid', id } }));
  }
  const find = async (value: unknown) => (await waits.find('a', value)).map(({ runId }) => runId);
  const found = await find({ type: 'paid', paid: true, order: 77, id: `3-${'x'.repeat(200)}` });
  // The first ones were put when nothing told which entry the others would share.
  expect(found).toEqual(expect.arrayContaining(['order-77', 'id-3']));
  expect(found.length).toBeLessThan(10);
  expect((await find({ order: 78 })).filter((runId) => runId !== 'order-78')).toEqual([]);
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${SELECT_MATCHING}`).all('=a', '*', '[]');
  expect(plan.map(({ detail }) => String(detail))).toContain(
    'SEARCH event_waits USING INDEX event_waits_by_token (topic=? AND token=?)',
  );
  database.close();
});

test('A listing looks at no more than it returns, whatever it asks for', () => {
  const { database } = open();
  const plan = (where: string) =>
    database
      .prepare(
        `EXPLAIN QUERY PLAN SELECT record FROM workflow_runs WHERE tenant_id = 't' ${where} ORDER BY list_key DESC LIMIT 5`,
      )
      .all()
      .map(({ detail }) => String(detail));
  const asked = {
    '': 'workflow_runs_of_tenant (tenant_id=?)',
    "AND state = 'failed'": 'workflow_runs_by_state (tenant_id=? AND state=?)',
    "AND workflow = 'w'": 'workflow_runs_by_workflow (tenant_id=? AND workflow=?)',
    "AND workflow = 'w' AND state = 'failed' AND list_key < 'k'":
      'workflow_runs_by_both (tenant_id=? AND workflow=? AND state=? AND list_key<?)',
  };
  for (const [where, index] of Object.entries(asked)) {
    expect(plan(where)).toEqual([`SEARCH workflow_runs USING INDEX ${index}`]);
  }
  database.close();
});
