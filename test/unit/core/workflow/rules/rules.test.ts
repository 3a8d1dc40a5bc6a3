import { beforeEach, expect, test } from 'vitest';
import { sqliteNamespaceStore } from '../../../../../adapters/embedded/sqlite/namespace-store.ts';
import { sqliteWorkflowRuleStore } from '../../../../../adapters/embedded/sqlite/workflows/rule-store.ts';
import type { NewWorkflowRuleInput } from '../../../../../core/contract/workflow-rule.ts';
import { newWorkflowRuleSchema } from '../../../../../core/contract/workflow-rule.ts';
import type { WorkflowRuleRecord } from '../../../../../core/ports/workflow-rule-store.ts';
import { checkWorkflow } from '../../../../../core/workflow/check-workflow.ts';
import { actOnEvent } from '../../../../../core/workflow/rules/act-on-event.ts';
import { catchUpRule } from '../../../../../core/workflow/rules/catch-up-rule.ts';
import { listRules } from '../../../../../core/workflow/rules/list-rules.ts';
import { pauseRule } from '../../../../../core/workflow/rules/pause-rule.ts';
import { putRule } from '../../../../../core/workflow/rules/put-rule.ts';
import { removeRule } from '../../../../../core/workflow/rules/remove-rule.ts';
import {
  ada,
  admin,
  databaseOf,
  identitiesOf,
  openWorkflows,
  type Workflows,
} from '../run/open-workflows.ts';

let home: Workflows;
let rules: ReturnType<typeof sqliteWorkflowRuleStore>;

beforeEach(async () => {
  home = await openWorkflows();
  rules = sqliteWorkflowRuleStore(databaseOf(home));
  const { graph } = await checkWorkflow('train', home.deps);
  await home.workflows.put({
    tenantId: ada.userId,
    owner: ada.userName,
    name: 'learn',
    version: 0,
    source: 'train',
    graph: graph!,
    documentSha256: '',
    createdAt: 0,
    updatedAt: 0,
  });
  return () => home.close();
});

const deps = () => ({
  ...home.deps,
  rules,
  events: home.events,
  identities: identitiesOf(home),
  namespaces: sqliteNamespaceStore(databaseOf(home)),
});
const put = (rule: NewWorkflowRuleInput) => putRule(deps(), ada, newWorkflowRuleSchema.parse(rule));
const rule = async () => (await rules.get({ tenantId: ada.userId, name: 'r' }))!;

async function send(key: string, value: unknown, more: { namespace?: string; sender?: string } = {}) {
  const draft = { key, value: JSON.stringify(value), eventType: null, context: null, expiresAt: 1e15 };
  const sent = { ...draft, namespace: 'default', sender: 'trainer', ...more };
  await home.events.append([sent], home.clock.now());
}

/** What follows the log does. */
async function follow(act = actOnEvent): Promise<WorkflowRuleRecord | undefined> {
  const all = deps();
  const followed = await catchUpRule(
    { ...all, act: (...what) => act(all, ...what) },
    { tenantId: ada.userId, name: 'r' },
  );
  await home.quiet();
  return followed;
}

const runIds = async (): Promise<string[]> => {
  const { runs } = await home.deps.runs.list({ tenantId: ada.userId, limit: 100 });
  return runs.map(({ runId, state }) => `${runId} ${state}`).reverse();
};

test('An event starts a run, as the owner of the rule, with the event as its input', async () => {
  await put({ name: 'r', workflow: 'learn', on: { key: 'rows' } });
  await send('other', 1);
  await send('rows', { n: 5 });
  await follow();
  expect(await runIds()).toEqual(['r-2 running']);
  const run = await home.get('r-2');
  expect(run).toMatchObject({ owner: 'ada', startedBy: { kind: 'rule', id: 'r' } });
  expect(run.input).toMatchObject({ key: 'rows', value: { n: 5 }, offset: 2, sender: 'trainer' });
});

test('What was there before the rule does not count', async () => {
  await send('rows', 1);
  await put({ name: 'r', workflow: 'learn', on: { key: 'rows' } });
  await follow();
  expect(await runIds()).toEqual([]);
});

test('A condition has a state of its own: enough of something', async () => {
  await put({
    name: 'r',
    workflow: 'learn',
    on: { key: 'rows' },
    state: 0,
    update: 'state + event.value.n',
    condition: 'state >= 100',
    input: '{"rows": state}',
    resetState: true,
  });
  for (const n of [40, 50]) await send('rows', { n });
  await follow();
  expect(await rule()).toMatchObject({ state: '90', acted: 0 });
  await send('rows', { n: 30 });
  await send('rows', { n: 1 });
  await follow();
  expect(await rule()).toMatchObject({ state: '1', acted: 1, position: expect.any(Number) });
  expect((await home.get('r-3')).input).toEqual({ rows: 120 });
});

