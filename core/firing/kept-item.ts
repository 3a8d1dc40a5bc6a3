import { limits } from '../contract/limits.ts';
import type { ReturnedValue, RunOutcome } from '../ports/runner.ts';

/**
 * What is kept of an item's outcome: the beginning of its result or error, and the end of what it printed. A run has up to
 * 1,000 items, which are read and shown together.
 */
export function keptItem(outcome: RunOutcome): RunOutcome {
  const output = outcome.output.slice(-limits.itemTextLength);
  if (outcome.ok) return { ...outcome, ...keptValue(outcome), output };
  const { error, returnedFailure } = outcome;
  const { stack } = error;
  return {
    ...outcome,
    error: {
      name: error.name,
      message: error.message.slice(0, limits.itemTextLength),
      ...(stack !== undefined && { stack: stack.slice(0, limits.itemTextLength) }),
    },
    ...(returnedFailure !== undefined && { returnedFailure: keptValue(returnedFailure) }),
    output,
  };
}

function keptValue({ result, resultType, resultCut }: ReturnedValue): ReturnedValue {
  if (result.length <= limits.itemTextLength) return { result, resultType, resultCut };
  return { result: result.slice(0, limits.itemTextLength), resultType, resultCut: true };
}
