import { randomFillSync } from 'node:crypto';
import type { Ids } from '../../core/ports/ids.ts';

/** Random bytes drawn at a time: one call to the generator serves many ids. */
const POOL_BYTES = 8192;

/** Ids and secrets from the operating system's generator. */
export function randomIds(): Ids {
  const pool = Buffer.allocUnsafeSlow(POOL_BYTES);
  let used = POOL_BYTES;

  const draw = (bytes: number): string => {
    if (used + bytes > POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    const text = pool.toString('base64url', used, used + bytes);
    // What has been handed out must not stay readable in memory.
    pool.fill(0, used, used + bytes);
    used += bytes;
    return text;
  };

  // A hyphen at its beginning would make an option of it on a command line.
  return { next: () => draw(16).replace(/^-/, '0'), secret: () => draw(32) };
}
