import type { RunOutcome } from '../ports/runner.ts';

/** The state that an outcome ends a run in. */
export function finalState(outcome: RunOutcome): 'succeeded' | 'failed' | 'cancelled' | 'skipped' {
  if (outcome.ok) return outcome.skipped === true ? 'skipped' : 'succeeded';
  return outcome.cancelled === true ? 'cancelled' : 'failed';
}
