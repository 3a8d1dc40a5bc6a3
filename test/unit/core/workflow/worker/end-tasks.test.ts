import { describe, expect, test } from 'vitest';
import { endStep } from '../../../../../core/workflow/run/end-step.ts';
import { endTaskByHand } from '../../../../../core/workflow/worker/end-task.ts';
import { removeTask } from '../../../../../core/workflow/worker/remove-task.ts';
import { allen, openWorkers, type Workers } from './open-workers.ts';

const LEASE_MS = 60_000;

/** A run of one task, which a worker has. */
async function withTask(source = 'sleep') {
  const workers = openWorkers();
  await workers.start(source, { a: 1 });
  const task = await workers.take();
  return { workers, task, end: endOf(workers, task) };
}

/** Ends a task as the worker that has it. */
const endOf =
  (workers: Workers, { stepId, receipt }: { stepId: string; receipt: string }) =>
  (end: Parameters<Workers['end']>[1] = {}) =>
    workers.end(stepId, { receipt, ...end });

describe('A task that its worker ends', () => {
  test('lets the run go on with its output', async () => {
    const { workers, task, end } = await withTask('sleep → nap');
    expect(task.input).toEqual({ a: 1 });
    await end({ output: { b: 2 } });
    const next = await workers.take({}, 'nap');
    expect(next.input).toEqual({ b: 2 });
    await workers.end(next.stepId, { receipt: next.receipt, output: { c: 3 } });
    await expect.poll(workers.run).toMatchObject({ state: 'succeeded', output: { c: 3 } });
  });

  test.each<[string, unknown, unknown]>([
    ['an object', { a: 1 }, { a: 1 }],
    ['a list', [1, { a: 2 }], [1, { a: 2 }]],
    ['nothing', undefined, {}],
    ['null', null, {}],
    ['a text', 'done', ['done']],
    ['a number', 0, [0]],
  ])('has as its output what it was given: %s', async (_, output, stored) => {
    const { workers, task, end } = await withTask();
    await end({ output });
    expect(await workers.step(task.stepId)).toMatchObject({ state: 'succeeded', output: stored });
  });

  test('is told in the log, without its output', async () => {
    const { workers, task, end } = await withTask();
    await end({ output: { secret: 1 } });
    expect(await workers.ends()).toEqual([
      { name: 'sleep', base: 'sleep', index: 1, workflow: 'r', step: task.stepId, status: 'SUCCESS' },
    ]);
  });

  test('as a failure has its reason, and lets the run fail', async () => {
    const { workers, task, end } = await withTask();
    await end({ status: 'FAILURE', name: 'TypeError', reason: 'no such file', output: { code: 2 } });
    const error = { name: 'TypeError', message: 'no such file' };
    await expect.poll(workers.run).toMatchObject({ state: 'failed', error: { ...error, step: task.stepId } });
    expect(await workers.step(task.stepId)).toMatchObject({ state: 'failed', error });
    expect(await workers.ends()).toEqual([
      expect.objectContaining({ status: 'FAILURE', reason: 'no such file', output: { code: 2 } }),
    ]);
  });

  test('as a failure without a reason says that there is none', async () => {
    const { workers, task, end } = await withTask();
    await end({ status: 'FAILURE' });
    expect((await workers.step(task.stepId))?.error).toMatchObject({
      name: 'TaskFailed',
      message: 'The worker gave no reason.',
    });
  });

  test('is there no more', async () => {
    const { workers, task, end } = await withTask();
    await end();
    workers.clock.advance(LEASE_MS);
    expect(await workers.claim()).toEqual([]);
    await expect(workers.renew(task.stepId, task.receipt)).rejects.toMatchObject({ code: 'task-gone' });
  });

  test('may be ended after its lease, as long as nobody else took it', async () => {
    const { workers, task, end } = await withTask();
    workers.clock.advance(10 * LEASE_MS);
    await end({ output: { late: true } });
    expect(await workers.step(task.stepId)).toMatchObject({ output: { late: true } });
  });

  test('may not be ended by one whose lease was over when another has it', async () => {
    const { workers, task, end } = await withTask();
    workers.clock.advance(LEASE_MS);
    const [again] = await workers.claim();
    await expect(end()).rejects.toMatchObject({ code: 'task-lease-over', status: 409 });
    await endOf(workers, again!)({ output: { by: 'the second' } });
    await expect(end({ output: { by: 'the first' } })).rejects.toMatchObject({
      code: 'task-gone',
      status: 410,
    });
    // Also when it says the same.
    await expect(end({ output: { by: 'the second' } })).rejects.toMatchObject({ code: 'task-gone' });
    expect(await workers.step(task.stepId)).toMatchObject({ output: { by: 'the second' } });
    expect(await workers.ends()).toHaveLength(1);
  });

  test.each([
    [{ output: { a: [1] } }],
    [{ status: 'FAILURE' as const, name: 'E', reason: 'why' }],
    [{ status: 'FAILURE' as const }],
  ])('is answered as before when it says the same again: %j', async (said) => {
    const { workers, end } = await withTask();
    for (let again = 0; again < 3; again++) await end(said);
    expect(await workers.ends()).toHaveLength(1);
    await expect(end({ output: 'other' })).rejects.toMatchObject({ code: 'task-gone' });
  });

  test('refuses an output that is nested too deeply', async () => {
    const { workers, task, end } = await withTask();
    let output: unknown = 1;
    for (let level = 0; level < 65; level++) output = [output];
    await expect(end({ output })).rejects.toMatchObject({ code: 'task-output-too-deep', field: 'output' });
    expect(await workers.step(task.stepId)).toMatchObject({ state: 'active' });
  });

  test('is gone when its run was cancelled', async () => {
    const { workers, task, end } = await withTask();
    await workers.cancel();
    await expect(workers.renew(task.stepId, task.receipt)).rejects.toMatchObject({ code: 'task-gone' });
    await expect(end()).rejects.toMatchObject({ code: 'task-gone', status: 410 });
    expect(await workers.ends()).toEqual([]);
  });

  test('stores its output also when the run has failed by another one', async () => {
    const workers = openWorkers();
    await workers.start('sleep | nap');
    const [sleep, nap] = [await workers.take(), await workers.take({}, 'nap')];
    await workers.end(nap.stepId, { receipt: nap.receipt, status: 'FAILURE' });
    await workers.renew(sleep.stepId, sleep.receipt);
    await endOf(workers, sleep)({ output: { kept: true } });
    expect(await workers.step(sleep.stepId)).toMatchObject({ state: 'succeeded', output: { kept: true } });
  });
});

