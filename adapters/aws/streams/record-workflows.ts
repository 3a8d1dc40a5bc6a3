import type { Clock } from '../../../core/ports/clock.ts';
import type { DynamodbEventLog } from '../dynamodb/events/event-log.ts';
import type { IdentifiedDraft } from '../dynamodb/events/once/append-once.ts';
import { inParallel } from '../dynamodb/in-parallel.ts';
import { parseDrafts } from '../dynamodb/workflows/run-items.ts';
import { fetchText, placeIn } from '../dynamodb/workflows/stored-text.ts';
import type { Objects } from '../objects.ts';
import { parseStreamRecords, plainItem } from './stream-records.ts';

/** Records worked on at once. */
const WIDTH = 16;

/**
 * Tells the event log what was written with runs of workflows and their steps, from the stream of their table: in the order of the stream,
 * and each once however often the stream brings it. What is not of that table, or has nothing to tell, is passed over.
 */
export async function recordWorkflows(
  deps: {
    readonly clock: Pick<Clock, 'now'>;
    readonly objects: Pick<Objects, 'get'>;
    readonly events: Pick<DynamodbEventLog, 'appendOnce'>;
  },
  batch: unknown,
): Promise<void> {
  const entries = await inParallel(parseStreamRecords(batch), WIDTH, ({ image }) =>
    entriesOf(deps.objects, plainItem(image)),
  );
  await deps.events.appendOnce(entries.flat(), deps.clock.now());
}

/** A write is told of apart from all others, those of an earlier run with the same id included. */
async function entriesOf(
  objects: Pick<Objects, 'get'>,
  item: Record<string, unknown>,
): Promise<IdentifiedDraft[]> {
  const place = placeIn(item, 'events');
  if (place === null) return [];
  const drafts = parseDrafts(await fetchText(objects, place));
  return drafts.map((draft, index) => ({ identity: `workflow ${String(item.writeId)} ${index}`, draft }));
}
