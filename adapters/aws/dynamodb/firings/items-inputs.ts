import { sha256Hex } from '../../../../core/hash.ts';
import type { RunKey } from '../../../../core/ports/firing-store.ts';
import type { Objects } from '../../objects.ts';
import type { Place } from './firing-items.ts';

/** Inputs up to this size, in bytes in all, are part of the run's item. Beyond, an object is cheaper, as for outcomes. */
const INLINE_INPUTS_BYTES = 4 * 1024;

/** Objects that are kept at hand: the items of a run are carried out one after the other. */
const KEPT = 4;

/**
 * The payload of a firing and the inputs of a run's items: one JSON text a line, since JSON has no line breaks outside of white
 * space.
 */
export interface ItemInputs {
  /** Stores them, in an object under their own hash where they are large. */
  place(key: RunKey, payload: Uint8Array, inputs: readonly Uint8Array[]): Promise<Place>;
  get(place: Place, index: number): Promise<{ input: Uint8Array; firingPayload: Uint8Array }>;
}

export function itemInputs(objects: Objects): ItemInputs {
  const kept = new Map<string, string[]>();

  const linesOf = async (key: string): Promise<string[]> => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const lines = Buffer.from(await objects.get(key))
      .toString()
      .split('\n');
    if (kept.size >= KEPT) kept.delete(kept.keys().next().value!);
    kept.set(key, lines);
    return lines;
  };

  return {
    async place({ firingId, handlerId }, payload, inputs) {
      const text = [payload, ...inputs].map(onOneLine).join('\n');
      const bytes = Buffer.from(text);
      if (bytes.byteLength <= INLINE_INPUTS_BYTES) return { inline: text };
      const key = `items/${firingId}/${handlerId}/${sha256Hex(bytes)}`;
      await objects.put(key, bytes);
      return { key };
    },
    async get(place, index) {
      const lines = 'inline' in place ? place.inline.split('\n') : await linesOf(place.key);
      const line = lines[index + 1];
      if (line === undefined) throw new Error(`There is no item ${index}.`);
      return { input: Buffer.from(line), firingPayload: Buffer.from(lines[0]!) };
    },
  };
}

/** White space in JSON may be a line break; anywhere else it is escaped (RFC 8259, sections 2 and 7). */
function onOneLine(json: Uint8Array): string {
  return Buffer.from(json)
    .toString()
    .replace(/[\r\n]/g, ' ');
}
