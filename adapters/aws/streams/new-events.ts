import { everything } from '../../../core/events/everything.ts';
import type { EventLog, EventRecord } from '../../../core/ports/event-log.ts';
import { type NewChunk, newChunkOf } from '../dynamodb/events/new-chunk.ts';
import { inParallel } from '../dynamodb/in-parallel.ts';
import type { StreamRecord } from './stream-records.ts';

/** Chunks whose events are not in the record, read at once. */
const WIDTH = 4;

/** The events that records of the stream of the events' table bring, in the order of the log. */
export async function newEvents(
  deps: { readonly events: Pick<EventLog, 'read'> },
  records: readonly StreamRecord[],
): Promise<EventRecord[]> {
  const chunks = records.flatMap(({ image }) => newChunkOf(image) ?? []);
  return (await inParallel(chunks, WIDTH, (chunk) => eventsOf(deps, chunk))).flat();
}

async function eventsOf(
  deps: { readonly events: Pick<EventLog, 'read'> },
  { first, last, events }: NewChunk,
): Promise<EventRecord[]> {
  if (events !== undefined) return events;
  const range = { after: first - 1, upTo: last };
  return (await deps.events.read(everything, range, last - first + 1)).events;
}
