import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cancelRun } from '../../../../../core/workflow/run/cancel-run.ts';
import { removeRun } from '../../../../../core/workflow/run/remove-run.ts';
import { restartRun } from '../../../../../core/workflow/run/restart-run.ts';
import { sendEventTo } from '../../../../../core/workflow/wait/send-event-to.ts';
import { ada } from '../run/open-workflows.ts';
import { openWaits, type Waits } from './open-waits.ts';

let world: Waits;
beforeEach(async () => {
  world = await openWaits({ durable: true, tasks: { keep: ({ input }) => ({ output: input }) } });
});
afterEach(async () => {
  await world.close();
  expect(world.errors).toEqual([]);
});

const key = { tenantId: ada.userId, runId: 'r' };
const approval = 'wait:http({"key": "approval"})';
const box = () => world.waits.boxes.get({ ...key, key: 'approval' });

describe('An event that is sent to a run', () => {
  test('is the output of the step that waits for its key', async () => {
    await world.home.run(`${approval} → keep`);
    expect(await world.step('1')).toMatchObject({
      state: 'active',
      work: { waitsFor: 'http', key: 'approval' },
    });
    expect(await world.send('approval', { yes: true })).toBe('stored');
    expect(await world.outputOf()).toEqual({ yes: true });
    expect(await world.step('1')).toMatchObject({
      work: { key: 'approval', sentAt: world.home.clock.now() },
    });
  });

  test.each([
    [5, [5]],
    ['x', ['x']],
    [null, {}],
    [[1], [1]],
  ])('gives %j as %j', async (payload, output) => {
    await world.home.run(approval);
    await world.send('approval', payload);
    expect(await world.outputOf()).toEqual(output);
  });

  test('is taken once', async () => {
    await world.home.run(`${approval} → work`);
    expect(await world.send('approval', { n: 1 })).toBe('stored');
    expect(await world.send('approval', { n: 2 })).toBe('run-event-taken');
    expect((await world.step('1'))!.output).toEqual({ n: 1 });
  });

  test('at the same time as others is the only one', async () => {
    await world.home.run(`${approval} → work`);
    const sent = await Promise.all([1, 2, 3, 4, 5].map((n) => world.send('approval', { n })));
    expect(sent.filter((answer) => answer === 'stored')).toHaveLength(1);
    expect(sent.filter((answer) => answer === 'run-event-taken')).toHaveLength(4);
  });

  test('is kept until its step begins, over a restart of the platform too', async () => {
    await world.home.run(`work → ${approval}`);
    expect(await world.send('approval', { early: true })).toBe('stored');
    expect(await world.send('approval', { second: true })).toBe('run-event-taken');
    world = await world.reopen();
    await world.home.end('r', '1');
    expect(await world.outputOf()).toEqual({ early: true });
    expect(await world.send('approval', {})).toBe('run-event-taken');
  });

  test('is named by the task where no key is', async () => {
    await world.home.run('@task approval = wait:http; approval');
    expect(await world.send('wait:http', {})).toBe('run-event-unknown');
    expect(await world.send('approval', { yes: true })).toBe('stored');
    expect(await world.outputOf()).toEqual({ yes: true });
  });

  test('may be named by a part of the input', async () => {
    await world.home.run('<[{"id": "a"}, {"id": "b"}]> → * wait:http({"key": "approval-{input[id]}!"})');
    expect(await world.send('approval-b!', { for: 'b' })).toBe('stored');
    expect(await world.send('approval-a!', { for: 'a' })).toBe('stored');
    expect(await world.outputOf()).toEqual([{ for: 'a' }, { for: 'b' }]);
  });

  test.each([
    ['approval-a!', true],
    ['approval-!', true],
    ['approval-', false],
    ['approval', false],
    ['approval-a!b', false],
    ['x-approval-a!', false],
  ])('as %s, may it be approval-{input[id]}!? %s', async (sent, may) => {
    await world.home.run('work → wait:http({"key": "approval-{input[id]}!"})');
    expect(await world.send(sent, {})).toBe(may ? 'stored' : 'run-event-unknown');
  });

  test.each([
    ['of another run', 'approval', 'other'],
    ['by another key', 'other', 'r'],
    ['by nothing', '', 'r'],
  ])('%s is unknown', async (_, name, runId) => {
    await world.home.run(approval);
    expect(await world.send(name, {}, runId)).toBe('run-event-unknown');
  });

  test("of another user's run is unknown, and a viewer sends none", async () => {
    await world.home.run(approval);
    const send = (caller: typeof ada) =>
      sendEventTo(world.waits, caller, { runId: 'r', key: 'approval', payload: {} }).catch(
        (error) => error.code,
      );
    expect(await send({ userId: 'u-eve', userName: 'eve', role: 'developer' })).toBe('run-event-unknown');
    expect(await send({ ...ada, role: 'viewer' })).toBe('forbidden');
  });

  test('of a run that was cancelled is unknown', async () => {
    await world.home.run(approval);
    await cancelRun(world.home.deps, ada, key);
    expect(await world.send('approval', {})).toBe('run-event-unknown');
  });

  test('waits for a restart where the run failed before its step began', async () => {
    await world.home.run(`work → ${approval}`);
    await world.home.fail('r', '1');
    expect(await world.send('approval', { early: true })).toBe('stored');
    await restartRun(world.home.deps, ada, key);
    await world.home.quiet();
    await world.home.end('r', '1');
    expect(await world.outputOf()).toEqual({ early: true });
  });

  test('in a loop has a free key again when its step begins again', async () => {
    await world.home.run(`:again ${approval} :out → ?\`$[?(@.more = true)]\` work → :again; :out → keep`);
    expect(await world.send('approval', { more: true, n: 1 })).toBe('stored');
    expect(await world.send('approval', { more: true, n: 2 })).toBe('run-event-taken');
    await world.home.end('r', world.home.started.at(-1)!.step.stepId);
    expect(await world.send('approval', { n: 3 })).toBe('stored');
    expect(await world.outputOf()).toEqual({ n: 3 });
  });

  test('by a key that two steps wait for at once is an error of the second', async () => {
    await world.home.run(`${approval}; ${approval}`);
    expect((await world.home.get('r')).error).toMatchObject({ name: 'EventKeyTaken' });
  });

  test('is removed with its run', async () => {
    await world.home.run(`work → ${approval}`);
    await world.send('approval', { early: true });
    await cancelRun(world.home.deps, ada, key);
    expect(await box()).toBeDefined();
    await removeRun(world.home.deps, ada, key);
    expect(await box()).toBeUndefined();
  });
});
