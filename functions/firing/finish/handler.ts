import * as z from 'zod';
import { finish } from '../../../core/firing/finish.ts';
import { wireFinish } from '../../wiring.ts';

const deps = wireFinish();
const eventSchema = z.object({ firingId: z.string() });

/** Closes a firing of several runs. */
export const handler = async (event: unknown) => await finish(deps, eventSchema.parse(event));
