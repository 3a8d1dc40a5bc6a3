import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { limits } from '../../../../../core/contract/limits.ts';
import { cancelRun } from '../../../../../core/workflow/run/cancel-run.ts';
import { latchKind } from '../../../../../core/workflow/wait/latch-kind.ts';
import { ada } from '../run/open-workflows.ts';
import { openWaits, type Waits } from './open-waits.ts';

let world: Waits;
beforeEach(async () => {
  world = await openWaits({ tasks: { keep: ({ input }) => ({ output: input }) } });
});
afterEach(async () => {
  await world.close();
  expect(world.errors).toEqual([]);
});

const latch = (name = 'm') => world.latches.get(ada.userId, name);
const run = async (runId: string, source: string, input: unknown = {}) =>
  (await world.home.run(source, { runId, input })).state;
const acquire = 'wait:acquire({"name": "m"})';
const release = 'wait:release({"name": "m"})';
const countdown = 'wait:countdown({"name": "m"})';

describe('A latch', () => {
  test('that nobody has acquired holds up nobody', async () => {
    expect(await run('r', `${countdown} → keep`, { x: 1 })).toBe('succeeded');
    expect(await world.outputOf('r')).toEqual({ x: 1 });
    expect(await latch()).toBeUndefined();
  });

  test('counts over all runs, and lets all go on that wait when it comes to zero', async () => {
    await run('a', acquire);
    await run('b', acquire);
    expect(await run('w1', countdown, { w: 1 })).toBe('running');
    expect(await run('w2', countdown, { w: 2 })).toBe('running');
    await run('c', release);
    expect((await world.home.get('w1')).state).toBe('running');
    await run('d', release, { d: 1 });
    expect(await Promise.all(['w1', 'w2', 'd'].map((id) => world.outputOf(id)))).toEqual([
      { w: 1 },
      { w: 2 },
      { d: 1 },
    ]);
    expect(await latch()).toMatchObject({ count: 0, waiting: [], waking: [] });
  });

  test('gives to what waited at a join its own input', async () => {
    await run('a', acquire);
    await run('w', `A | B → ${countdown} → keep`);
    for (const { node, step } of [...world.home.started]) {
      if (node.name === 'A') await world.home.end('w', step.stepId, { a: 1 });
      if (node.name === 'B') await world.home.end('w', step.stepId, { b: 1 });
    }
    await run('b', release);
    expect(await world.outputOf('w')).toEqual([{ a: 1 }, { b: 1 }]);
  });

  test('is never below zero', async () => {
    await run('a', release);
    await run('b', acquire);
    expect(await latch()).toMatchObject({ count: 1 });
  });

  test('has a name of parts of the input, and each its own count', async () => {
    await run('a', 'wait:acquire({"name": "lab-{input[id]}"})', { id: 7 });
    expect(await latch('lab-7')).toMatchObject({ count: 1 });
    expect(await run('w', 'wait:countdown({"name": "lab-8"})')).toBe('succeeded');
    expect(await run('v', 'wait:countdown({"name": "lab-7"})')).toBe('running');
  });

  test('of another user is another', async () => {
    await run('a', acquire);
    expect(await world.latches.get('u-eve', 'm')).toBeUndefined();
  });

  test.each([
    ['{input[nope]}', 'The template takes {input[nope]}'],
    ['{input[empty]}', 'has 1 to 200 characters'],
    ['x'.repeat(201), 'has 1 to 200 characters'],
  ])('with the name %s is an error', async (name, message) => {
    expect(await run('r', `wait:acquire({"name": ${JSON.stringify(name)}})`, { empty: '' })).toBe('failed');
    expect((await world.home.get('r')).error).toMatchObject({
      name: 'WaitInvalid',
      message: expect.stringContaining(message),
    });
  });

  test('counts each step once, though it is started again', async () => {
    const kind = latchKind(world.waits);
    await world.home.run(`${acquire} → work`);
    const record = (await world.home.get('r'))!;
    const node = record.graph.nodes[1]!;
    if (node.kind !== 'task') throw new Error('No task.');
    const step = { ...(await world.step('1'))!, state: 'active' as const };
    const start = { run: record, step, node, input: {}, parameters: node.parameters };
    await kind.start(start);
    await kind.start(start);
    expect(await latch()).toMatchObject({ count: 1 });
  });

  test('remembers only as many that counted as it must', async () => {
    for (let n = 0; n < 30; n++) await run(`r${n}`, acquire);
    expect(await latch()).toMatchObject({ count: 30 });
    expect((await latch())!.counted.length).toBeLessThanOrEqual(20);
  });

  test('is counted by a thousand steps at once', async () => {
    const items = JSON.stringify(Array.from({ length: limits.workflow.rounds }, (_, id) => ({ id })));
    await run('r', `<${items}> → * ${acquire} → work`);
    expect(await latch()).toMatchObject({ count: limits.workflow.rounds });
    expect((await latch())!.revision).toBeLessThan(100);
  });

  test('is waited for by so many steps at most', async () => {
    await run('a', acquire);
    const waiting = Array.from({ length: limits.latchWaiters }, (_, n) => ({
      runId: 'x',
      stepId: String(n),
    }));
    const found = (await latch())!;
    await world.latches.put({ ...found, waiting, revision: found.revision + 1 });
    expect(await run('w', countdown)).toBe('failed');
  });

  test('is not waited for by what was cancelled', async () => {
    await run('a', acquire);
    await run('w', countdown);
    await cancelRun(world.home.deps, ada, { tenantId: ada.userId, runId: 'w' });
    await world.home.quiet();
    expect(await latch()).toMatchObject({ waiting: [] });
  });
});
