import { describe, expect, test } from 'vitest';
import { limits } from '../../../../../core/contract/limits.ts';
import { claimTasksSchema } from '../../../../../core/contract/task.ts';
import { claimTasks } from '../../../../../core/workflow/worker/claim-tasks.ts';
import { caller } from '../../events/open-log.ts';
import { allen, openTasks } from './open-tasks.ts';

const LEASE_MS = 60_000;
const stepsOf = (tasks: readonly { stepId: string }[]) => tasks.map(({ stepId }) => stepId);

describe('A task that is offered', () => {
  test('is told by an event with the fields of littleflow, in the namespace of its owner', async () => {
    const tasks = openTasks();
    await tasks.offer({ step: '4[2].7', name: 'nap', input: { a: 1 }, parameters: { for: 5 } });
    expect(await tasks.told('start-task')).toEqual([
      expect.objectContaining({
        key: 'sleep',
        namespace: 'hookline/allen',
        context: 'r',
        sender: 'nap',
        value: {
          name: 'nap',
          base: 'sleep',
          index: 1,
          workflow: 'r',
          step: '4[2].7',
          parameters: { for: 5 },
          input: { a: 1 },
        },
      }),
    ]);
  });

  test('has no input in its event when that is empty, and none that is too large for one', async () => {
    const tasks = openTasks();
    await tasks.offer({ step: '1' });
    await tasks.offer({ step: '2', input: { text: 'x'.repeat(limits.eventValueBytes) } });
    for (const { value } of await tasks.told('start-task')) {
      expect(Object.keys(value)).toEqual(['name', 'base', 'index', 'workflow', 'step']);
    }
    expect((await tasks.claim({ limit: 2 })).map(({ input }) => Object.keys(input))).toEqual([[], ['text']]);
  });

  test('is there once, however often it is started; and told again until somebody takes it', async () => {
    const tasks = openTasks();
    await tasks.offer({ input: { first: true } });
    await tasks.offer({ input: { first: false } });
    expect(await tasks.told('start-task')).toHaveLength(2);
    const [task, ...others] = await tasks.claim({ limit: 10 });
    expect([task?.input, others]).toEqual([{ first: true }, []]);
    await tasks.offer();
    expect(await tasks.told('start-task')).toHaveLength(2);
    expect(await tasks.claim()).toEqual([]);
  });
});

