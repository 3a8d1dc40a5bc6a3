import { inScope } from '../../events/match-event.ts';
import type { EventRecord, EventScope } from '../../ports/event-log.ts';
import type { EventWait } from '../../ports/event-waits.ts';
import type { StepRecord, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { parseStepId } from '../regions/step-path.ts';
import { readInput } from '../run/read-input.ts';
import type { WaitDeps } from './deps.ts';
import { eventWaitOptions } from './event-wait-options.ts';
import { findEvent } from './find-event.ts';
import { matchesWait, type OpenedEvent, openEvent } from './matches-wait.ts';
import { ownerScope } from './owner-scope.ts';
import { takeEvent } from './take-event.ts';

/** An event on its way to one step. */
export interface Delivery {
  /** Of the step, among those of all runs. */
  readonly stepName: string;
  /** Ends the step with the event, unless it has one. Again until it resolves; those of a step in the order of the log. */
  readonly give: () => Promise<void>;
}

/**
 * Finds the steps that wait for an event of the log. To be called with every event, in the order of the log for those of a key. Deliveries
 * to different steps may go on at the same time, those to one step come in the order in which they were found.
 */
export async function findDeliveries(deps: WaitDeps, record: EventRecord): Promise<Delivery[]> {
  const event = openEvent(record);
  const found = await deps.waits.find(record.key, event.value);
  const scopes = new Map<string, Promise<EventScope | undefined>>();
  return found
    .filter((wait) => matchesWait(wait, event))
    .map((wait) => ({
      stepName: JSON.stringify([wait.tenantId, wait.runId, wait.stepId]),
      async give() {
        const { tenantId, namespace } = wait;
        const id = JSON.stringify([tenantId, namespace]);
        const scope = scopes.get(id) ?? ownerScope(deps, tenantId, namespace);
        scopes.set(id, scope);
        const readable = await scope;
        if (readable !== undefined && inScope(readable, record)) await deliverTo(deps, wait, readable, event);
      },
    }));
}

/** Steps that are given an event at the same time: an event may be waited for by thousands. */
const WIDTH = 32;

/**
 * Gives an event of the log to the steps that wait for it. To be called with every event, in the order of the log for those of a key, and
 * again until it resolves with true: a step that has its event takes no other, and is not looked at again.
 *
 * @param mayGoOn is asked before each step; when it says no, the others are left.
 * @returns whether all were looked at.
 * @throws {AggregateError} when some could not be given it. The others were.
 */
export async function deliverEvent(
  deps: WaitDeps,
  record: EventRecord,
  mayGoOn: () => boolean = () => true,
): Promise<boolean> {
  const left = (await findDeliveries(deps, record)).values();
  const failures: unknown[] = [];
  let isDone = true;
  const giveOn = async (): Promise<void> => {
    for (const { give } of left) {
      isDone &&= mayGoOn();
      if (!isDone) return;
      const [outcome] = await Promise.allSettled([give()]);
      if (outcome.status === 'rejected') failures.push(outcome.reason);
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, giveOn));
  if (failures.length > 0)
    throw new AggregateError(failures, `The event ${record.offset} did not reach all.`);
  return isDone;
}

async function deliverTo(
  deps: WaitDeps,
  wait: EventWait,
  scope: EventScope,
  event: OpenedEvent,
): Promise<void> {
  const [run, step] = await find(deps, wait);
  if (run !== undefined && step?.state === 'active') {
    await end(deps, run, step, wait, await firstOf(deps, step, wait, scope, event));
  }
  // It waits for its inputs, to be started anew: then it looks for itself.
  if (step?.state === 'waiting') return;
  // It was given the event before, and those who wait for the step may not have been told.
  if (step?.work?.offset === event.record.offset) await deps.endStep(step, { output: step.output ?? {} });
  await deps.waits.remove(wait);
  if (run === undefined || step === undefined || step.state === 'active') return;
  // The step had ended, but may have been started anew just now, before its wait was removed.
  const [, now] = await find(deps, wait);
  if (now?.state !== 'active') return;
  await deps.waits.put(wait);
  const missed = await findEvent(deps, wait, scope, wait.after);
  if ('event' in missed) await end(deps, run, now, wait, missed.event);
}

/** The event, or one that came just before it, while the step that begins to wait looks for such itself. */
async function firstOf(
  deps: WaitDeps,
  step: StepRecord,
  wait: EventWait,
  scope: EventScope,
  event: OpenedEvent,
): Promise<OpenedEvent> {
  if (step.work !== null) return event;
  const first = await findEvent(deps, wait, scope, wait.after);
  return 'event' in first ? first.event : event;
}

async function find(
  deps: WaitDeps,
  wait: EventWait,
): Promise<[WorkflowRunRecord | undefined, StepRecord | undefined]> {
  const [run, [step]] = await Promise.all([deps.runs.get(wait), deps.runs.steps(wait, [wait.stepId])]);
  return [run, step];
}

async function end(
  deps: WaitDeps,
  run: WorkflowRunRecord,
  step: StepRecord,
  { after }: EventWait,
  event: OpenedEvent,
): Promise<void> {
  const node = run.graph.nodes[step.node];
  if (node?.kind !== 'task') return;
  const { path } = parseStepId(step.stepId);
  const found = await readInput(deps, run, step.node, path);
  if (!('input' in found)) return;
  const { input } = found;
  const wait = eventWaitOptions(node.parameters, input);
  if ('problem' in wait) return;
  const result = takeEvent(run, step, { after, options: wait.options, input }, event, deps.clock.now());
  await deps.endStep(step, result);
}
