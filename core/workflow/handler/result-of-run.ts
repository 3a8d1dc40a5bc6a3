import type { RunOutcome } from '../../ports/runner.ts';
import { parseKeepingDigits } from '../data/exact-numbers.ts';
import { nodeOutput } from '../data/node-output.ts';
import type { StepResult } from '../run/step-work.ts';

/**
 * What a run's outcome is to the step that waits for it: an object or a list as the handler returned it, `{}` for nothing, any other
 * value as the only item of a list. A result that was cut is none.
 */
export function resultOfRun(outcome: RunOutcome): StepResult {
  if (!outcome.ok) {
    const { name, message } = outcome.error;
    return { error: { name, message } };
  }
  if (outcome.resultCut) {
    return {
      error: {
        name: 'OutputTooLarge',
        message:
          'The handler returned more than 64 KiB, which is cut. Store it elsewhere, and return where it is.',
      },
    };
  }
  const { result, resultType } = outcome;
  if (resultType === 'json') return { output: nodeOutput(parseKeepingDigits(result)) };
  return { output: nodeOutput(result === '' ? undefined : result) };
}