describe('Workers', () => {
  test('get the longest waiting first, as many as they ask for', async () => {
    const tasks = openTasks();
    for (const step of ['3', '1', '2']) {
      await tasks.offer({ step });
      tasks.clock.advance(1);
    }
    expect(stepsOf(await tasks.claim({ limit: 2 }))).toEqual(['3', '1']);
    expect(stepsOf(await tasks.claim({ limit: 2 }))).toEqual(['2']);
    expect(await tasks.claim()).toEqual([]);
  });

  test('get tasks of their kind and of their own runs only', async () => {
    const tasks = openTasks();
    await tasks.offer({ step: '1', kind: 'fetch' });
    await tasks.offer({ step: '2', owner: 'beth' });
    expect(await tasks.claim()).toEqual([]);
    expect(stepsOf(await tasks.claim({}, caller('beth')))).toEqual(['2']);
    expect(stepsOf(await tasks.claim({}, allen, 'fetch'))).toEqual(['1']);
  });

  test('are no viewers', async () => {
    const tasks = openTasks();
    await expect(tasks.claim({}, caller('vera', 'viewer'))).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('get no more at once than an answer takes', async () => {
    const tasks = openTasks();
    for (const step of ['1', '2', '3']) {
      await tasks.offer({ step, input: { text: 'x'.repeat(limits.task.answerBytes / 2) } });
    }
    expect(stepsOf(await tasks.claim({ limit: 10 }))).toEqual(['1']);
  });

  test('have a task for as long as its lease; then another gets it, and deliveries are counted', async () => {
    const tasks = openTasks();
    await tasks.offer();
    const [first] = await tasks.claim();
    expect(first).toMatchObject({ deliveries: 1, visibleAt: tasks.clock.now() + LEASE_MS });
    tasks.clock.advance(LEASE_MS - 1);
    expect(await tasks.claimed()).toMatchObject({ tasks: [], overdueMs: 1 });
    tasks.clock.advance(1);
    const [second] = await tasks.claim({ leaseSeconds: 3600 });
    expect(second).toMatchObject({ deliveries: 2, receivedAt: null });
    expect(second!.receipt).not.toBe(first!.receipt);
    await expect(tasks.renew('1', first!.receipt)).rejects.toMatchObject({
      code: 'task-lease-over',
      status: 409,
    });
    tasks.clock.advance(3600_000 - 1);
    expect(await tasks.claim()).toEqual([]);
  });

  test('keep a task by heartbeats, also late ones, as long as nobody else took it', async () => {
    const tasks = openTasks();
    await tasks.offer();
    const [task] = await tasks.claim();
    tasks.clock.advance(LEASE_MS - 1);
    expect(await tasks.renew('1', task!.receipt)).toBe(tasks.clock.now() + LEASE_MS);
    tasks.clock.advance(LEASE_MS - 1);
    expect(await tasks.claim()).toEqual([]);
    tasks.clock.advance(LEASE_MS);
    await tasks.renew('1', task!.receipt);
    expect(await tasks.claim()).toEqual([]);
  });

  test('give a task back before its time: others are told, and get it at once', async () => {
    const tasks = openTasks();
    await tasks.offer();
    const [task] = await tasks.claim();
    await tasks.release('1', task!.receipt);
    expect(await tasks.told('start-task')).toHaveLength(2);
    expect(await tasks.claim()).toMatchObject([{ deliveries: 2 }]);
    await expect(tasks.release('1', task!.receipt)).rejects.toMatchObject({ code: 'task-lease-over' });
  });

  test('that ask at the same time get different tasks, each one', async () => {
    const tasks = openTasks();
    const steps = Array.from({ length: 8 }, (_, n) => String(n));
    for (const step of steps) await tasks.offer({ step });
    const taken = (await Promise.all(steps.map(() => tasks.claim()))).flat();
    expect(stepsOf(taken).toSorted()).toEqual(steps);
  });

  test('see how many tasks of each kind wait and are taken', async () => {
    const tasks = openTasks();
    for (const step of ['1', '2', '3']) await tasks.offer({ step });
    await tasks.offer({ step: '4', kind: 'fetch' });
    await tasks.claim();
    expect(await tasks.kinds()).toEqual([
      { kind: 'fetch', waiting: 1, taken: 0 },
      { kind: 'sleep', waiting: 2, taken: 1 },
    ]);
    expect(await tasks.kinds(caller('beth'))).toEqual([]);
  });
});

describe('A claim that waits', () => {
  test('is answered by the task that comes', async () => {
    const tasks = openTasks();
    const waiting = tasks.claimed({ waitSeconds: 20 });
    await tasks.offer({ kind: 'fetch' });
    await tasks.offer({ step: '2' });
    expect(stepsOf((await waiting).tasks)).toEqual(['2']);
  });

  test('is answered by one whose lease is over, and by one that is given back', async () => {
    const tasks = openTasks();
    await tasks.offer();
    await tasks.claim({ leaseSeconds: 5 });
    const waiting = tasks.claimed({ waitSeconds: 20 });
    await expect.poll(() => tasks.clock.nextDue()).toBe(tasks.clock.now() + 5000);
    tasks.clock.advance(5000);
    const [task] = (await waiting).tasks;
    expect(task).toMatchObject({ deliveries: 2 });
    const other = tasks.claimed({ waitSeconds: 20 });
    await expect.poll(() => tasks.clock.nextDue()).toBe(tasks.clock.now() + 20_000);
    await tasks.release('1', task!.receipt);
    expect(stepsOf((await other).tasks)).toEqual(['1']);
  });

  test('is answered with none when its time is over, and when its client goes away', async () => {
    const tasks = openTasks();
    const waiting = tasks.claimed({ waitSeconds: 20 });
    await expect.poll(() => tasks.clock.nextDue()).toBe(tasks.clock.now() + 20_000);
    tasks.clock.advance(20_000);
    expect(await waiting).toEqual({ tasks: [], cursor: 0, overdueMs: null });
    const leaving = new AbortController();
    const left = tasks.claimed({ waitSeconds: 20 }, allen, 'sleep', leaving.signal);
    leaving.abort();
    expect((await left).tasks).toEqual([]);
    await tasks.offer();
    expect(stepsOf(await tasks.claim())).toEqual(['1']);
  });
});

describe('A task that nobody waits for any more', () => {
  test('is handed to no worker', async () => {
    const tasks = openTasks();
    await tasks.offer({ step: '1' });
    await tasks.offer({ step: '2' });
    await tasks.change('1', { state: 'cancelled' });
    expect(stepsOf(await tasks.claim({ limit: 2 }))).toEqual(['2']);
    expect(await tasks.kinds()).toEqual([{ kind: 'sleep', waiting: 0, taken: 1 }]);
  });

  test('is told to the worker that has it by its heartbeat', async () => {
    const tasks = openTasks();
    await tasks.offer();
    const [task] = await tasks.claim();
    await tasks.change('1', { state: 'cancelled' });
    for (let again = 0; again < 2; again++) {
      await expect(tasks.renew('1', task!.receipt)).rejects.toMatchObject({
        code: 'task-gone',
        status: 410,
        message: expect.stringContaining('cancelled'),
      });
    }
    await expect(tasks.renew('9', 'x')).rejects.toMatchObject({ code: 'task-not-found', status: 404 });
  });
});

describe('A receipt', () => {
  test('says in the log that a task was seen, and for which event', async () => {
    const tasks = openTasks();
    await tasks.offer({ step: '0' });
    await tasks.offer({ step: '1', name: 'nap' });
    const [, task] = await tasks.claim({ limit: 2 });
    const [, start] = await tasks.told('start-task');
    const value = {
      for: start!.offset,
      action: 'processed',
      target: 'farm',
      name: 'nap',
      index: 1,
      workflow: 'r',
      step: '1',
    };
    expect(await tasks.acknowledge('1', { receipt: task!.receipt, target: 'farm' })).toEqual(value);
    expect(await tasks.told('receipt')).toEqual([
      expect.objectContaining({ key: 'sleep', namespace: 'hookline/allen', context: 'r', value }),
    ]);
  });

  test('is there once for each time that the task is taken', async () => {
    const tasks = openTasks();
    await tasks.offer();
    const [first] = await tasks.claim();
    await tasks.acknowledge('1', { receipt: first!.receipt });
    await tasks.acknowledge('1', { receipt: first!.receipt });
    await tasks.renew('1', first!.receipt);
    expect(await tasks.told('receipt')).toHaveLength(1);
    tasks.clock.advance(LEASE_MS);
    const [second] = await tasks.claim();
    await expect(tasks.acknowledge('1', { receipt: first!.receipt })).rejects.toMatchObject({
      code: 'task-lease-over',
    });
    await tasks.acknowledge('1', { receipt: second!.receipt });
    expect(await tasks.told('receipt')).toHaveLength(2);
  });
});

describe('A claim whose answer was lost', () => {
  test('gives what it took, when it is repeated by its name, and nothing else', async () => {
    const tasks = openTasks();
    for (const step of ['1', '2', '3']) await tasks.offer({ step });
    const first = await tasks.claim({ limit: 2, claim: 'one' });
    const again = await tasks.claim({ limit: 2, claim: 'one', again: true });
    expect(again).toEqual(first);
    expect(stepsOf(await tasks.claim({ limit: 2, claim: 'two', again: true }))).toEqual(['3']);
  });

  test('takes tasks when it had taken none, or another worker has them by now', async () => {
    const tasks = openTasks();
    await tasks.offer({ step: '1' });
    expect(stepsOf(await tasks.claim({ claim: 'one', again: true }))).toEqual(['1']);
    tasks.clock.advance(LEASE_MS);
    expect(stepsOf(await tasks.claim({ claim: 'two' }))).toEqual(['1']);
    await tasks.offer({ step: '2' });
    expect(stepsOf(await tasks.claim({ claim: 'one', again: true }))).toEqual(['2']);
  });

  test('is not another one whose name begins the same', async () => {
    const tasks = openTasks();
    await tasks.offer();
    await tasks.claim({ claim: 'one-more' });
    expect(await tasks.claim({ claim: 'one', again: true })).toEqual([]);
    await expect(tasks.claim({ again: true })).rejects.toThrow('again needs the name of the claim.');
  });
});

test('A claim of no tasks waits for one, and takes none', async () => {
  const tasks = openTasks();
  expect(await tasks.claim({ limit: 0 })).toEqual([]);
  await tasks.offer();
  expect(await tasks.claim({ limit: 0, waitSeconds: 20 })).toEqual([]);
  expect(await tasks.claim()).toHaveLength(1);
});

test('A task that the queue lists late, after one look and before the next, is taken by the same claim', async () => {
  const tasks = openTasks();
  await tasks.offer();
  let looks = 0;
  const queue = {
    ...tasks.tasks,
    visible: async (...asked: Parameters<typeof tasks.tasks.visible>) =>
      ++looks === 1 ? [] : await tasks.tasks.visible(...asked),
  };
  const claim = claimTasksSchema.parse({});
  const claimed = await claimTasks({ ...tasks, tasks: queue }, allen, 'sleep', claim);
  expect(stepsOf(claimed.tasks)).toEqual(['1']);
});
