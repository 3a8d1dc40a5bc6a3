import type { ArchiveEntry } from './open-archive.ts';

/** The .cfg and the .dat of one recording; one of them may be absent. */
export interface Pair {
  /** The path of the .cfg within the archive, or of the .dat that has none, with a leading slash. */
  readonly name: string;
  readonly cfg: ArchiveEntry | undefined;
  readonly dat: ArchiveEntry | undefined;
}

/**
 * Brings together the entries that differ in their ending only, in the order of the archive. Upper and lower case
 * matters in names, not in the endings `.cfg` and `.dat`. All other files are left out.
 */
export function pairEntries(entries: readonly ArchiveEntry[]): Pair[] {
  const pairs = new Map<string, { cfg?: ArchiveEntry; dat?: ArchiveEntry }>();
  for (const entry of entries) {
    const match = /^(.*)\.(cfg|dat)$/is.exec(entry.name);
    if (match === null) continue;
    const stem = match[1] ?? '';
    const pair = pairs.get(stem) ?? {};
    if (match[2]?.toLowerCase() === 'cfg') pair.cfg = entry;
    else pair.dat = entry;
    pairs.set(stem, pair);
  }
  return [...pairs.values()].map(({ cfg, dat }) => {
    const name = (cfg ?? dat)?.name ?? '';
    return { name: name.startsWith('/') ? name : `/${name}`, cfg, dat };
  });
}
