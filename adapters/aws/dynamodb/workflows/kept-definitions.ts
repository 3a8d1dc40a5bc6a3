import type { Objects } from '../../objects.ts';
import { type Definition, parseDefinition } from './run-items.ts';
import { textIn } from './stored-text.ts';

/** The length of the texts of the definitions that are kept, in characters together. */
const KEPT_CHARACTERS = 2 * 1024 * 1024;

/** Definitions by their hash, those used last kept at hand: each step of a run reads it, and runs of one workflow have the same. */
export function keptDefinitions(objects: Pick<Objects, 'get'>) {
  const kept = new Map<string, { definition: Definition; characters: number }>();
  let characters = 0;

  return {
    /** @param item what a run was started with. */
    async of(item: Readonly<Record<string, unknown>>): Promise<Definition> {
      const sha256 = String(item.definitionSha256);
      const known = kept.get(sha256);
      if (known !== undefined) {
        // The first of the map is the one that was not used for longest.
        kept.delete(sha256);
        kept.set(sha256, known);
        return known.definition;
      }
      const text = await textIn(objects, item, 'definition');
      const definition = parseDefinition(text);
      if (kept.has(sha256)) return definition;
      kept.set(sha256, { definition, characters: text.length });
      characters += text.length;
      for (const [oldest, { characters: fewer }] of kept) {
        if (characters <= KEPT_CHARACTERS) break;
        kept.delete(oldest);
        characters -= fewer;
      }
      return definition;
    },
  };
}
