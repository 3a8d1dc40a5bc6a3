import type { EventLog, EventRecord } from '../../../core/ports/event-log.ts';
import { inParallel } from '../dynamodb/in-parallel.ts';
import { newEvents } from './new-events.ts';
import { parseStreamRecords } from './stream-records.ts';

/** Keys whose events are delivered at once. */
const WIDTH = 16;

interface Deps {
  readonly events: Pick<EventLog, 'read'>;
  /** `deliverEvent`, with all that it takes. */
  readonly deliver: (event: EventRecord) => Promise<void>;
}

/**
 * Gives new events to the steps of workflows that wait for them, from the stream of their table: those of a key one after the other. The
 * stream brings records at least once; a step takes its event once.
 *
 * @throws for Lambda to bring the batch again, after all that could be delivered was.
 */
export async function deliverEvents({ events, deliver }: Deps, batch: unknown): Promise<void> {
  const found = await newEvents({ events }, parseStreamRecords(batch));
  const byKey = [...Map.groupBy(found, ({ key }) => key).values()];
  const failures: unknown[] = [];
  await inParallel(byKey, WIDTH, async (ofKey) => {
    try {
      for (const event of ofKey) await deliver(event);
    } catch (error) {
      failures.push(error);
    }
  });
  if (failures.length > 0)
    throw new AggregateError(failures, `Events of ${failures.length} keys were not delivered.`);
}
