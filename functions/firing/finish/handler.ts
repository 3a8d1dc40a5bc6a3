import * as z from 'zod';
import { finish } from '../../../core/firing/finish.ts';
import { wireFiring } from '../../wiring.ts';

const deps = wireFiring();
const eventSchema = z.object({ firingId: z.string() });

/** Closes a firing of several runs. */
export const handler = async (event: unknown) => await finish(deps, eventSchema.parse(event));