test('An event that is looked at again after a crash starts nothing again', async () => {
  await put({ name: 'r', workflow: 'learn', on: { key: 'rows' } });
  await send('rows', 1);
  const crash = follow(async (...what) => {
    await actOnEvent(...what);
    throw new Error('killed');
  });
  await expect(crash).rejects.toThrow('killed');
  expect(await rule()).toMatchObject({ acted: 0, position: 0 });
  await follow();
  expect(await runIds()).toEqual(['r-1 running']);
  expect(await rule()).toMatchObject({ acted: 1 });
});

test('Two that follow the same rule act once for each event', async () => {
  await put({ name: 'r', workflow: 'learn', on: { key: 'rows' }, state: 0, update: 'state + 1' });
  for (let n = 0; n < 20; n++) await send('rows', n);
  await Promise.all([follow(), follow(), follow()]);
  expect(await rule()).toMatchObject({ acted: 20, state: '20' });
  expect(await runIds()).toHaveLength(20);
});

test('stop terminates what goes on, restart starts another one then', async () => {
  await put({ name: 'r', workflow: 'learn', on: { key: 'rows' } });
  await send('rows', 1);
  await follow();
  await put({ name: 'r', workflow: 'learn', on: { key: 'new' }, action: 'restart' });
  await send('new', 2);
  await follow();
  expect(await runIds()).toEqual([
    expect.stringMatching(/^r-1 terminat/),
    expect.stringMatching(/^r-\d+ running$/),
  ]);
  await put({ name: 'r', workflow: 'learn', on: { key: 'halt' }, action: 'stop' });
  await send('halt', 3);
  await follow();
  expect((await runIds()).filter((run) => run.endsWith('running'))).toEqual([]);
});

test('A rule that fails at an event says so, and goes on with the next', async () => {
  await put({ name: 'r', workflow: 'learn', on: { key: 'rows' }, update: '$number(event.value)' });
  await send('rows', 'no number');
  await send('rows', '7');
  await follow();
  expect(await rule()).toMatchObject({ acted: 1, state: '7', lastError: { offset: 1 } });
  await put({ name: 'r', workflow: 'gone', on: { key: 'rows' } });
  await send('rows', 1);
  await follow();
  expect((await rule()).lastError?.message).toContain('gone');
});

test("The platform's own events need to be asked for by their namespace: one's own", async () => {
  await put({
    name: 'r',
    workflow: 'learn',
    on: { eventType: 'workflow.failed', namespace: 'hookline/ada' },
  });
  const { runId } = await home.start('train', { runId: 'first' });
  await home.fail(runId, '1');
  await follow();
  expect(await rule()).toMatchObject({ acted: 1 });
  const others = put({ name: 'r', workflow: 'learn', on: { namespace: 'hookline/root' } });
  await expect(others).rejects.toMatchObject({ code: 'namespace-forbidden' });
  await put({ name: 'r', workflow: 'learn', on: {} });
  await home.start('train', { runId: 'second' });
  await send('any', 1);
  await follow();
  expect(await rule()).toMatchObject({ acted: 2 });
});

test('While it is paused it does nothing; it goes on with what came meanwhile', async () => {
  await put({ name: 'r', workflow: 'learn', on: { key: 'rows' } });
  await pauseRule(deps(), ada, 'r', true);
  await send('rows', 1);
  expect(await follow()).toBeUndefined();
  expect(await runIds()).toEqual([]);
  expect(await pauseRule(deps(), ada, 'r', false)).toMatchObject({ paused: false });
  await follow();
  expect(await runIds()).toEqual(['r-1 running']);
});

test('An expression that does not compile is refused with its field, and changes nothing', async () => {
  const refused = put({ name: 'r', workflow: 'learn', on: {}, condition: 'state >' });
  await expect(refused).rejects.toMatchObject({ code: 'workflow-rule-invalid', field: 'condition' });
  expect(await listRules(deps(), ada)).toEqual([]);
});

test('Rules are listed to their owners and to admins, and removed by their owners', async () => {
  await put({ name: 'r', workflow: 'learn', on: { key: 'rows' }, state: { a: 1 } });
  expect(await listRules(deps(), admin)).toMatchObject([
    { name: 'r', owner: 'ada', state: { a: 1 }, on: { key: 'rows' }, paused: false, lastError: null },
  ]);
  await expect(removeRule(deps(), admin, 'r')).rejects.toMatchObject({ code: 'workflow-rule-not-found' });
  await removeRule(deps(), ada, 'r');
  await expect(pauseRule(deps(), ada, 'r', true)).rejects.toMatchObject({ code: 'workflow-rule-not-found' });
});
