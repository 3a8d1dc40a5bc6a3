import type { WorkflowDeps } from './deps.ts';
import { follow } from './follow.ts';
import type { StepKey, StepResult } from './step-work.ts';
import { storeEnd } from './store-end.ts';

/**
 * Ends a step with what its task gave, or with its error, once: what comes second changes nothing. What waits for its output goes on,
 * also when a crash kept it from that the first time, so who ends a step repeats it until it resolves. After the run has ended, an
 * output is stored all the same, for a restart to find it.
 *
 * A task of the owner's own code that gives `{"$workflow": …}` goes on as that workflow: its step ends with the workflow's output.
 *
 * @returns 'already' when it had ended before; 'unknown' when there is no such step, or it has not begun.
 */
export async function endStep(
  deps: WorkflowDeps,
  key: StepKey,
  result: StepResult,
): Promise<'ended' | 'already' | 'unknown'> {
  const ended = await storeEnd(deps, key, result);
  if (ended === 'unknown') return ended;
  await follow(deps, { kind: 'step', key });
  await deps.runs.settled();
  return ended;
}
