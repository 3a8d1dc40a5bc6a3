import { afterEach, describe, expect, test } from 'vitest';
import { limits } from '../../../../../core/contract/limits.ts';
import type { HooklineError } from '../../../../../core/problem.ts';
import { cancelRun } from '../../../../../core/workflow/run/cancel-run.ts';
import { removeRun } from '../../../../../core/workflow/run/remove-run.ts';
import { restartRun } from '../../../../../core/workflow/run/restart-run.ts';
import { setWorkflowLimits } from '../../../../../core/workflow/run/set-workflow-limits.ts';
import { terminateRun } from '../../../../../core/workflow/run/terminate-run.ts';
import { ada, admin, openWorkflows, type Workflows } from './open-workflows.ts';

let home: Workflows;
afterEach(() => home.close());

const key = (runId: string) => ({ tenantId: ada.userId, runId });
const begun = () => home.started.map(({ node }) => node.name);
const states = async (runId = 'r') =>
  Object.fromEntries((await home.deps.runs.allSteps(key(runId))).map(({ stepId, state }) => [stepId, state]));
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: HooklineError) => error.code,
  );
const restart = async (runId = 'r') => {
  const run = await restartRun(home.deps, ada, key(runId));
  await home.quiet();
  return run;
};
const terminate = async (runId = 'r') => {
  const run = await terminateRun(home.deps, ada, key(runId));
  await home.quiet();
  return run;
};
const told = async () => {
  const { events } = await home.events.read(
    {
      scope: { notBefore: new Map(), others: 0 },
      keys: undefined,
      sender: undefined,
      eventType: undefined,
    },
    { after: 0, upTo: undefined },
    100,
  );
  return events.map(({ eventType }) => eventType);
};

describe('a run', () => {
  test('starts each task as soon as its inputs are there', async () => {
    home = await openWorkflows();
    await home.run('A → B; C → D');
    expect(begun()).toEqual(['A', 'C']);
    await home.end('r', '3');
    expect(begun()).toEqual(['A', 'C', 'D']);
  });

  test('does not wait for what it does not need', async () => {
    home = await openWorkflows();
    // C waits for A and B, D for B only.
    await home.run('A → :x C; B :b → :x; :b → D');
    await home.end('r', '3', { b: 1 });
    expect(begun()).toEqual(['A', 'B', 'D']);
    await home.end('r', '1', { a: 1 });
    expect(begun()).toEqual(['A', 'B', 'D', 'C']);
    expect(home.started.at(-1)!.input).toEqual([{ a: 1 }, { b: 1 }]);
  });

  test('has what flows into its end as its output', async () => {
    home = await openWorkflows();
    await home.run('A → B');
    await home.end('r', '1', { a: 1 });
    await home.end('r', '2', [1]);
    expect(await home.get('r')).toMatchObject({ state: 'succeeded', output: [1], error: null });
    expect((await home.get('r')).expiresAt).toBe(home.clock.now() + limits.retentionDays * 24 * 3600 * 1000);
  });

  test('tells the log of itself and of its tasks', async () => {
    home = await openWorkflows({ anyTask: () => ({ output: {} }) });
    await home.run('A → ?`$.missing` B');
    expect(await told()).toEqual([
      'workflow.started',
      'task.started',
      'task.succeeded',
      'task.skipped',
      'workflow.succeeded',
    ]);
  });

  test('stores an output once', async () => {
    home = await openWorkflows();
    await home.run('A → B');
    expect(await home.end('r', '1', { first: true })).toBe('ended');
    expect(await home.end('r', '1', { second: true })).toBe('already');
    expect(await home.fail('r', '1')).toBe('already');
    expect(await home.end('r', '2')).toBe('ended');
    expect(home.started[1]!.input).toEqual({ first: true });
  });

  test('goes on once when several end the same step at the same time', async () => {
    home = await openWorkflows();
    await home.run('A | B | C → D');
    const ended = await Promise.all(
      ['3', '4', '5', '3', '4', '5', '3'].map((id, at) => home.end('r', id, { from: at })),
    );
    expect(ended.filter((end) => end === 'ended')).toHaveLength(3);
    expect(home.started.map(({ node }) => node.name)).toEqual(['A', 'B', 'C', 'D']);
    expect(home.started[3]!.input).toEqual([{ from: 0 }, { from: 1 }, { from: 2 }]);
  });

  test('knows nothing of a step that it has not come to', async () => {
    home = await openWorkflows();
    await home.run('A → B');
    expect(await home.end('r', '2')).toBe('unknown');
    expect(await home.end('r', '77')).toBe('unknown');
    expect(await home.end('other', '1')).toBe('unknown');
  });

  test('fails with an output that is too large', async () => {
    home = await openWorkflows();
    await home.run('A → B');
    await home.end('r', '1', { text: 'x'.repeat(limits.payloadBytes) });
    expect(await home.get('r')).toMatchObject({
      state: 'failed',
      error: { name: 'OutputTooLarge', step: '1' },
    });
  });

  test('takes an error as a value where $catchErrors says so', async () => {
    home = await openWorkflows();
    await home.run('A({"$catchErrors": true}) → B; C({"$catchErrors": true}) → D');
    await home.fail('r', '1', 'no');
    await home.end('r', '3', { fine: 1 });
    expect(home.started.slice(2).map(({ input }) => input)).toEqual([
      { result: null, error: { name: 'Broken', message: 'no' } },
      { result: { fine: 1 }, error: null },
    ]);
    expect(home.started[2]!.parameters).toBeNull();
  });

  test('refuses a workflow with errors, and one that there is not', async () => {
    home = await openWorkflows();
    expect(await codeOf(home.start('A → → B'))).toBe('workflow-invalid');
    expect(await codeOf(home.start('', { workflow: { name: 'none' } }))).toBe('workflow-not-found');
    expect(await codeOf(home.start('wait:event({"event": "x"})'))).toBe('workflow-task-unsupported');
    expect(await codeOf(home.start('A', { runId: '../x' }))).toBe('invalid-request');
  });
});

