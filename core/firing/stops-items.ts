import type { ExecutionOptions } from '../contract/execution-options.ts';
import type { RunOutcome } from '../ports/runner.ts';

/**
 * Whether an item's final outcome ends the remaining items as cancelled: one that returned a failure with `stopOnError`, one
 * that threw (or was ended: time limit, memory) with `stopOnException`, one that succeeded or was skipped with
 * `stopOnSuccess`.
 */
export function stopsItems(
  handler: Pick<ExecutionOptions, 'stopOnError' | 'stopOnException' | 'stopOnSuccess'>,
  outcome: RunOutcome,
): boolean {
  if (outcome.ok) return handler.stopOnSuccess === true;
  if (outcome.cancelled === true) return false;
  return (outcome.returnedFailure === undefined ? handler.stopOnException : handler.stopOnError) === true;
}
