import * as z from 'zod';
import type { EventRecord } from '../../../../core/ports/event-log.ts';
import { lastOf, SEGMENT_PREFIX } from './event-items.ts';
import { unpackEvents } from './pack-events.ts';

const number = z.object({ N: z.string() }).transform(({ N }) => Number(N));

/** Values as a Lambda function gets them from DynamoDB Streams: bytes are base64. */
const imageSchema = z.object({
  PK: z.object({ S: z.string().startsWith(SEGMENT_PREFIX) }),
  SK: z.object({ S: z.string() }).transform(({ S }) => Number(S)),
  count: number,
  at: number,
  text: z.object({ S: z.string() }).optional(),
  packed: z
    .object({ B: z.string() })
    .transform(({ B }) => Buffer.from(B, 'base64'))
    .optional(),
});

/** What one append brought. */
export interface NewChunk {
  readonly first: number;
  readonly last: number;
  /** Undefined when they are too many bytes for the record: any event may be among them. */
  readonly events: EventRecord[] | undefined;
}

/**
 * The chunk in a record of the table's stream; undefined for every other item. It says what is worth looking for: readers
 * may see its events only when the log is settled up to there, as `read` knows.
 *
 * @param image `dynamodb.NewImage` of the record.
 */
export function newChunkOf(image: unknown): NewChunk | undefined {
  const parsed = imageSchema.safeParse(image);
  if (!parsed.success) return undefined;
  const { SK: first, count, at, text, packed } = parsed.data;
  const events = text !== undefined ? { text: text.S } : packed !== undefined ? { packed } : undefined;
  return {
    first,
    last: lastOf({ first, count }),
    events:
      events &&
      unpackEvents(events).map((content, index) => ({ ...content, offset: first + index, createdAt: at })),
  };
}
