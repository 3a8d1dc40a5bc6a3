import { PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import type { EventDraft } from '../../../../core/ports/event-log.ts';
import { type Key, sortableId, type Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { chunkKey, type Reservation, ttlOf } from './event-items.ts';
import { getLogItem } from './get-log-item.ts';
import { type PackedEvents, packEvents, packedSize } from './pack-events.ts';

/**
 * Events of more bytes than this are in parts, each an item of its own: who looks whether the log has gaps reads the chunk,
 * and not its parts.
 */
const INLINE_BYTES = 16 * 1024;

/** The bytes of JSON in one part, unless a single event has more. An item has at most 400 KB. */
const PART_BYTES = 300 * 1024;

export const partKey = (first: number, part: number): Key => ({
  PK: `parts#${sortableId(first)}`,
  SK: sortableId(part),
});

/** The items of an append: the chunk, and the parts that are to be written before it. */
export function chunkItems(
  reservation: Reservation,
  drafts: readonly EventDraft[],
): { chunk: Key; parts: Key[] } {
  const expiresAt = ttlOf(Math.max(...drafts.map((draft) => draft.expiresAt)));
  const { first, ...rest } = reservation;
  const item = (events: PackedEvents | { parts: number[] }) => ({
    ...chunkKey(first),
    ...rest,
    ...events,
    expiresAt,
  });
  const groups = groupBySize(drafts);
  const packed = groups.map(packEvents);
  const only = packed.length === 1 ? packed[0] : undefined;
  if (only !== undefined && packedSize(only) <= INLINE_BYTES) return { chunk: item(only), parts: [] };
  return {
    chunk: item({ parts: groups.map(({ length }) => length) }),
    parts: packed.map((events, index) => ({ ...partKey(first, index), ...events, expiresAt })),
  };
}

function groupBySize(drafts: readonly EventDraft[]): EventDraft[][] {
  const groups: EventDraft[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const draft of drafts) {
    const draftBytes = Buffer.byteLength(JSON.stringify(draft));
    if (bytes + draftBytes > PART_BYTES) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)!.push(draft);
    bytes += draftBytes;
  }
  return groups;
}

export const putChunkParams = (table: string, chunk: Key): PutCommandInput => ({
  TableName: table,
  Item: chunk,
  ConditionExpression: 'attribute_not_exists(PK)',
});

/**
 * Commits an append, unless its offsets were given up. The offsets are the sender's alone: a chunk that is there already is
 * its own, from a write whose answer was lost.
 */
export async function putChunk(table: Table, first: number, chunk: Key): Promise<'written' | 'buried'> {
  const written = await unlessRefused(table.client.send(new PutCommand(putChunkParams(table.name, chunk))));
  if (written !== 'refused') return 'written';
  return (await getLogItem(table, first))?.kind === 'tombstone' ? 'buried' : 'written';
}
