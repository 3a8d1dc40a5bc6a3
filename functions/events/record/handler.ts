import { recordFirings } from '../../../adapters/aws/streams/record-firings.ts';
import { recordWorkflows } from '../../../adapters/aws/streams/record-workflows.ts';
import { removeExpiredRuns } from '../../../adapters/aws/streams/remove-expired-runs.ts';
import { tellAgainOf } from '../../../adapters/aws/streams/tell-again.ts';
import { wireRecord } from '../wiring.ts';

const deps = wireRecord();

/**
 * Tells the event log of firings and of runs that ended, and of what was written with workflows' runs; has those told again who wait for
 * these; removes what expired runs of workflows leave. A batch is of one table's stream, and each of the four passes over what is not for it.
 */
export async function handler(batch: unknown): Promise<void> {
  await recordFirings(deps, batch);
  await recordWorkflows(deps, batch);
  await tellAgainOf(deps, batch);
  await removeExpiredRuns(deps, batch);
}
