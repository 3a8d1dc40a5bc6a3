import * as z from 'zod';
import { runTaskSchema } from '../../adapters/aws/firing-execution.ts';
import { jsonataExpressions } from '../../adapters/jsonata/expressions.ts';
import { admit } from '../../core/firing/admit.ts';
import { wireLimited } from '../wiring.ts';

const deps = { ...wireLimited(), expressions: jsonataExpressions() };
const eventSchema = z.object({ task: runTaskSchema, token: z.string() });

/** Lets a run wait for a slot of its handler. */
export const handler = async (event: unknown) => await admit(deps, eventSchema.parse(event));
