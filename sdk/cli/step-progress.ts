import type { WorkflowRun, WorkflowStepSummary } from '../../core/contract/workflow-run.ts';
import { formatDuration } from './format-duration.ts';
import { nameOfStep } from './format-workflow-run.ts';
import { plainLine } from './plain-text.ts';

/** Makes a function that gives a line for each step that has begun or ended since it was called last, in the order of time. */
export function stepProgress(): (run: WorkflowRun) => string {
  const shown = new Set<string>();
  return ({ steps }) => {
    const lines = steps
      .filter(isShown)
      .flatMap((step) => [
        ...(step.startedAt === null ? [] : [{ at: step.startedAt, step, what: 'begins' }]),
        ...(step.endedAt === null ? [] : [{ at: step.endedAt, step, what: describeEnd(step) }]),
      ]);
    return lines
      .filter(({ at, step, what }) => {
        // A restart begins a step again, at another time.
        const key = `${step.id} ${what} ${at}`;
        return !shown.has(key) && shown.add(key);
      })
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
      .map(({ at, step, what }) => `${at}  ${plainLine(`${nameOfStep(step)} (${step.id}) ${what}`, 200)}\n`)
      .join('');
  };
}

/** Where a scope starts and ends is of no interest. */
function isShown({ kind }: WorkflowStepSummary): boolean {
  return kind !== 'start' && kind !== 'end' && kind !== 'literal';
}

function describeEnd({ state, startedAt, endedAt, error }: WorkflowStepSummary): string {
  if (state === 'skipped') return 'is skipped';
  const took =
    startedAt === null || endedAt === null
      ? ''
      : ` after ${formatDuration(Date.parse(endedAt) - Date.parse(startedAt))}`;
  return `${state === 'cancelled' ? 'is cancelled' : state}${took}${error === null ? '' : `: ${error.name}: ${error.message}`}`;
}
