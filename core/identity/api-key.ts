import { sha256Hex } from '../hash.ts';

/** What is presented as a bearer token: a user's key, or the short-lived one of a run. */
export type Credential =
  | { readonly kind: 'key'; readonly keyId: string; readonly secret: string }
  | { readonly kind: 'run'; readonly firingId: string; readonly handlerId: number; readonly secret: string };

/** `hlk_<22 characters of id>_<43 characters of secret>`: 128 bits to find it, 256 bits to prove it. */
export function formatApiKey(keyId: string, secret: string): string {
  return `hlk_${keyId}_${secret}`;
}

/** `hlr_<firing>_<handler>_<secret>`: what `context.hookline` holds, valid while its run lasts. */
export function formatRunKey(firingId: string, handlerId: number, secret: string): string {
  return `hlr_${firingId}_${handlerId}_${secret}`;
}

// The parts have fixed lengths, since base64url itself contains "_".
const apiKeyPattern = /^hlk_([\w-]{22})_([\w-]{43})$/;
const runKeyPattern = /^hlr_([\w-]{22})_([1-9]\d{0,15})_([\w-]{43})$/;

/** Undefined when the text is no credential of ours. */
export function parseCredential(text: string): Credential | undefined {
  const key = apiKeyPattern.exec(text);
  if (key !== null) return { kind: 'key', keyId: key[1]!, secret: key[2]! };
  const run = runKeyPattern.exec(text);
  if (run !== null) return { kind: 'run', firingId: run[1]!, handlerId: Number(run[2]), secret: run[3]! };
  return undefined;
}

/** Secrets have 256 random bits, so one round of SHA-256 is enough to store them safely. */
export function hashSecret(secret: string): string {
  return sha256Hex(secret);
}
