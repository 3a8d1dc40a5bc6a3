import { type Caller, requirePermission } from '../../identity/caller.ts';
import type { WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { declareProblem, type HooklineError } from '../../problem.ts';
import { nodeOutput } from '../data/node-output.ts';
import type { WaitDeps } from './deps.ts';
import { isKeyOfGraph } from './http-wait-key.ts';
import type { HttpWaitWork } from './start-http-wait.ts';

const fieldMissing = declareProblem('run-event-field-missing', {
  status: 404,
  title: 'The event for a run lacks a field',
});
const unknown = declareProblem('run-event-unknown', {
  status: 404,
  title: 'No run waits for such an event',
});
const taken = declareProblem('run-event-taken', {
  status: 409,
  title: 'The run has its event of that key',
});

/** As often as somebody else can have been faster. */
const TRIES = 100;

/** That a field is missing; 404 and the words are Ray's. */
export function eventFieldMissing(field: string): HooklineError {
  return fieldMissing(`'${field}' field is not found in the request JSON`, { field });
}

/** That nothing waits for it, and nothing will; the words are Ray's. */
export function eventUnknown(): HooklineError {
  return unknown(
    'workflow_id and event_key need to be registered to receive event. Please make sure they are registered before resending.',
  );
}

/**
 * Sends an event to a run of the caller's, by its key. When it resolves, the event is the output of the step that waits for it, or is kept in
 * the run until that step begins.
 *
 * @throws `forbidden`; `run-event-unknown` when no such run goes on, or no task of its graph waits for such a key; `run-event-taken`
 * when the key had its event before.
 */
export async function sendEventTo(
  deps: Pick<WaitDeps, 'runs' | 'boxes' | 'clock' | 'endStep'>,
  caller: Caller,
  event: { readonly runId: string; readonly key: string; readonly payload: unknown },
): Promise<void> {
  requirePermission(caller, 'fire');
  const { key, payload } = event;
  const run = await deps.runs.get({ tenantId: caller.userId, runId: event.runId });
  if (run === undefined || !isKeyOfGraph(run.graph, key)) throw eventUnknown();
  const { tenantId, runId } = run;
  const sentAt = deps.clock.now();
  const early = { payload, sentAt };
  for (let tries = 0; tries < TRIES; tries++) {
    const box = await deps.boxes.get({ tenantId, runId, key });
    if (box === undefined) {
      if (!mayGoOn(run)) throw eventUnknown();
      if (await deps.boxes.put({ tenantId, runId, key, stepId: null, event: early, revision: 1 })) return;
      continue;
    }
    const [step] = box.stepId === null ? [] : await deps.runs.steps(run, [box.stepId]);
    const isTaken = box.event !== null || step?.state === 'succeeded' || step?.state === 'skipped';
    if (isTaken)
      throw taken(`The key "${key}" had its event before: a run takes one by each.`, { field: 'event_key' });
    if (!mayGoOn(run)) throw eventUnknown();
    if (step?.state === 'active') {
      const work: HttpWaitWork = { waitsFor: 'http', key, sentAt };
      const ended = await deps.endStep(step, { output: nodeOutput(payload), work: { ...work } });
      if (ended === 'ended') return;
      // It is to begin anew, after a restart.
    } else if (await deps.boxes.put({ ...box, event: early, revision: box.revision + 1 })) return;
  }
  throw new Error(`The events "${key}" for ${runId} were changed by others ${TRIES} times.`);
}

/** A run that failed or was terminated can be restarted. */
function mayGoOn({ state }: WorkflowRunRecord): boolean {
  return state !== 'succeeded' && state !== 'cancelled';
}
