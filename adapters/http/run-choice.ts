import * as z from 'zod';
import { ownerQuery, workflowRunIdSchema } from '../../core/contract/workflow-run.ts';

/** The run that a path names, and whose it is. */
export const runChoice = {
  params: z.object({ id: workflowRunIdSchema }),
  query: z.strictObject(ownerQuery),
};
