import { publishEvents } from '../../../adapters/aws/streams/publish-events.ts';
import { wirePublish } from '../wiring.ts';

const deps = wirePublish();

/** Tells listeners and bound hooks of new events. */
export const handler = (batch: unknown) => publishEvents(deps, batch);
