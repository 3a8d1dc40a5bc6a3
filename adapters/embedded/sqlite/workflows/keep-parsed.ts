/** What was made of texts that never change; those used last stay. */
export interface KeptParsed<K, T> {
  /** @param read the text, where it is not kept; undefined when there is none */
  get(key: K, read: () => string | undefined): T | undefined;
  drop(key: K): void;
}

/** @param limit the length of the texts of those that are kept, in characters together */
export function keepParsed<K, T>(limit: number): KeptParsed<K, T> {
  const kept = new Map<K, { readonly parsed: T; readonly characters: number }>();
  let characters = 0;

  const drop = (key: K): void => {
    characters -= kept.get(key)?.characters ?? 0;
    kept.delete(key);
  };
  return {
    drop,
    get(key, read) {
      const known = kept.get(key);
      if (known !== undefined) {
        // The first of the map is the one that was not used for longest.
        kept.delete(key);
        kept.set(key, known);
        return known.parsed;
      }
      const text = read();
      if (text === undefined) return undefined;
      const parsed = JSON.parse(text) as T;
      kept.set(key, { parsed, characters: text.length });
      characters += text.length;
      for (const oldest of kept.keys()) {
        if (characters <= limit) break;
        drop(oldest);
      }
      return parsed;
    },
  };
}
