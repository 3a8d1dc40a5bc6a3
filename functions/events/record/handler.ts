import { recordFirings } from '../../../adapters/aws/streams/record-firings.ts';
import { wireRecord } from '../wiring.ts';

const deps = wireRecord();

/** Tells the event log of firings and of runs that ended. */
export const handler = (batch: unknown) => recordFirings(deps, batch);
