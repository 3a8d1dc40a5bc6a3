import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArchiveStore } from '../../core/ports/archive-store.ts';
import type { Ids } from '../../core/ports/ids.ts';
import { StorageFailed } from './sqlite/database.ts';
import { syncFolder, writeDurably } from './write-durably.ts';

/** The disk is full, or broken, or takes no writes. */
const diskErrors: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'EROFS']);

/**
 * Archives as files, in a folder for each tenant; readable by the folder's owner only. A file is there whole or not at all: where the disk
 * takes no writes, `put` throws StorageFailed.
 *
 * @param folder made when the first archive is kept.
 */
export function folderArchiveStore(folder: string, ids: Pick<Ids, 'next'>): ArchiveStore {
  const folderOf = (tenantId: string) => join(folder, tenantId);
  const pathOf = (tenantId: string, name: string) => join(folderOf(tenantId), `${name}.json`);
  return {
    put: (tenantId, name, archive) =>
      writing(async () => {
        await mkdir(folderOf(tenantId), { recursive: true, mode: 0o700 });
        // No archive's name begins with a dot.
        const unfinished = join(folderOf(tenantId), `.${ids.next()}`);
        try {
          await writeDurably(unfinished, archive);
          await rename(unfinished, pathOf(tenantId, name));
        } catch (error) {
          await rm(unfinished, { force: true });
          throw error;
        }
        await syncFolder(folderOf(tenantId));
      }),
    async get(tenantId, name) {
      try {
        return await readFile(pathOf(tenantId, name));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
  };
}

async function writing(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (!diskErrors.has(code)) throw cause;
    throw new StorageFailed(`The archive cannot be written: ${message}`, { cause });
  }
}
