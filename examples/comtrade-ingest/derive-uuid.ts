import { createHash } from 'node:crypto';

/** The namespace of this example: a UUID that was drawn once and stays. */
const namespace = Buffer.from('f55daf23ee864cf7852d1323bbc99cb9', 'hex');

/**
 * A UUIDv5 (RFC 9562, section 5.5): the same parts in the same order always give the same one, others another.
 */
export function deriveUuid(parts: readonly (string | number)[]): string {
  // JSON keeps the parts apart: ["a,b"] and ["a","b"] differ.
  return uuidV5(namespace, JSON.stringify(parts));
}

/** The UUIDv5 of a name in a namespace of 16 bytes. */
export function uuidV5(namespaceBytes: Uint8Array, name: string): string {
  const bytes = createHash('sha1').update(namespaceBytes).update(name, 'utf8').digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
