import { type FileEntry, Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { ArchiveRefused, EntryRefused } from './archive-error.ts';
import type { ArchiveLimits } from './archive-limits.ts';

/** A file in an archive. */
export interface ArchiveEntry {
  /** The path within the archive, with forward slashes. */
  readonly name: string;
  /**
   * The file's bytes, inflated and checked against its CRC.
   *
   * @throws {EntryRefused} when it breaks a limit, is encrypted or broken, or its name is unsafe or not unique.
   */
  read(): Promise<Uint8Array>;
}

/**
 * Lists the files of a zip archive; nothing is inflated before `read()`. Folders are left out.
 *
 * @throws {ArchiveRefused} when it is no zip archive or breaks a limit that concerns the whole.
 */
export async function openArchive(archive: Uint8Array, limits: ArchiveLimits): Promise<ArchiveEntry[]> {
  const files = await listFiles(archive, limits);
  const nameCounts = new Map<string, number>();
  for (const { name } of files) nameCounts.set(name, (nameCounts.get(name) ?? 0) + 1);
  return files.map(({ name, file }) => ({
    name,
    async read() {
      checkName(name, nameCounts.get(name) ?? 0);
      checkSize(file, limits);
      try {
        // zip.js inflates no more than the size the archive's directory states, which `checkSize` has seen.
        return await file.getData(new Uint8ArrayWriter(), { checkCrc32: true, checkOverlappingEntry: true });
      } catch (cause) {
        throw new EntryRefused('entry_unreadable', `the archive's entry is broken: ${messageOf(cause)}`, {
          cause,
        });
      }
    },
  }));
}

interface NamedFile {
  readonly name: string;
  readonly file: FileEntry;
}

async function listFiles(archive: Uint8Array, limits: ArchiveLimits): Promise<NamedFile[]> {
  // Names are only names here: nothing is written under them. An unsafe one fails its own pair, in `checkName`.
  const reader = new ZipReader(new Uint8ArrayReader(archive), {
    filenameValidation: 'tolerant',
    useWebWorkers: false,
  });
  const files: NamedFile[] = [];
  let entries = 0;
  let totalBytes = 0;
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      entries += 1;
      totalBytes += entry.uncompressedSize;
      if (entries > limits.entries) {
        throw new ArchiveRefused(
          'archive_too_many_entries',
          `The archive has more than ${limits.entries} entries; split it.`,
        );
      }
      if (totalBytes > limits.totalSizeBytes) {
        throw new ArchiveRefused(
          'archive_too_large',
          `The archive's files together exceed ${limits.totalSizeBytes} bytes uncompressed; split it.`,
        );
      }
      // Some Windows programs separate folders with backslashes.
      if (!entry.directory) files.push({ name: entry.filename.replaceAll('\\', '/'), file: entry });
    }
  } catch (cause) {
    if (cause instanceof ArchiveRefused) throw cause;
    throw new ArchiveRefused(
      'archive_unreadable',
      `This is not a readable zip archive: ${messageOf(cause)}`,
      {
        cause,
      },
    );
  } finally {
    await reader.close();
  }
  return files;
}

function checkName(name: string, count: number): void {
  const unsafe = name.split('/').includes('..')
    ? 'leads out of the archive with ".."'
    : name.startsWith('/') || /^[a-z]:/i.test(name)
      ? 'is absolute'
      : /\p{Cc}/u.test(name)
        ? 'has control characters'
        : undefined;
  if (unsafe !== undefined)
    throw new EntryRefused('entry_name_unsafe', `the entry's name ${unsafe}; rename it`);
  if (count > 1)
    throw new EntryRefused('entry_name_repeated', `the archive has ${count} entries of this name`);
}

function checkSize(file: FileEntry, limits: ArchiveLimits): void {
  const { uncompressedSize, compressedSize, encrypted } = file;
  if (encrypted)
    throw new EntryRefused('entry_encrypted', 'the entry is encrypted; store it without a password');
  if (uncompressedSize > limits.entrySizeBytes) {
    throw new EntryRefused(
      'entry_too_large',
      `the entry has ${uncompressedSize} bytes, more than the ${limits.entrySizeBytes} allowed`,
    );
  }
  if (uncompressedSize > compressedSize * limits.compressionRatio) {
    throw new EntryRefused(
      'entry_ratio_too_high',
      `the entry inflates more than ${limits.compressionRatio} times, like a zip bomb`,
    );
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
