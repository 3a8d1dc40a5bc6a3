import { sha256Hex } from '../../../../core/hash.ts';
import type { WorkKey } from '../../../../core/ports/firing-store.ts';
import type { RunOutcome } from '../../../../core/ports/runner.ts';
import type { Objects } from '../../objects.ts';
import type { Place } from './firing-items.ts';
import { parseStoredOutcome } from './stored-outcome.ts';

/**
 * Outcomes up to this size, in bytes of JSON, are part of the run's item. Beyond, an object is cheaper: a PUT costs as
 * much as eight write units, and an item with an e-mail is written twice after its outcome is known.
 */
export const INLINE_OUTCOME_BYTES = 4 * 1024;

/**
 * Puts a large outcome into an object under its own hash: a settlement that comes too late harms nothing. That of an item is
 * never large (`core/firing/kept-item.ts`), and is read with those of all others.
 */
export async function placeOutcome(
  objects: Objects,
  { firingId, handlerId, item }: WorkKey,
  outcome: RunOutcome,
): Promise<Place> {
  const bytes = Buffer.from(JSON.stringify(outcome));
  if (item !== undefined || bytes.byteLength <= INLINE_OUTCOME_BYTES) return { inline: bytes.toString() };
  const key = `outcomes/${firingId}/${handlerId}/${sha256Hex(bytes)}`;
  await objects.put(key, bytes);
  return { key };
}

/** The outcome, from wherever it is. */
export async function fetchOutcome(objects: Objects, place: Place | null): Promise<RunOutcome | null> {
  if (place === null) return null;
  const json = 'inline' in place ? place.inline : Buffer.from(await objects.get(place.key)).toString();
  return parseStoredOutcome(json);
}