describe('A task of a run that is started again', () => {
  /** A task that has failed, whose worker was killed before the task was taken out of the queue. */
  async function failed() {
    const { workers, task, end } = await withTask();
    const key = { tenantId: allen.userId, runId: 'r', stepId: task.stepId };
    await endStep(workers, key, { error: { name: 'Broken', message: 'no' } });
    await expect.poll(workers.run).toMatchObject({ state: 'failed' });
    await workers.restart();
    await expect
      .poll(() => workers.tasks.kinds(allen.userId, workers.clock.now()))
      .toMatchObject([{ waiting: 1 }]);
    return { workers, task, end };
  }

  test('is offered anew, whatever is left of the one before', async () => {
    const { workers, task, end } = await failed();
    await expect(end({ output: 'late' })).rejects.toMatchObject({ code: 'task-lease-over' });
    const [again] = await workers.claim();
    expect(again).toMatchObject({ stepId: task.stepId, deliveries: 1, input: { a: 1 } });
    await endOf(workers, again!)({ output: { second: true } });
    await expect.poll(workers.run).toMatchObject({ state: 'succeeded', output: { second: true } });
  });

  test('stays offered when somebody is late to remove the one before', async () => {
    const { workers, task } = await failed();
    await removeTask(workers, task);
    const [again] = await workers.claim();
    await removeTask(workers, task);
    await workers.renew(task.stepId, again!.receipt);
  });
});

describe('A task that is ended by hand', () => {
  test('is one that no worker has', async () => {
    const { workers, task } = await withTask();
    await expect(workers.end(task.stepId)).rejects.toMatchObject({ code: 'task-taken', status: 409 });
    workers.clock.advance(LEASE_MS);
    await workers.end(task.stepId, { output: { by: 'hand' } });
    await workers.end(task.stepId, { output: { by: 'hand' } });
    await expect.poll(workers.run).toMatchObject({ state: 'succeeded', output: { by: 'hand' } });
    expect(await workers.ends()).toHaveLength(1);
    await expect(workers.end(task.stepId)).rejects.toMatchObject({ code: 'task-gone' });
    await expect(workers.end('99')).rejects.toMatchObject({ code: 'task-not-found', status: 404 });
  });

  test('is told to the worker that comes back', async () => {
    const { workers, task } = await withTask();
    workers.clock.advance(LEASE_MS);
    const key = { tenantId: allen.userId, runId: 'r', stepId: task.stepId };
    await endTaskByHand(workers, key, 'allen', { status: 'FAILURE', output: undefined, reason: 'given up' });
    await expect(workers.renew(task.stepId, task.receipt)).rejects.toMatchObject({ code: 'task-gone' });
    await expect.poll(workers.run).toMatchObject({ state: 'failed', error: { message: 'given up' } });
  });
});
