import type { EventBox } from '../../ports/event-boxes.ts';
import { nodeOutput } from '../data/node-output.ts';
import type { Started, TaskStart } from '../run/step-work.ts';
import type { WaitDeps } from './deps.ts';
import { httpWaitKey } from './http-wait-key.ts';

/** What a step keeps that waits for an event which is sent to its run, and that has it. */
export interface HttpWaitWork {
  readonly waitsFor: 'http';
  readonly key: string;
  /** When its event was sent, in milliseconds since the epoch. */
  readonly sentAt?: number;
}

/** As often as somebody else can have been faster; then something is wrong, and the caller's caller tries again. */
const TRIES = 100;

/**
 * Begins a `wait:http`. An event that was sent before ends it at once. A key that another step waits for is an error, as it is for Ray; one
 * whose step has ended, in an earlier pass of a loop, is free again.
 */
export async function startHttpWait(
  deps: WaitDeps,
  { run, step, node, input, parameters }: TaskStart,
): Promise<Started> {
  const filled = httpWaitKey(node, parameters, input);
  if ('problem' in filled) return failed('WaitInvalid', filled.problem);
  const key = filled.text;
  const { tenantId, runId } = run;
  const { stepId } = step;
  for (let tries = 0; tries < TRIES; tries++) {
    const box = await deps.boxes.get({ tenantId, runId, key });
    const mine = { tenantId, runId, key, stepId, event: null, revision: (box?.revision ?? 0) + 1 };
    if (box === undefined) {
      if (await deps.boxes.put(mine)) return waiting(key);
    } else if (box.stepId === stepId) {
      return box.event === null ? waiting(key) : taken(key, box.event);
    } else if (box.stepId === null && box.event !== null) {
      if (await deps.boxes.put({ ...mine, event: box.event })) return taken(key, box.event);
    } else {
      const [other] = box.stepId === null ? [] : await deps.runs.steps(run, [box.stepId]);
      if (other?.state === 'active') {
        return failed('EventKeyTaken', `The step ${box.stepId} waits for the event "${key}" already.`);
      }
      if (await deps.boxes.put(mine)) return waiting(key);
    }
  }
  throw new Error(`The events "${key}" for ${runId} were changed by others ${TRIES} times.`);
}

function waiting(key: string): Started {
  const work: HttpWaitWork = { waitsFor: 'http', key };
  return { work: { ...work } };
}

function taken(key: string, { payload, sentAt }: NonNullable<EventBox['event']>): Started {
  const work: HttpWaitWork = { waitsFor: 'http', key, sentAt };
  return { result: { output: nodeOutput(payload), work: { ...work } } };
}

function failed(name: string, message: string): Started {
  return { result: { error: { name, message } } };
}
