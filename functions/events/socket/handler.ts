import { handleSocketEvent } from '../../../adapters/aws/event-socket/handle-socket-event.ts';
import { wireSocket } from '../wiring.ts';

const deps = wireSocket();

/** What happens on the WebSockets of listeners: they come, ask, and go. */
export const handler = (event: unknown) => handleSocketEvent(deps, event);
