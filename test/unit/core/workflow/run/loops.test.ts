import { afterEach, expect, test } from 'vitest';
import { openWorkflows, type Workflows } from './open-workflows.ts';

let home: Workflows;
afterEach(() => home.close());

/** `count` adds 1 to what it counts. */
async function open(): Promise<void> {
  home = await openWorkflows({
    tasks: {
      count: ({ input }) => {
        const { n = 0 } = input as { n?: number };
        return { output: { n: n + 1 } };
      },
    },
    anyTask: ({ node, input }) => ({ output: { [node.name]: input } }),
  });
}

test('a loop goes round as long as the guard of the step that closes it holds, and begins with what that gave', async () => {
  await open();
  const run = await home.run('count → :again count :out → ?`$[?(@.n < 4)]` count → :again; :out → B');
  expect(run).toMatchObject({ state: 'succeeded', output: { B: { n: 4 } } });
});

test('what leads out of a loop is followed once, when it has ended', async () => {
  await open();
  const run = await home.run(':again count :out → ?`$[?(@.n < 5)]` count → :again; :out → B');
  expect(run.output).toEqual({ B: { n: 5 } });
  expect(home.started.filter(({ node }) => node.base === 'B')).toHaveLength(1);
});

test('passes are told apart by the ids of their steps', async () => {
  await open();
  await home.run(':again count :out → ?`$[?(@.n < 5)]` count → :again; :out → B');
  const steps = await home.deps.runs.allSteps({ tenantId: 'u-ada', runId: 'r' });
  expect(steps.map(({ stepId }) => stepId).sort()).toEqual([
    '1#',
    '1#0.1',
    '1#0.2',
    '1#1.1',
    '1#1.2',
    '1#2.1',
    '1#2.2',
    '3',
  ]);
});

test('a loop back to the start', async () => {
  await open();
  const run = await home.run('count :out → ?`$[?(@.n < 3)]` count → :start; :out → B');
  expect(run).toMatchObject({ state: 'succeeded', output: { B: { n: 3 } } });
});

test('a loop in a round of an iteration', async () => {
  await open();
  const run = await home.run(
    '<[{"n": 1}, {"n": 4}, {"n": 7}]> → * { :again count :out → ?`$[?(@.n < 6)]` count → :again; :out → B }',
  );
  expect(run.output).toEqual([{ B: { n: 6 } }, { B: { n: 7 } }, { B: { n: 8 } }]);
});

test('a loop in a loop', async () => {
  await open();
  const run = await home.run(
    ':outer A → :inner count :done → ?`$[?(@.n < 3)]` count → :inner; :done → ?`$[?(@.n < 3)]` C :round → :outer; :round → B',
  );
  expect(run.state).toBe('succeeded');
});

test('a step that closes a loop without a guard goes round until the run is terminated', async () => {
  home = await openWorkflows();
  await home.run(':again A → B → :again');
  for (let pass = 0; pass < 3; pass++) {
    await home.end('r', `1#${pass}.1`);
    await home.end('r', `1#${pass}.2`, { pass });
  }
  expect(home.started.map(({ input }) => input)).toEqual([
    {},
    {},
    { pass: 0 },
    {},
    { pass: 1 },
    {},
    { pass: 2 },
  ]);
});

test('a loop goes on in a new execution before the history of one is full, and nothing is done again', async () => {
  const asked: number[] = [];
  home = await openWorkflows({
    tasks: {
      count: ({ input }) => {
        const { n = 0 } = input as { n?: number };
        return { output: { n: n + 1 } };
      },
    },
    hasRoom: () => asked.push(1) % 2 === 0,
  });
  const before = home.start(':again count :out → ?`$[?(@.n < 900)]` count → :again; :out → count; beside');
  const { execution } = await before;
  await home.quiet();
  await home.end('r', '4', {});
  const run = await home.get('r');
  expect(run).toMatchObject({ state: 'succeeded', output: [{ n: 902 }, {}] });
  expect(run.execution).not.toBe(execution);
  expect(asked.length).toBeGreaterThan(1);
  const counted = home.started.filter(({ node }) => node.base === 'count').map(({ step }) => step.stepId);
  expect(new Set(counted).size).toBe(counted.length);
  expect(home.started.filter(({ node }) => node.base === 'beside').length).toBeGreaterThan(1);
});
