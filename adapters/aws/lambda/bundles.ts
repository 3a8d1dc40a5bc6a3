import { downloadCode } from './download-code.ts';

/** Bundles that an environment keeps, in bytes; the one used longest ago goes first. */
const KEPT_BYTES = 40 * 1024 * 1024;

/** The bundles of one tenant, which an environment serves all its life: downloaded once each, from where a call says. */
export function openBundles(): {
  /** Notes where a bundle can be had for the next minutes. */
  locate(sha256: string, url: string): void;
  get(sha256: string): Promise<Uint8Array>;
} {
  const addresses = new Map<string, string>();
  const kept = new Map<string, Uint8Array>();
  let keptBytes = 0;

  const keep = (sha256: string, bytes: Uint8Array): void => {
    kept.set(sha256, bytes);
    keptBytes += bytes.byteLength;
    for (const [oldest, { byteLength }] of kept) {
      if (keptBytes <= KEPT_BYTES) return;
      kept.delete(oldest);
      keptBytes -= byteLength;
    }
  };

  return {
    locate(sha256, url) {
      if (!kept.has(sha256)) addresses.set(sha256, url);
    },
    async get(sha256) {
      const known = kept.get(sha256);
      if (known !== undefined) {
        kept.delete(sha256);
        kept.set(sha256, known);
        return known;
      }
      const url = addresses.get(sha256);
      if (url === undefined) throw new Error(`Nothing says where the bundle ${sha256} is.`);
      const bytes = await downloadCode(url, sha256);
      addresses.delete(sha256);
      keep(sha256, bytes);
      return bytes;
    },
  };
}
