import { createHash, hash, timingSafeEqual } from 'node:crypto';

/** SHA-256 as lower-case hex. The one place where core touches node:crypto: hashing is a pure function. */
export function sha256Hex(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex');
}

/** SHA-256 over several parts, each preceded by its length, so that no two lists of parts collide; as base64url. */
export function sha256Parts(parts: readonly (string | Uint8Array)[]): string {
  const digest = createHash('sha256');
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    digest.update(`${bytes.byteLength}:`).update(bytes);
  }
  return digest.digest('base64url');
}

/** Compares in time that depends on the length only. */
export function equalInConstantTime(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
}
