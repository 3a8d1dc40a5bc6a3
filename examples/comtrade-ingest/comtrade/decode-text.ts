const endOfFile = '\u001a';

/**
 * UTF-8 (2013) or, when the bytes are not that, ISO 8859-1 as older devices write. A byte order mark and the
 * end-of-file character (0x1A) that DOS programs append are dropped.
 */
export function decodeText(bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  }
  const end = text.trimEnd();
  return end.endsWith(endOfFile) ? end.slice(0, -1) : text;
}
