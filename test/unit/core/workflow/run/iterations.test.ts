import { afterEach, expect, test } from 'vitest';
import { limits } from '../../../../../core/contract/limits.ts';
import { cancelRun } from '../../../../../core/workflow/run/cancel-run.ts';
import { restartRun } from '../../../../../core/workflow/run/restart-run.ts';
import { terminateRun } from '../../../../../core/workflow/run/terminate-run.ts';
import { ada, databaseOf, openWorkflows, type Workflows } from './open-workflows.ts';

let home: Workflows;
afterEach(() => home.close());

const key = { tenantId: ada.userId, runId: 'r' };

/** Executions that the engine carries out. */
const executions = () =>
  databaseOf(home)
    .prepare('SELECT DISTINCT execution FROM engine_branch')
    .all()
    .map(({ execution }) => String(execution));

const list = (count: number) => Array.from({ length: count }, (_, n) => ({ n }));

test('as many rounds as an iteration may have, of more tasks than one history has room for, are gone through once', {
  timeout: 120_000,
}, async () => {
  home = await openWorkflows({ anyTask: ({ node, input }) => ({ output: { ...input, [node.name]: true } }) });
  const run = await home.run('* { A :a B → C; :a → C } → last', { input: list(limits.workflow.rounds) });
  expect(run).toMatchObject({ state: 'succeeded' });
  const names = home.started.map(({ step }) => step.stepId);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toHaveLength(4 * limits.workflow.rounds + 1);
  const outputs = home.started.at(-1)!.input as { C: true }[];
  expect(outputs.map((output) => (output as unknown as { 0: { n: number } })[0].n)).toEqual(
    list(limits.workflow.rounds).map(({ n }) => n),
  );
  expect(executions()).toEqual([]);
});

test('one item more is an error', async () => {
  home = await openWorkflows();
  const run = await home.run('* A', { input: list(limits.workflow.rounds + 1) });
  expect(run).toMatchObject({ state: 'failed', error: { name: 'TooManyItems' } });
});

test('all rounds begin at once, and none is an output of the run before the last has ended', async () => {
  home = await openWorkflows();
  await home.run('* A → B', { input: list(90) });
  expect(home.started).toHaveLength(90);
  expect(executions()).toHaveLength(4);
  for (let round = 89; round >= 0; round--) await home.end('r', `1[${round}].3`, { round });
  expect(home.started.at(-1)).toMatchObject({ node: { name: 'B' } });
  expect(home.started.at(-1)!.input).toEqual(Array.from({ length: 90 }, (_, round) => ({ round })));
  await home.end('r', '5');
  expect(await home.get('r')).toMatchObject({ state: 'succeeded' });
});

test('iterations in iterations', async () => {
  home = await openWorkflows({ anyTask: ({ input }) => ({ output: input }) });
  const input = list(50).map(({ n }) => [
    { n },
    [
      { n, m: 1 },
      { n, m: 2 },
    ],
  ]);
  const run = await home.run('* { * { * A } } → B', { input });
  expect(run.state).toBe('succeeded');
  expect(home.started.at(-1)!.input).toEqual(
    list(50).map(({ n }) => [
      [{ n }],
      [
        { n, m: 1 },
        { n, m: 2 },
      ],
    ]),
  );
  expect(executions()).toEqual([]);
});

test('what fails in one round ends the run, and what carries out the other rounds', async () => {
  home = await openWorkflows();
  await home.run('* { A → * B }; C', { input: list(90) });
  for (const round of [0, 50]) await home.end('r', `1[${round}].3`, list(2));
  await home.fail('r', '1[50].4[1].6', 'broken');
  expect(await home.get('r')).toMatchObject({ state: 'failed', error: { step: '1[50].4[1].6' } });
  expect(executions()).toEqual([]);
});

test.each(['terminated', 'cancelled'] as const)(
  'a run that is %s leaves nothing that is carried out',
  async (state) => {
    home = await openWorkflows();
    await home.run('* { A → * B }; C', { input: list(90) });
    await home.end('r', '1[50].3', list(2));
    expect(executions().length).toBeGreaterThan(3);
    if (state === 'cancelled') await cancelRun(home.deps, ada, key);
    else for (let times = 0; times < 2; times++) await terminateRun(home.deps, ada, key);
    await home.quiet();
    expect(await home.get('r')).toMatchObject({ state });
    expect(executions()).toEqual([]);
  },
);

test('a restart takes up the rounds that are not through, and no others', async () => {
  home = await openWorkflows();
  await home.run('* A → B', { input: list(90) });
  for (let round = 0; round < 85; round++) await home.end('r', `1[${round}].3`, { round });
  await home.fail('r', '1[85].3');
  home.started.length = 0;
  await restartRun(home.deps, ada, key);
  await home.quiet();
  // The others are still with who does them; each of those that wait is asked for again, as after a crash.
  expect(home.started.map(({ step }) => step.stepId).sort()).toEqual(
    [85, 86, 87, 88, 89].map((round) => `1[${round}].3`),
  );
  expect(executions()).toHaveLength(2);
  for (let round = 85; round < 90; round++) await home.end('r', `1[${round}].3`, { round });
  await home.end('r', '5');
  expect(await home.get('r')).toMatchObject({ state: 'succeeded' });
});

test('what nobody waits for in a round goes on when the iteration has its output, and the run with it', async () => {
  home = await openWorkflows();
  await home.run('* { A :out; beside → :again B → :again } → C', { input: list(2) });
  for (const round of [0, 1]) await home.end('r', `1[${round}].3`, { round });
  expect(home.started.at(-1)).toMatchObject({ node: { name: 'C' }, input: [{ round: 0 }, { round: 1 }] });
  for (const { step, node } of [...home.started]) if (node.name === 'C') await home.end('r', step.stepId);
  expect(await home.get('r')).toMatchObject({ state: 'running' });
  expect(executions()).toHaveLength(2);
});

test('loops in the rounds of an iteration go on in new executions before a history is full, and nothing is done again', async () => {
  let looks = 0;
  home = await openWorkflows({
    tasks: {
      count: ({ input }) => {
        const { n = 0 } = input as { n?: number };
        return { output: { n: n + 1 } };
      },
    },
    hasRoom: () => ++looks % 20 !== 0,
  });
  const { execution } = await home.start(
    '* { :again count :out → ?`$[?(@.n < 60)]` count → :again; :out → count } → count',
    { input: list(41) },
  );
  await home.quiet();
  const run = await home.get('r');
  expect(run).toMatchObject({ state: 'succeeded' });
  expect(run.execution).not.toBe(execution);
  expect(looks).toBeGreaterThan(20);
  const names = home.started.map(({ step }) => step.stepId);
  expect(new Set(names).size).toBe(names.length);
  expect(executions()).toEqual([]);
});