describe('a run that failed', () => {
  test('starts nothing new, and keeps what comes late', async () => {
    home = await openWorkflows();
    await home.run('A → B; C → D');
    await home.fail('r', '1', 'first');
    expect(await home.get('r')).toMatchObject({
      state: 'failed',
      error: { name: 'Broken', message: 'first', step: '1' },
    });
    expect(await home.end('r', '3', { late: true })).toBe('ended');
    expect(begun()).toEqual(['A', 'C']);
    expect(await states()).toEqual({ '1': 'failed', '3': 'succeeded' });
  });

  test('keeps its first error', async () => {
    home = await openWorkflows();
    await home.run('A; B');
    await home.fail('r', '1', 'first');
    await home.fail('r', '2', 'second');
    expect((await home.get('r')).error).toMatchObject({ message: 'first' });
  });

  test('is restarted with what failed and what had become ready, and nothing is done twice', async () => {
    home = await openWorkflows();
    await home.run('A → B; C → D; E → F');
    await home.end('r', '1', { a: 1 });
    await home.fail('r', '3');
    await home.end('r', '5', { e: 1 });
    expect(begun()).toEqual(['A', 'C', 'E', 'B']);
    await restart();
    expect(begun().slice(4).sort()).toEqual(['B', 'C', 'F']);
    for (const step of ['2', '3', '6']) await home.end('r', step, { step });
    await home.end('r', '4', { last: 1 });
    expect(await home.get('r')).toMatchObject({ state: 'succeeded' });
    expect(begun().filter((name) => name === 'A' || name === 'E')).toHaveLength(2);
  });

  test('tells a task that it begins anew', async () => {
    home = await openWorkflows();
    await home.run('A');
    await home.fail('r', '1');
    await restart();
    await home.fail('r', '1');
    await restart();
    expect(home.started.map(({ step }) => step.work)).toEqual([null, { starts: 2 }, { starts: 3 }]);
  });

  test('is restarted by a start with its id, and returned by one when it has succeeded', async () => {
    home = await openWorkflows();
    await home.run('A');
    await home.fail('r', '1');
    expect(await home.start('other')).toMatchObject({ state: 'running', error: null });
    await home.quiet();
    await home.end('r', '1', { a: 1 });
    expect(await home.start('other')).toMatchObject({ state: 'succeeded', output: { a: 1 } });
    expect(await codeOf(restart())).toBe('workflow-run-ended');
  });

  test('takes up a join after a restart', async () => {
    home = await openWorkflows();
    await home.run('A → :x C; B → :x');
    await home.end('r', '1', { a: 1 });
    await home.fail('r', '3');
    await restart();
    await home.end('r', '3', { b: 1 });
    expect(home.started.at(-1)).toMatchObject({ input: [{ a: 1 }, { b: 1 }] });
  });

  test('refuses a second start while it goes on', async () => {
    home = await openWorkflows();
    await home.run('A');
    expect(await codeOf(home.start('A'))).toBe('workflow-run-running');
    await expect(home.start('A')).rejects.toThrow("Workflow 'r' is already running or pending.");
    expect(await codeOf(restart())).toBe('workflow-run-running');
  });
});

