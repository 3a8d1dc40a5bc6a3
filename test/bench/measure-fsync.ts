import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const MEASURED_MS = 1000;

/** The floor: how often a second 4 KiB can be written and synced, one after the other, on the disk that holds the data. */
export function measureFsync(directory: string): number {
  const path = join(directory, 'fsync-floor');
  const file = openSync(path, 'w');
  const block = Buffer.alloc(4096, 1);
  const startedAt = performance.now();
  let syncs = 0;
  while (performance.now() - startedAt < MEASURED_MS) {
    writeSync(file, block);
    fdatasyncSync(file);
    syncs++;
  }
  closeSync(file);
  rmSync(path);
  return Math.round((syncs / (performance.now() - startedAt)) * 1000);
}
