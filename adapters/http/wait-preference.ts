import type { Context } from 'hono';
import { limits } from '../../core/contract/limits.ts';

/** The seconds of `Prefer: wait=…` (RFC 7240, section 4.3); 0 when there is no such preference, and never more than the limit. */
export function waitPreference(c: Context): number {
  const seconds = /\bwait=(\d{1,4})\b/.exec(c.req.header('prefer') ?? '')?.[1];
  return seconds === undefined ? 0 : Math.min(Number(seconds), limits.waitSeconds);
}