describe('a run that is terminated', () => {
  test('lets go on what has begun, starts nothing new, and ends with the last', async () => {
    home = await openWorkflows();
    await home.run('A → B; C → D');
    expect(await terminate()).toMatchObject({ state: 'terminating' });
    await home.end('r', '1');
    expect(await home.get('r')).toMatchObject({ state: 'terminating' });
    await home.end('r', '3');
    expect(await home.get('r')).toMatchObject({ state: 'terminated' });
    expect(begun()).toEqual(['A', 'C']);
    await restart();
    expect(begun().slice(2).sort()).toEqual(['B', 'D']);
  });

  test('ends at once when it is asked for twice, and keeps what comes late', async () => {
    home = await openWorkflows();
    await home.run('A → B');
    await terminate();
    expect(await terminate()).toMatchObject({ state: 'terminated' });
    expect(await terminate()).toMatchObject({ state: 'terminated' });
    await home.end('r', '1', { late: 1 });
    await restart();
    expect(home.started.at(-1)).toMatchObject({ node: { name: 'B' }, input: { late: 1 } });
  });

  test('ends at once when it only waits, and waits for what is left after a restart', async () => {
    home = await openWorkflows();
    await home.run('wait:delay({"duration": 100}) → A');
    await home.pass(40);
    expect(await terminate()).toMatchObject({ state: 'terminated' });
    await home.pass(50);
    await restart();
    await home.pass(9);
    expect(begun()).toEqual([]);
    await home.pass(2);
    expect(begun()).toEqual(['A']);
  });

  test('cannot be when it has ended', async () => {
    home = await openWorkflows({ anyTask: () => ({ output: {} }) });
    await home.run('A');
    expect(await codeOf(terminate())).toBe('workflow-run-not-running');
  });

  test('goes on with a failure of what had begun: that begins anew after a restart', async () => {
    home = await openWorkflows();
    await home.run('A → B');
    await terminate();
    await home.fail('r', '1');
    expect(await home.get('r')).toMatchObject({ state: 'terminated', error: null });
    await restart();
    expect(begun()).toEqual(['A', 'A']);
  });
});

describe('a run that is cancelled', () => {
  test('ends for good, with all that goes on for it', async () => {
    home = await openWorkflows();
    await home.run('A → B; C → :x D; E → :x');
    expect(await cancelRun(home.deps, ada, key('r'))).toMatchObject({ state: 'cancelled' });
    expect(home.cancelled.sort()).toEqual(['1', '3', '5']);
    expect(await states()).toEqual({ '1': 'cancelled', '3': 'cancelled', '5': 'cancelled' });
    expect(await home.end('r', '1')).toBe('already');
    expect(await codeOf(restart())).toBe('workflow-run-cancelled');
    expect(await codeOf(home.start('A'))).toBe('workflow-run-cancelled');
    expect(await cancelRun(home.deps, ada, key('r'))).toMatchObject({ state: 'cancelled' });
  });

  test('is nobody else’s to cancel', async () => {
    home = await openWorkflows();
    await home.run('A');
    const other = { ...ada, userId: 'u-eve', userName: 'eve' };
    expect(await codeOf(cancelRun(home.deps, other, key('r')))).toBe('workflow-run-not-found');
    expect(await cancelRun(home.deps, admin, key('r'))).toMatchObject({ state: 'cancelled' });
  });
});

