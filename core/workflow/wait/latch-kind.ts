import { limits } from '../../contract/limits.ts';
import type { LatchRecord } from '../../ports/latch-store.ts';
import { fillTemplate } from '../data/fill-template.ts';
import { isObject } from '../data/is-object.ts';
import type { Started, TaskStart } from '../run/step-work.ts';
import type { TaskKind } from '../run/task-kinds.ts';
import type { WaitDeps } from './deps.ts';
import { type ChangeLatch, openLatches } from './open-latches.ts';
import { idOf, wakeWaiters } from './wake-waiters.ts';

/** What a step keeps that waits for a latch. */
export interface LatchWork {
  readonly waitsFor: 'latch';
  readonly latch: string;
}

/**
 * How `wait:acquire`, `wait:release` and `wait:countdown` are carried out. A latch belongs to the runs of one user. Acquire adds one,
 * release takes one, never below zero; at zero all go on that wait by countdown. The output of each is its input.
 */
export function latchKind(deps: WaitDeps): TaskKind {
  const changeLatch = openLatches(deps);
  return {
    async start(task) {
      const { parameters, input } = task;
      const template = isObject(parameters) && typeof parameters.name === 'string' ? parameters.name : '';
      const filled = fillTemplate(template, { input, parameters });
      if ('problem' in filled) return invalid(filled.problem);
      const name = filled.text;
      if (name === '' || name.length > limits.nameLength) {
        return invalid(
          `The name of a latch has 1 to ${limits.nameLength} characters; this has ${name.length}.`,
        );
      }
      if (task.node.base === 'wait:countdown') return await countdown(changeLatch, task, name);
      const latch = await count(changeLatch, task, name, task.node.base === 'wait:acquire' ? 1 : -1);
      await wakeWaiters(deps, changeLatch, latch);
      return { result: { output: input } };
    },
    async cancel({ tenantId, runId }, { stepId, work }) {
      if (work?.waitsFor !== 'latch' || typeof work.latch !== 'string') return;
      const id = idOf({ runId, stepId });
      await changeLatch(tenantId, work.latch, (latch) =>
        latch.waiting.some((waiter) => idOf(waiter) === id)
          ? { ...latch, waiting: latch.waiting.filter((waiter) => idOf(waiter) !== id) }
          : undefined,
      );
    },
  };
}

/** Adds to the latch, once for each step. */
async function count(
  changeLatch: ChangeLatch,
  { run, step }: TaskStart,
  name: string,
  change: 1 | -1,
): Promise<LatchRecord> {
  const { tenantId, runId } = run;
  const id = idOf({ runId, stepId: step.stepId });
  return await changeLatch(tenantId, name, (latch) => {
    if (latch.counted.includes(id)) return undefined;
    const counted = [...latch.counted, id];
    const sum = Math.max(0, latch.count + change);
    if (sum > 0 || change === 1) return { ...latch, count: sum, counted };
    return { ...latch, count: 0, counted, waiting: [], waking: [...latch.waking, ...latch.waiting] };
  });
}

async function countdown(
  changeLatch: ChangeLatch,
  { run, step, input }: TaskStart,
  name: string,
): Promise<Started> {
  const { tenantId, runId } = run;
  const waiter = { runId, stepId: step.stepId };
  const id = idOf(waiter);
  let isFull = false;
  const latch = await changeLatch(tenantId, name, (found) => {
    isFull = false;
    if (found.count === 0 || [...found.waiting, ...found.waking].some((other) => idOf(other) === id))
      return undefined;
    isFull = found.waiting.length >= limits.latchWaiters;
    return isFull ? undefined : { ...found, waiting: [...found.waiting, waiter] };
  });
  if (isFull) return invalid(`${limits.latchWaiters} steps wait for the latch "${name}" already.`);
  const waits = latch.waiting.some((other) => idOf(other) === id);
  if (!waits) return { result: { output: input } };
  const work: LatchWork = { waitsFor: 'latch', latch: name };
  return { work: { ...work } };
}

function invalid(message: string): Started {
  return { result: { error: { name: 'WaitInvalid', message } } };
}
