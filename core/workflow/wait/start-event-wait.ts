import type { EventWait } from '../../ports/event-waits.ts';
import type { Started, TaskStart } from '../run/step-work.ts';
import type { WaitDeps } from './deps.ts';
import { type EventWaitOptions, eventWaitOptions } from './event-wait-options.ts';
import { findEvent } from './find-event.ts';
import { ownerScope } from './owner-scope.ts';
import { type EventWork, takeEvent } from './take-event.ts';
import { takenBefore } from './taken-before.ts';

/**
 * Begins a `wait:event`. The log is read first: an event that came early ends the step at once. Else the wait is put, and what came
 * meanwhile is read, so that no event passes between the two.
 */
export async function startEventWait(deps: WaitDeps, start: TaskStart): Promise<Started> {
  const { run, step, input, parameters } = start;
  const found = eventWaitOptions(parameters, input);
  if ('problem' in found) return failed('WaitInvalid', found.problem);
  const { options } = found;
  const scope = await ownerScope(deps, run.tenantId, options.namespace);
  if (scope === undefined) {
    return failed(
      'NamespaceForbidden',
      `There is no namespace "${options.namespace}" that ${run.owner} may read.`,
    );
  }
  const after = await firstOffset(deps, start, options);
  const wait: EventWait = {
    tenantId: run.tenantId,
    runId: run.runId,
    stepId: step.stepId,
    key: options.key,
    namespace: options.namespace,
    sender: options.sender,
    eventType: options.eventType,
    after,
    match: options.match,
  };
  const early = await findEvent(deps, wait, scope, after);
  if ('event' in early) {
    return { result: takeEvent(run, step, { after, options, input }, early.event, deps.clock.now()) };
  }
  await deps.waits.put(wait);
  const meanwhile = await findEvent(deps, wait, scope, early.searchedTo);
  if ('event' in meanwhile) {
    await deps.waits.remove(wait);
    return { result: takeEvent(run, step, { after, options, input }, meanwhile.event, deps.clock.now()) };
  }
  const work: EventWork = { waitsFor: 'event', key: options.key ?? null, after };
  return { work: { ...work } };
}

/** Only events after it count. The same whenever it is asked for. */
async function firstOffset(
  deps: WaitDeps,
  { run, step }: TaskStart,
  { from }: EventWaitOptions,
): Promise<number> {
  const first =
    typeof from === 'number'
      ? from
      : from === 'beginning'
        ? 0
        : from === 'now'
          ? await deps.events.offsetAt(step.startedAt ?? deps.clock.now())
          : run.eventsAfter;
  return Math.max(first, await takenBefore(deps, run, step));
}

function failed(name: string, message: string): Started {
  return { result: { error: { name, message } } };
}
