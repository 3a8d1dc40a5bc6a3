import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { refuseUpgrade } from '../adapters/embedded/event-socket/refuse-upgrade.ts';
import { StorageFailed } from '../adapters/embedded/sqlite/database.ts';
import { answerStorageUnavailable } from '../adapters/http/answer-problem.ts';
import { systemClock } from '../adapters/node/system-clock.ts';
import { storageIsUnavailable } from '../core/problem-document.ts';
import { type Core, type CoreOptions, openCore } from './open-core.ts';

export interface PlatformOptions {
  readonly dataDir: string;
  /** 0 for any free port. */
  readonly port: number;
  /** The address to listen on; `127.0.0.1` unless others shall reach it. */
  readonly host: string;
  /** See `parse-public-url.ts`. */
  readonly publicUrl?: string;
  readonly smtpUrl?: string;
  readonly mailFrom: string;
  readonly newAdminKey: boolean;
  readonly allowedNetworks?: NonNullable<CoreOptions['allowedNetworks']>;
  readonly baseUrls?: NonNullable<CoreOptions['baseUrls']>;
  /** Called with a line for the operator's log. */
  readonly log: (line: string) => void;
}

export interface Platform {
  /** `http://127.0.0.1:4411`. */
  readonly url: string;
  readonly adminKey: string | undefined;
  /** Takes no more requests, lets running runs end for at most `drainMs` milliseconds, and stops. */
  close(drainMs: number): Promise<void>;
}

/** Between attempts to open the data folder again after the disk refused a write, in milliseconds. */
const REOPEN_DELAY_MS = 1000;

/** Longer than the usual 60 s of a load balancer in front, which must be the one to close an idle connection. */
const KEEP_ALIVE_MS = 65_000;

/**
 * Starts the embedded platform: HTTP in front, one SQLite file behind. When the disk refuses a write, everything behind
 * is closed and opened again until it takes writes; meanwhile requests are answered 503, and nothing acknowledged is lost.
 */
export async function openPlatform(options: PlatformOptions): Promise<Platform> {
  let core: Core | undefined;
  let closing = false;
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 60_000 },
    getRequestListener((request) => core?.app.fetch(request) ?? answerStorageUnavailable()),
  );
  server.on('upgrade', (request, connection, head) => {
    if (core !== undefined) core.sockets.upgrade(request, connection, head);
    else refuseUpgrade(connection, storageIsUnavailable());
  });
  await listen(server, options.port, options.host);
  const url = urlOf(server, options.host);

  const open = (newAdminKey: boolean): Promise<Core> => {
    const coreOptions: CoreOptions = {
      ...options,
      newAdminKey,
      endpoint: url,
      onStorageFailed: (error) => {
        options.log(`${error.message} Requests are refused until it can be; nothing acknowledged is lost.`);
        void reopen();
      },
      onError: (error) => {
        // Those who wait for events are answered so when the platform stops.
        if (closing && error instanceof StorageFailed) return;
        options.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
      },
    };
    return openCore(coreOptions);
  };

  const reopen = async (): Promise<void> => {
    const broken = core;
    core = undefined;
    await broken?.close(0);
    while (!closing && core === undefined) {
      await new Promise<void>((resolve) => systemClock.schedule(REOPEN_DELAY_MS, resolve));
      try {
        core = await open(false);
        core.recover();
        options.log('The database can be written again.');
      } catch (error) {
        options.log(`Still not: ${(error as Error).message}`);
      }
    }
  };

  try {
    core = await open(options.newAdminKey);
  } catch (error) {
    server.close();
    throw error;
  }
  const { adminKey } = core;
  core.recover();

  return {
    url,
    adminKey,
    async close(drainMs) {
      closing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await core?.close(drainMs);
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** How this machine reaches the server: a wildcard address is reached by loopback. */
function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
