/** What an archive may ask of the machine that reads it. */
export interface ArchiveLimits {
  /** Files and folders in the archive. */
  readonly entries: number;
  /** One entry, uncompressed. */
  readonly entrySizeBytes: number;
  /** All entries together, uncompressed. */
  readonly totalSizeBytes: number;
  /** Uncompressed over compressed size of one entry; recordings reach about 20, a zip bomb 1,000. */
  readonly compressionRatio: number;
}

export const archiveLimits: ArchiveLimits = {
  entries: 2_000,
  entrySizeBytes: 32 * 1024 * 1024,
  totalSizeBytes: 128 * 1024 * 1024,
  compressionRatio: 200,
};
