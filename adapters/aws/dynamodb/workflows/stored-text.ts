import { sha256Hex } from '../../../../core/hash.ts';
import type { Objects } from '../../objects.ts';
import type { Place } from '../firings/firing-items.ts';

/**
 * Texts up to this size, in bytes, are part of their item. Beyond, an object is cheaper, though slower; and an item has at most four
 * such texts, so that it stays far below the 400 KB that an item may have.
 */
const INLINE_BYTES = 16 * 1024;

/**
 * Puts a large text into an object of the folder, under its own hash: one whose item is refused afterwards harms nothing, and what is
 * written again is the same.
 */
export async function placeText(
  objects: Pick<Objects, 'put'>,
  folder: string,
  text: string,
  inlineBytes = INLINE_BYTES,
): Promise<Place> {
  const bytes = Buffer.from(text);
  if (bytes.byteLength <= inlineBytes) return { inline: text };
  const key = `${folder}${sha256Hex(bytes)}`;
  await objects.put(key, bytes);
  return { key };
}

/** The text, from wherever it is. */
export async function fetchText(objects: Pick<Objects, 'get'>, place: Place): Promise<string> {
  return 'inline' in place ? place.inline : Buffer.from(await objects.get(place.key)).toString();
}

/** The attribute of an item that has the text (`output`), or leads to it (`outputKey`). */
export function placeAttributes(name: string, place: Place | null): Record<string, string> {
  if (place === null) return {};
  return 'inline' in place ? { [name]: place.inline } : { [`${name}Key`]: place.key };
}

/** Where the item has the text; null when it has none. */
export function placeIn(item: Readonly<Record<string, unknown>>, name: string): Place | null {
  const { [name]: inline, [`${name}Key`]: key } = item;
  if (typeof inline === 'string') return { inline };
  return typeof key === 'string' ? { key } : null;
}

/** The text that the item must have. */
export async function textIn(
  objects: Pick<Objects, 'get'>,
  item: Readonly<Record<string, unknown>>,
  name: string,
): Promise<string> {
  const place = placeIn(item, name);
  if (place === null) throw new Error(`The item ${String(item.PK)} ${String(item.SK)} has no ${name}.`);
  return await fetchText(objects, place);
}
