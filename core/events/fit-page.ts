import { limits } from '../contract/limits.ts';
import type { EventRecord } from '../ports/event-log.ts';

/** A character of UTF-16 has at most three bytes of UTF-8. */
const CHARACTER_BYTES = 3;

/** Names of fields, the offset and the time. */
const AROUND_BYTES = 200;

/** Of events in order as many as one answer may hold, the first always. */
export function fitPage(events: EventRecord[]): EventRecord[] {
  let leftBytes: number = limits.eventPage.sizeBytes;
  const fitting = events.findIndex((event, index) => {
    leftBytes -= sizeBytes(event);
    return leftBytes < 0 && index > 0;
  });
  return fitting === -1 ? events : events.slice(0, fitting);
}

function sizeBytes({ key, value, eventType, context, namespace, sender }: EventRecord): number {
  const characters =
    key.length + (eventType?.length ?? 0) + (context?.length ?? 0) + namespace.length + sender.length;
  return Buffer.byteLength(value) + characters * CHARACTER_BYTES + AROUND_BYTES;
}
