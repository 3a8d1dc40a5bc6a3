import type { WorkflowDeps } from './deps.ts';
import type { StepKey, StepResult } from './step-work.ts';

/**
 * Ends a step with what its task gave, or with its error, once: what comes second changes nothing. What waits for its output goes on,
 * also when a crash kept it from that the first time, so who ends a step repeats it until it resolves.
 *
 * @returns 'already' when it had ended before; 'unknown' when there is no such step, or it has not begun.
 */
export function endStep(
  _deps: WorkflowDeps,
  _key: StepKey,
  _result: StepResult,
): Promise<'ended' | 'already' | 'unknown'> {
  return Promise.reject(new Error('Being built.'));
}
