import * as z from 'zod';
import { stepIdSchema, taskRunIdSchema } from '../../../../core/contract/task.ts';

/** What names a task in a path. Characters of a step's id that paths do not take are percent-encoded: `4%5B2%5D.7`. */
export const taskParams = z.object({ runId: taskRunIdSchema, stepId: stepIdSchema });