describe('a run that is removed', () => {
  test('is forgotten with its steps, and not before it has ended', async () => {
    home = await openWorkflows();
    await home.run('A; B');
    expect(await codeOf(removeRun(home.deps, ada, key('r')))).toBe('workflow-run-still-running');
    await home.fail('r', '1');
    await removeRun(home.deps, ada, key('r'));
    expect(home.cancelled).toEqual(['2']);
    expect(await home.deps.runs.get(key('r'))).toBeUndefined();
    expect(await home.deps.runs.allSteps(key('r'))).toEqual([]);
  });
});

describe('limits', () => {
  test('let runs wait, the first first, and refuse one when too many wait', async () => {
    home = await openWorkflows();
    await setWorkflowLimits(home.deps, admin, { maxRunning: 1, maxPending: 1 });
    expect(await home.start('A', { runId: 'one' })).toMatchObject({ state: 'running' });
    expect(await home.start('A', { runId: 'two' })).toMatchObject({ state: 'pending', startedAt: null });
    expect(await codeOf(home.start('A', { runId: 'three' }))).toBe('workflow-queue-full');
    await home.quiet();
    await home.end('one', '1');
    expect(await home.get('two')).toMatchObject({ state: 'running' });
    expect(await home.start('A', { runId: 'three' })).toMatchObject({ state: 'pending' });
    await cancelRun(home.deps, ada, key('three'));
    expect(await home.start('A', { runId: 'four' })).toMatchObject({ state: 'pending' });
    await setWorkflowLimits(home.deps, admin, { maxRunning: null, maxPending: null });
    expect(await home.get('four')).toMatchObject({ state: 'running' });
    await home.quiet();
    expect(home.started.map(({ run }) => run.runId)).toEqual(['one', 'two', 'four']);
  });

  test('are set by admins, -1 for none', async () => {
    home = await openWorkflows();
    expect(await codeOf(setWorkflowLimits(home.deps, ada, { maxRunning: 1, maxPending: 1 }))).toBe(
      'forbidden',
    );
    expect(await codeOf(setWorkflowLimits(home.deps, admin, { maxRunning: 0, maxPending: 1 }))).toBe(
      'invalid-request',
    );
    expect(await setWorkflowLimits(home.deps, admin, { maxRunning: -1, maxPending: 0 })).toEqual({
      maxRunning: null,
      maxPending: 0,
    });
  });

  test('hold up a restart as well', async () => {
    home = await openWorkflows();
    await home.run('A', { runId: 'one' });
    await home.fail('one', '1');
    await home.run('A', { runId: 'two' });
    await setWorkflowLimits(home.deps, admin, { maxRunning: 1, maxPending: null });
    expect(await restart('one')).toMatchObject({ state: 'pending' });
    await home.end('two', '1');
    expect(begun()).toEqual(['A', 'A', 'A']);
  });
});

