import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';

/** 2026-01-01 00:00 in the DOS format of zip: local time without a zone, so the same everywhere. */
const modified = ((2026 - 1980) << 25) | (1 << 21) | (1 << 16);

/**
 * Zips files, in order. The same files give the same bytes on every machine: one fixed date, and zip.js' own
 * deflate instead of the platform's zlib, whose output differs by version and processor.
 */
export async function writeArchive(
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): Promise<Uint8Array> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), {
    rawLastModDate: modified,
    extendedTimestamp: false,
    useWebWorkers: false,
    useCompressionStream: false,
  });
  for (const { name, bytes } of files) await writer.add(name, new Uint8ArrayReader(bytes));
  return writer.close();
}
