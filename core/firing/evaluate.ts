import type { Evaluation } from '../contract/execution-options.ts';
import type { RunOutcome } from '../ports/runner.ts';

/** What the items of a run came to. A cancelled item, and one that never ran, is neither: it counts nowhere. */
export interface ItemCounts {
  readonly successes: number;
  readonly failures: number;
}

/** A skipped item is a success: `shouldSkip` has said what its result is. */
export function countItems(outcomes: Iterable<RunOutcome | null>): ItemCounts {
  let successes = 0;
  let failures = 0;
  for (const outcome of outcomes) {
    if (outcome?.ok === true) successes++;
    else if (outcome?.ok === false && outcome.cancelled !== true) failures++;
  }
  return { successes, failures };
}

/**
 * Whether a run whose items came to this is a success. The names are the seed system event_pipeline's; they differ in what
 * a mixture is, and what no result at all is. The others are those of its successor volnux: without any result a majority is a
 * failure, at least 0 (percent) a success.
 */
export function evaluate(evaluation: Evaluation, { successes, failures }: ItemCounts): boolean {
  if (typeof evaluation === 'object') {
    if ('atLeast' in evaluation) return successes >= evaluation.atLeast;
    const results = successes + failures;
    if ('atLeastPercent' in evaluation) {
      return results === 0
        ? evaluation.atLeastPercent === 0
        : successes * 100 >= evaluation.atLeastPercent * results;
    }
    if (successes === failures) return results > 0 && evaluation.tieBreaker;
    return successes > failures;
  }
  switch (evaluation) {
    case 'SUCCESS_ON_ALL_EVENTS_SUCCESS':
      return successes > 0 && failures === 0;
    case 'FAILURE_FOR_PARTIAL_ERROR':
      return failures === 0;
    case 'SUCCESS_FOR_PARTIAL_SUCCESS':
      return successes > 0;
    case 'FAILURE_FOR_ALL_EVENTS_FAILURE':
      return successes > 0 || failures === 0;
  }
}
