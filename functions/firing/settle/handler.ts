import * as z from 'zod';
import { runTaskSchema } from '../../../adapters/aws/firing-execution.ts';
import { settleItems } from '../../../core/firing/settle-items.ts';
import { settleLost } from '../../../core/firing/settle-lost.ts';
import { wireLimited } from '../../wiring.ts';

const deps = wireLimited();
const eventSchema = z.object({
  task: runTaskSchema,
  error: z.object({ Error: z.string() }).exactOptional(),
});

/** Ends a run by its items; or a run (an item) whose `invoke` failed for good. */
export const handler = async (event: unknown) => {
  const { task, error } = eventSchema.parse(event);
  return error === undefined ? await settleItems(deps, task) : await settleLost(deps, { task, error });
};