describe('a step', () => {
  test('ends after its delay, its input the output', async () => {
    home = await openWorkflows();
    await home.run('wait:delay({"duration": 60}) → A', { input: { x: 1 } });
    await home.pass(59);
    expect(begun()).toEqual([]);
    await home.pass(1);
    expect(home.started[0]!.input).toEqual({ x: 1 });
  });

  test.each([
    ['"2030-01-31T13:00:00+01:00"', Date.UTC(2030, 0, 31, 12)],
    ['1900000000', 1_900_000_000_000],
    // The past is over.
    ['"2020-01-31T12:00:00Z"', 0],
  ])('waits until a time: %s', async (until, time) => {
    home = await openWorkflows();
    await home.run(`wait:delay({"until": ${until}}) → A`);
    const left = (time - home.clock.now()) / 1000;
    if (left > 0) await home.pass(left - 1);
    expect(begun()).toEqual(left > 0 ? [] : ['A']);
    if (left > 0) await home.pass(1);
    expect(begun()).toEqual(['A']);
  });

  test('does not wait when the guard of its delay does not hold', async () => {
    home = await openWorkflows();
    await home.run('?`$.slow` wait:delay({"duration": 60}) → A');
    expect(begun()).toEqual(['A']);
  });

  test('fails when its time is over, and what goes on for it is cancelled', async () => {
    home = await openWorkflows();
    await home.run('A({"$timeoutSeconds": 5}) → B');
    await home.pass(5);
    expect(await home.get('r')).toMatchObject({ state: 'failed', error: { name: 'Timeout', step: '1' } });
    expect(home.cancelled).toEqual(['1']);
    expect(await home.end('r', '1')).toBe('already');
  });

  test('goes on after its time with its error as a value', async () => {
    home = await openWorkflows();
    await home.run('A({"$timeoutSeconds": 5, "$catchErrors": true}) → B');
    await home.pass(5);
    expect(home.started.at(-1)).toMatchObject({
      node: { name: 'B' },
      input: { result: null, error: { name: 'Timeout' } },
    });
  });

  test('of an iteration has the round in its id', async () => {
    home = await openWorkflows();
    await home.run('<[{"n": 1}, {"n": 2}]> → * A → B');
    expect(home.started.map(({ step, input }) => [step.stepId, input])).toEqual([
      ['2[0].4', { n: 1 }],
      ['2[1].4', { n: 2 }],
    ]);
    await home.end('r', '2[1].4', { second: true });
    await home.end('r', '2[0].4', { first: true });
    expect(home.started.at(-1)!.input).toEqual([{ first: true }, { second: true }]);
  });

  test('behind a subflow does not wait for what goes round in it for ever', async () => {
    home = await openWorkflows();
    await home.run('{ A → B; :w C → D → :w } → E');
    await home.end('r', '3', { a: 1 });
    await home.end('r', '4', { b: 1 });
    expect(begun()).toContain('E');
    expect(home.started.at(-1)!.input).toEqual({ b: 1 });
  });
});

describe('after a crash', () => {
  test('those who wait for a place still do, and begin as others end', async () => {
    home = await openWorkflows({ durable: true });
    await setWorkflowLimits(home.deps, admin, { maxRunning: 1, maxPending: null });
    for (const runId of ['one', 'two', 'three']) await home.start('A → B', { runId });
    await home.quiet();
    home = await home.reopen();
    expect(await home.get('two')).toMatchObject({ state: 'pending' });
    await home.end('one', '1');
    await home.end('one', '2');
    expect(await home.get('two')).toMatchObject({ state: 'running' });
    expect(begun()).toEqual(['B', 'A']);
  });

  test('a run that was let in and not begun begins', async () => {
    home = await openWorkflows({ durable: true });
    await setWorkflowLimits(home.deps, admin, { maxRunning: 1, maxPending: null });
    for (const runId of ['one', 'two']) await home.start('A', { runId });
    await home.quiet();
    await home.deps.places.release(key('one'));
    expect(await home.deps.places.letIn()).toEqual([key('two')]);
    home = await home.reopen();
    expect(await home.get('two')).toMatchObject({ state: 'running' });
    expect(begun()).toEqual(['A']);
  });

  test('a run whose last task ended while it was terminating is terminated', async () => {
    home = await openWorkflows({ durable: true });
    await home.run('A');
    await terminate();
    const [step] = await home.deps.runs.allSteps(key('r'));
    await home.deps.runs.putStep({ ...step!, state: 'succeeded', output: {}, revision: step!.revision + 1 });
    home = await home.reopen();
    expect(await home.get('r')).toMatchObject({ state: 'terminated' });
  });

  test('a delay ends when it would have', async () => {
    home = await openWorkflows({ durable: true });
    await home.run('wait:delay({"duration": 100}) → A');
    await home.pass(60);
    home = await home.reopen();
    await home.pass(39);
    expect(begun()).toEqual([]);
    await home.pass(1);
    expect(begun()).toEqual(['A']);
  });
});
