import { flushCompileCache } from 'node:module';
import { hostname } from 'node:os';
import { parseNetwork } from '../adapters/node/refused-address.ts';
import { parseBaseUrls } from '../core/workflow/request/base-urls.ts';
import { openPlatform } from './open-platform.ts';
import { parsePublicUrl } from './parse-public-url.ts';

export interface StartOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly host: string;
  /** Where others reach the platform; the address that it listens on unless given. */
  readonly publicUrl?: string;
  readonly smtpUrl?: string;
  /** The sender of e-mails; `hookline@` and the machine's name unless given. */
  readonly mailFrom?: string;
  readonly newAdminKey?: boolean;
  /** What requests of workflows may reach inside the network: `10.1.0.0/16`. */
  readonly allowNetworks?: readonly string[];
  /** Base URLs of requests as JSON: `{"environ": {"category": "https://…"}}`. */
  readonly urls?: string;
}

/** How long a stop waits for running runs, in milliseconds. */
const DRAIN_MS = 30_000;

/** Runs the embedded platform in the foreground until Ctrl-C or SIGTERM; a second one does not wait for running runs. */
export async function start(options: StartOptions): Promise<void> {
  const log = (line: string): void => console.error(`${new Date().toISOString()}  ${line}`);
  const { allowNetworks = [], urls, publicUrl, ...rest } = options;
  const platform = await openPlatform({
    ...rest,
    allowedNetworks: allowNetworks.map(parseNetwork),
    ...(publicUrl !== undefined && { publicUrl: parsePublicUrl(publicUrl) }),
    ...(urls !== undefined && { baseUrls: parseBaseUrls(urls) }),
    mailFrom: options.mailFrom ?? `hookline@${hostname()}`,
    newAdminKey: options.newAdminKey ?? false,
    log,
  });
  console.log(`Hookline is ready at ${platform.url}`);
  console.log(`  data    ${options.dataDir}`);
  console.log(
    `  e-mail  ${options.smtpUrl === undefined ? 'kept in the outbox: hookline mail list' : 'by SMTP'}`,
  );
  if (platform.adminKey !== undefined) {
    console.log('\nThis is the API key of the user "admin". It is shown this once:\n');
    console.log(`  export HOOKLINE_ENDPOINT=${platform.url.replace('http://', '')}`);
    console.log(`  export HOOKLINE_API_KEY=${platform.adminKey}\n`);
  }
  console.log('Ctrl-C stops it.');
  // Node keeps what it has compiled when a process ends by itself, which one that is killed does not.
  flushCompileCache();

  await new Promise<void>((resolve) => {
    let stopping = false;
    const stop = (): void => {
      if (stopping) process.exit(130);
      stopping = true;
      console.log(
        '\nStopping: running runs may end, for at most 30 seconds. Ctrl-C again stops at once; they are then taken up at the next start.',
      );
      platform.close(DRAIN_MS).then(resolve, (error: unknown) => {
        log(String(error));
        resolve();
      });
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}
