import type { ExecutionOptions } from '../contract/execution-options.ts';
import type { ItemRecord } from '../ports/firing-store.ts';
import type { RunOutcome } from '../ports/runner.ts';
import { countItems, evaluate } from './evaluate.ts';

/** Of an item's error message, in the run's own. */
const MESSAGE_LENGTH = 500;

/**
 * The outcome of a run from those of its items. Of a success the result says how many items there were and how they ended; a
 * failure is an `ItemsFailed` that says so too, with the first error.
 */
export function concludeItems(
  handler: Pick<ExecutionOptions, 'evaluation'>,
  items: readonly Pick<ItemRecord, 'index' | 'outcome'>[],
  run: { readonly itemCount: number; readonly durationMs: number },
): RunOutcome {
  const outcomes = items.map(({ outcome }) => outcome);
  const counts = countItems(outcomes);
  const skipped = outcomes.filter((outcome) => outcome?.ok === true && outcome.skipped === true).length;
  const cancelled = run.itemCount - counts.successes - counts.failures;
  const evaluation = handler.evaluation ?? 'SUCCESS_ON_ALL_EVENTS_SUCCESS';
  const ended = { output: '', durationMs: run.durationMs };
  if (evaluate(evaluation, counts)) {
    const result = JSON.stringify({
      items: run.itemCount,
      succeeded: counts.successes - skipped,
      skipped,
      failed: counts.failures,
      cancelled,
    });
    return { ok: true, result, resultType: 'json', resultCut: false, ...ended };
  }
  const message = `${sentence(run.itemCount, counts.failures, cancelled)} ${nameOf(evaluation)} makes that a failure.${firstError(items)}`;
  return { ok: false, error: { name: 'ItemsFailed', message }, ...ended };
}

function sentence(count: number, failed: number, cancelled: number): string {
  if (count === 0) return 'There were no items.';
  const parts = [`${failed} of ${count} ${count === 1 ? 'item' : 'items'} failed`];
  if (cancelled > 0) parts.push(`${cancelled} ${cancelled === 1 ? 'was' : 'were'} cancelled`);
  return `${parts.join(', ')}.`;
}

function nameOf(evaluation: NonNullable<ExecutionOptions['evaluation']>): string {
  if (typeof evaluation === 'string') return evaluation;
  if ('atLeast' in evaluation) return `At least ${evaluation.atLeast}`;
  return 'atLeastPercent' in evaluation ? `At least ${evaluation.atLeastPercent} percent` : 'Majority';
}

function firstError(items: readonly Pick<ItemRecord, 'index' | 'outcome'>[]): string {
  for (const { index, outcome } of items) {
    if (outcome?.ok !== false || outcome.cancelled === true) continue;
    return ` Item ${index}: ${outcome.error.name}: ${outcome.error.message.slice(0, MESSAGE_LENGTH)}`;
  }
  return '';
}
