import { sha256Hex } from '../hash.ts';
import type { WorkKey } from '../ports/firing-store.ts';

/** What is presented as a bearer token: a user's key, or the short-lived one of a run. */
export type Credential =
  | { readonly kind: 'key'; readonly keyId: string; readonly secret: string }
  | ({ readonly kind: 'run'; readonly secret: string } & WorkKey);

/** `hlk_<22 characters of id>_<43 characters of secret>`: 128 bits to find it, 256 bits to prove it. */
export function formatApiKey(keyId: string, secret: string): string {
  return `hlk_${keyId}_${secret}`;
}

/**
 * `hlr_<firing>_<handler>_<secret>`, and `hlr_<firing>_<handler>.<item>_<secret>` for an item: what `context.hookline` holds,
 * valid while its attempt lasts.
 */
export function formatRunKey({ firingId, handlerId, item }: WorkKey, secret: string): string {
  return `hlr_${firingId}_${handlerId}${item === undefined ? '' : `.${item}`}_${secret}`;
}

// The parts have fixed lengths, since base64url itself contains "_".
const apiKeyPattern = /^hlk_([\w-]{22})_([\w-]{43})$/;
const runKeyPattern = /^hlr_([\w-]{22})_([1-9]\d{0,15})(?:\.(\d{1,4}))?_([\w-]{43})$/;

/** Undefined when the text is no credential of ours. */
export function parseCredential(text: string): Credential | undefined {
  const key = apiKeyPattern.exec(text);
  if (key !== null) return { kind: 'key', keyId: key[1]!, secret: key[2]! };
  const run = runKeyPattern.exec(text);
  if (run === null) return undefined;
  const [, firingId = '', handlerId, item, secret = ''] = run;
  return {
    kind: 'run',
    firingId,
    handlerId: Number(handlerId),
    ...(item !== undefined && { item: Number(item) }),
    secret,
  };
}

/** Secrets have 256 random bits, so one round of SHA-256 is enough to store them safely. */
export function hashSecret(secret: string): string {
  return sha256Hex(secret);
}
