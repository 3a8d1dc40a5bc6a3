import type { FiringStore } from '../../ports/firing-store.ts';
import type { HandlerStore } from '../../ports/handler-store.ts';
import { nodeOutput } from '../data/node-output.ts';
import type { Started, TaskStart } from '../run/step-work.ts';
import { callListener } from './call-listener.ts';
import { type FireDeps, firingIdOf } from './fire-handler.ts';
import { handlerOf } from './handler-of.ts';

/** By which name the handler of a listener is among the targets of a run. */
export const listenerTarget = (listener: string): string => `wait:listener ${listener}`;

/**
 * Waits by a listener: it is polled until it gives an event, by a firing each time; the event is stored with the firing that
 * tells the listener so; and when that has ended the step has (`run-ended.ts`).
 *
 * A step has one event: what was taken stays taken when the run is restarted, and the listener is told once more at most.
 */
export async function startListener(
  deps: FireDeps & { firings: Pick<FiringStore, 'get'>; handlers: Pick<HandlerStore, 'version'> },
  { run, step, parameters }: TaskStart,
): Promise<Started> {
  const { listener, args = [] } = parameters as { listener: string; args?: unknown[] };
  const { stepId } = step;
  const { runId, execution } = run;
  const checkpointId = firingIdOf(run, stepId, 'checkpointed');
  const handler = await handlerOf(deps, run, listenerTarget(listener));
  const taken = await deps.firings.get(checkpointId);
  const call = taken?.firing.plan[0]?.step?.listener;
  if (call?.phase === 'checkpointed') {
    const outcome = taken?.runs[0]?.outcome ?? undefined;
    if (outcome?.ok === true) return { result: { output: nodeOutput(call.event) } };
    // It failed to be told, before the run was restarted.
    if (outcome !== undefined) {
      const firingId = firingIdOf(run, stepId, `checkpointed ${execution}`);
      await callListener(deps, handler, { firingId, runId, stepId, args, call });
    }
    return { work: { ...step.work, listener, event: call.event } };
  }
  const first = { phase: 'poll', number: 1, execution, checkpointId, notBefore: 0, pauseMs: 0 } as const;
  const firingId = firingIdOf(run, stepId, `poll ${execution}`);
  await callListener(deps, handler, { firingId, runId, stepId, args, call: first });
  return { work: { ...step.work, listener } };
}
