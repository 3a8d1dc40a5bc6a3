import type { Producer } from '../contract/event.ts';
import type { Caller } from '../identity/caller.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { Ids } from '../ports/ids.ts';
import { requireSender } from './require-sender.ts';

/**
 * Opens a producer: a new one, or one of the caller's that is open already, at the number after its newest event. A process
 * that goes on for another opens the same client id, and may send again what it is not sure of.
 */
export async function openProducer(
  deps: { events: Pick<EventLog, 'openProducer'>; clock: Pick<Clock, 'now'>; ids: Pick<Ids, 'next'> },
  caller: Caller,
  request: { clientId?: string | undefined },
): Promise<Producer> {
  requireSender(caller);
  const clientId = request.clientId ?? deps.ids.next();
  const { nextSequence } = await deps.events.openProducer(
    { tenantId: caller.userId, clientId },
    deps.clock.now(),
  );
  return { clientId, nextSequence };
}
