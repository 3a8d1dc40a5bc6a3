import { expect, test } from 'vitest';
import { claimTasksSchema } from '../../core/contract/task.ts';
import type { Caller } from '../../core/identity/caller.ts';
import { acknowledgeTask } from '../../core/workflow/worker/acknowledge-task.ts';
import { claimTasks, type HandedOutTask } from '../../core/workflow/worker/claim-tasks.ts';
import { offerTask } from '../../core/workflow/worker/offer-task.ts';
import { renewTask } from '../../core/workflow/worker/renew-task.ts';
import type { Stores } from './homes.ts';
import { run, step } from './workflow-stores/records.ts';

const allen: Caller = { userId: 't1', userName: 'allen', role: 'developer' };
const node = {
  kind: 'task' as const,
  index: 7,
  scope: null,
  at: null,
  name: 'nap',
  base: 'sleep',
  parameters: null,
  merge: false,
  guard: null,
};

/** What workers rely on, with the stores of a home behind them. */
export function taskWorkersSuite(open: () => Promise<Stores>): void {
  async function openTasks() {
    const stores = await open();
    let count = 0;
    const deps = {
      tasks: stores.taskQueue,
      runs: stores.workflowRuns,
      events: stores.events,
      clock: stores.clock,
      ids: { next: () => `receipt-${++count}` },
      random: Math.random,
    };
    const started = run();
    await deps.runs.put(started);
    return {
      ...deps,
      async offer(stepId: string): Promise<void> {
        const active = step({
          stepId,
          state: 'active',
          output: null,
          endedAt: null,
          work: null,
          revision: 1,
        });
        await deps.runs.putStep(active);
        await offerTask(deps, { run: started, step: active, node, input: { stepId }, parameters: null });
      },
      async claim(request: { limit?: number; waitSeconds?: number } = {}): Promise<HandedOutTask[]> {
        return (await claimTasks(deps, allen, 'sleep', claimTasksSchema.parse(request))).tasks;
      },
    };
  }

  test('workers that ask at the same time get a task each, and none gets another one’s', async () => {
    const tasks = await openTasks();
    const steps = Array.from({ length: 30 }, (_, n) => String(n));
    await Promise.all(steps.map((stepId) => tasks.offer(stepId)));
    const taken: HandedOutTask[] = [];
    const working = Array.from({ length: 10 }, async () => {
      while (taken.length < steps.length) taken.push(...(await tasks.claim()));
    });
    await Promise.all(working);
    expect(taken.map(({ stepId }) => stepId).toSorted()).toEqual(steps.toSorted());
    expect(taken.map(({ input }) => input)).toEqual(taken.map(({ stepId }) => ({ stepId })));
  });

  test('a claim that waits is answered by the task that comes', async () => {
    const tasks = await openTasks();
    const waiting = tasks.claim({ waitSeconds: 20 });
    await tasks.offer('4[2].7');
    expect(await waiting).toMatchObject([{ stepId: '4[2].7', deliveries: 1 }]);
  });

  test('a receipt names the event that it is for', async () => {
    const tasks = await openTasks();
    for (const stepId of ['1', '5#1.7']) await tasks.offer(stepId);
    const task = (await tasks.claim({ limit: 2 })).find(({ stepId }) => stepId === '5#1.7')!;
    const receipt = await acknowledgeTask(tasks, allen, task, { receipt: task.receipt });
    const scope = { notBefore: new Map(), others: 0 };
    const selection = { scope, keys: ['sleep'], sender: undefined, eventType: undefined };
    const { events } = await tasks.events.read(selection, { after: 0, upTo: undefined }, 10);
    const start = events.find(({ offset }) => offset === receipt.for);
    expect(JSON.parse(start!.value)).toMatchObject({
      workflow: 'run-1',
      step: '5#1.7',
      name: 'nap',
      index: 7,
    });
    expect(events.at(-1)).toMatchObject({
      eventType: 'receipt',
      namespace: 'hookline/allen',
      context: 'run-1',
    });
  });

  test('a task goes to another worker when its lease is over', async () => {
    const tasks = await openTasks();
    await tasks.offer('1');
    const [first] = await tasks.claim();
    await renewTask(tasks, allen, first!, first!.receipt, 60);
    expect(await tasks.claim()).toEqual([]);
    tasks.clock.advance(60_000);
    expect(await tasks.claim()).toMatchObject([{ stepId: '1', deliveries: 2 }]);
    await expect(renewTask(tasks, allen, first!, first!.receipt, 60)).rejects.toMatchObject({
      code: 'task-lease-over',
    });
  });
}
