import { runTaskSchema } from '../../../adapters/aws/firing-execution.ts';
import { notify } from '../../../core/firing/notify.ts';
import { wireNotify } from '../../wiring.ts';

const deps = wireNotify();

/** Queues the e-mail about a run. */
export const handler = async (event: unknown) => await notify(deps, runTaskSchema.parse(event));
