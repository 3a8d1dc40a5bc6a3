import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addUser, Connection, createKey } from '@hookline/sdk';
import type { Role } from '../../../../core/contract/identity.ts';
import { openPlatform } from '../../../../local/open-platform.ts';

export interface Embedded {
  readonly url: string;
  readonly admin: Connection;
  /** A new user's connection. */
  person(name: string, role?: Role): Promise<Connection>;
  /** Stops the platform and starts it again, on the same folder and port. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** The embedded platform, in this process, on a folder of its own. */
export async function openEmbedded(): Promise<Embedded> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hookline-events-'));
  const start = (port: number) =>
    openPlatform({
      dataDir,
      port,
      host: '127.0.0.1',
      mailFrom: 'hookline@example.com',
      newAdminKey: false,
      log: () => {},
    });
  let platform = await start(0);
  const { url, adminKey = '' } = platform;
  const admin = new Connection(url, adminKey);
  return {
    url,
    admin,
    async person(name, role = 'developer') {
      await addUser(admin, { name, role });
      return new Connection(url, (await createKey(admin, { user: name })).apiKey);
    },
    async restart() {
      await platform.close(0);
      platform = await start(Number(new URL(url).port));
    },
    async close() {
      await platform.close(0);
      rmSync(dataDir, { recursive: true });
    },
  };
}
