import { limits } from '../../../core/contract/limits.ts';
import { sha256Hex } from '../../../core/hash.ts';

/** Gets a bundle from its presigned address; rejects unless its bytes are those of the hash. */
export async function downloadCode(url: string, sha256: string): Promise<Uint8Array> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`The bundle ${sha256} was not to be had: HTTP ${answer.status}.`);
  const sizeBytes = Number(answer.headers.get('content-length') ?? 0);
  if (sizeBytes > limits.bundleBytes) throw new Error(`The bundle ${sha256} has ${sizeBytes} bytes.`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (sha256Hex(bytes) !== sha256)
    throw new Error(`What is stored as the bundle ${sha256} is something else.`);
  return bytes;
}
