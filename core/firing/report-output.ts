import type { Caller } from '../identity/caller.ts';
import type { FiringStore } from '../ports/firing-store.ts';
import type { LiveOutput } from '../ports/live-output.ts';
import { declareProblem } from '../problem.ts';
import { parseRunId } from './run-task.ts';

const notTheRun = declareProblem('not-the-run', { status: 403, title: 'Only the run itself may say this' });

/**
 * Takes what a run (an item) printed while it goes on, from a runner that nothing else reaches: it says so with the key that
 * the run has while it lasts.
 *
 * @returns whether the run is to end.
 */
export async function reportOutput(
  deps: { firings: Pick<FiringStore, 'run'>; output: Pick<LiveOutput, 'add'> },
  caller: Caller,
  id: string,
  { attempt, text }: { attempt: number; text: string },
): Promise<{ cancelRequested: boolean }> {
  const key = parseRunId(id);
  const { run } = caller;
  if (key === undefined || run?.firingId !== key.firingId || run.handlerId !== key.handlerId) {
    throw notTheRun('Send it with the key of this run, which it has while it lasts.', { field: 'id' });
  }
  if (text !== '') await deps.output.add(run, attempt, text);
  const record = await deps.firings.run(key);
  return { cancelRequested: record !== undefined && record.cancelRequested !== null };
}
