import type { HistoryEntry } from '../contract/firing.ts';
import type { FiringRecord, RunRecord } from '../ports/firing-store.ts';
import { stateOf } from './run-state.ts';
import { runId } from './run-task.ts';

/**
 * What happened to a firing, in order, from the times in its records: no write of its own. An attempt that another one followed
 * was settled as waiting.
 */
export function firingHistory(firing: FiringRecord, runs: readonly RunRecord[]): HistoryEntry[] {
  const steps = runs.flatMap(stepsOf);
  // A stable sort by time: entries of one millisecond keep the order of the path.
  steps.sort((a, b) => a.at.localeCompare(b.at));
  return [
    { step: 'accept', ...at(firing.acceptedAt) },
    { step: 'plan', ...at(firing.acceptedAt) },
    ...steps,
    // A single run's settlement closes its firing, and its e-mail is queued a moment later.
    ...(firing.finishedAt === null
      ? []
      : [
          {
            step: 'finish' as const,
            ...at(Math.max(firing.finishedAt, ...runs.map((run) => run.notifiedAt ?? 0))),
          },
        ]),
  ];
}

function stepsOf(run: RunRecord): HistoryEntry[] {
  const id = runId(run);
  const of = { runId: id, attempt: run.attempt };
  const retried = run.attempts.map(({ number }) => number);
  return [
    ...run.attempts.flatMap((earlier): HistoryEntry[] => [
      { step: 'invoke', ...at(earlier.startedAt), runId: id, attempt: earlier.number },
      { step: 'settle', ...at(earlier.endedAt), runId: id, attempt: earlier.number, state: 'waiting' },
    ]),
    ...(run.attempt === 0 || retried.includes(run.attempt)
      ? []
      : [{ step: 'invoke' as const, ...at(run.startedAt), ...of }]),
    ...(run.endedAt === null
      ? []
      : [{ step: 'settle' as const, ...at(run.endedAt), ...of, state: stateOf(run) }]),
    ...(run.notifiedAt === null ? [] : [{ step: 'notify' as const, ...at(run.notifiedAt), ...of }]),
  ];
}

function at(milliseconds: number): { at: string } {
  return { at: new Date(milliseconds).toISOString() };
}
