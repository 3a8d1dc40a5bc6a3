import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import type { EventRecord } from '../../../../core/ports/event-log.ts';

/** What an event says, apart from its place in the log. */
export type EventContent = Omit<EventRecord, 'offset' | 'createdAt'>;

/** Events as an item has them: as text, or deflated where that is shorter. */
export type PackedEvents = { readonly text: string } | { readonly packed: Uint8Array };

/** Shorter texts stay as they are: with its keys the item has one write unit then, and one is the least. */
const PLAIN_BYTES = 800;

/**
 * A line of JSON with the fields of each event, its value's length in place of the value; after it the values, one after the
 * other, to the letter as they were sent.
 */
export function packEvents(events: readonly EventContent[]): PackedEvents {
  const fields = events.map(({ key, namespace, sender, eventType, context, value }) => [
    key,
    namespace,
    sender,
    eventType,
    context,
    value.length,
  ]);
  const text = `${JSON.stringify(fields)}\n${events.map(({ value }) => value).join('')}`;
  const bytes = Buffer.from(text);
  if (bytes.byteLength <= PLAIN_BYTES) return { text };
  const packed = deflateRawSync(bytes);
  return packed.byteLength < bytes.byteLength ? { packed } : { text };
}

export function packedSize(events: PackedEvents): number {
  return 'text' in events ? Buffer.byteLength(events.text) : events.packed.byteLength;
}

const fieldsSchema = z.array(
  z.tuple([z.string(), z.string(), z.string(), z.string().nullable(), z.string().nullable(), z.number()]),
);

export function unpackEvents(events: PackedEvents): EventContent[] {
  const text = 'text' in events ? events.text : inflateRawSync(events.packed).toString();
  const lineEnd = text.indexOf('\n');
  let valueStart = lineEnd + 1;
  return fieldsSchema
    .parse(JSON.parse(text.slice(0, lineEnd)))
    .map(([key, namespace, sender, eventType, context, valueLength]) => {
      const value = text.slice(valueStart, valueStart + valueLength);
      valueStart += valueLength;
      return { key, value, eventType, context, namespace, sender };
    });
}

const packedSchema = z.union([
  z.object({ text: z.string() }),
  z.object({ packed: z.instanceof(Uint8Array) }),
]);

/** The events of an item that has some. */
export const parsePacked = (item: unknown): PackedEvents => packedSchema.parse(item);
