import type { Caller } from '../identity/caller.ts';
import type { EventLog } from '../ports/event-log.ts';
import { declareProblem } from '../problem.ts';
import { requireSender } from './require-sender.ts';

const producerNotOpen = declareProblem('producer-not-open', {
  status: 404,
  title: 'There is no such producer to close',
});

/** Closes a producer of the caller's: its client id is free, and begins at 1 when it is opened again. */
export async function closeProducer(
  deps: { events: Pick<EventLog, 'closeProducer'> },
  caller: Caller,
  clientId: string,
): Promise<void> {
  requireSender(caller);
  if (await deps.events.closeProducer({ tenantId: caller.userId, clientId })) return;
  throw producerNotOpen(`There is no open producer "${clientId}" of yours.`, { field: 'clientId' });
}
