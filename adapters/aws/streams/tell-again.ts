import { parseRunPartition, RUN, STEP_PREFIX, TELL_AGAIN } from '../dynamodb/workflows/run-items.ts';
import type { Wakeup } from '../sqs/wake-queue.ts';
import { parseStreamRecords, plainItem } from './stream-records.ts';

/**
 * Has `wake` tell once more of runs and steps whose write asks for that, from the stream of the workflows' table: whoever wrote them may
 * have ended before it had told those who wait, and nobody may ask again. What is not of that table is passed over.
 */
export async function tellAgainOf(
  { wake }: { readonly wake: (wakeups: readonly Wakeup[]) => Promise<void> },
  batch: unknown,
): Promise<void> {
  const wakeups = parseStreamRecords(batch).flatMap(({ image }) => wakeupOf(plainItem(image)) ?? []);
  if (wakeups.length > 0) await wake(wakeups);
}

function wakeupOf(item: Readonly<Record<string, unknown>>): Wakeup | undefined {
  if (item[TELL_AGAIN] === undefined) return undefined;
  const run = parseRunPartition(String(item.PK));
  const name = String(item.SK);
  if (run === undefined) return undefined;
  const cause = String(item.writeId);
  if (name === RUN) return { run, cause };
  return name.startsWith(STEP_PREFIX) ? { run, stepId: name.slice(STEP_PREFIX.length), cause } : undefined;
}
