import * as z from 'zod';
import { runTaskSchema } from '../../../adapters/aws/firing-execution.ts';
import { settleLost } from '../../../core/firing/settle-lost.ts';
import { wireFiring } from '../../wiring.ts';

const deps = wireFiring();
const eventSchema = z.object({ task: runTaskSchema, error: z.object({ Error: z.string() }) });

/** Ends a run whose `invoke` failed for good. */
export const handler = async (event: unknown) => await settleLost(deps, eventSchema.parse(event));
