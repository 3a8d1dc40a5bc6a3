import * as z from 'zod';
import { inParallel } from '../dynamodb/in-parallel.ts';
import type { Table } from '../dynamodb/table.ts';
import { removeRest } from '../dynamodb/workflows/remove-workflow-run.ts';
import { parseRunPartition, RUN } from '../dynamodb/workflows/run-items.ts';
import type { ObjectFolders } from '../objects.ts';

/** Runs worked on at once. */
const WIDTH = 4;

/** As far as it is looked at: what Lambda calls a function with for records of a DynamoDB stream. */
const batchSchema = z.object({
  Records: z.array(
    z.object({
      eventName: z.string(),
      dynamodb: z.object({
        Keys: z.object({ PK: z.object({ S: z.string() }), SK: z.object({ S: z.string() }) }),
      }),
    }),
  ),
});

/**
 * Removes the steps and large values of runs that the table forgot because their time was over: only the run itself has a time, since
 * a restart takes it back. Of a run that was removed by somebody there is nothing left to do.
 */
export async function removeExpiredRuns(
  deps: { readonly workflowsTable: Table; readonly objects: ObjectFolders },
  batch: unknown,
): Promise<void> {
  const removed = batchSchema.parse(batch).Records.flatMap(({ eventName, dynamodb: { Keys } }) => {
    if (eventName !== 'REMOVE' || Keys.SK.S !== RUN) return [];
    return parseRunPartition(Keys.PK.S) ?? [];
  });
  await inParallel(removed, WIDTH, (key) => removeRest(deps.workflowsTable, deps.objects, key));
}
