import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Host } from './host.ts';

const cli = fileURLToPath(new URL('../../../sdk/cli/main.ts', import.meta.url));

const { scripts } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  scripts: { start: string };
};

/** The options of Node that `npm start` gives. */
const nodeOptions = scripts.start.split(' ').filter((word) => word.startsWith('--'));

export interface EmbeddedHost extends Host {
  readonly dataDir: string;
  /** Of the platform's process, this time around. */
  readonly pid: number;
  /** What the platform printed so far, all starts together. */
  readonly log: string;
  /** Ends the process as a power failure would: SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again on the same folder and port. */
  start(): Promise<void>;
  /** Ends it as Ctrl-C would, and keeps the folder. Resolves with the exit code. */
  interrupt(): Promise<number | null>;
}

/**
 * Starts `hookline start` on a free port with a throw-away folder.
 *
 * @param options.args further arguments, such as `--smtp-url`.
 * @param options.prefix a command that runs the platform, such as `prlimit`.
 */
export async function embeddedHost(
  options: { args?: readonly string[]; prefix?: readonly string[] } = {},
): Promise<EmbeddedHost> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hookline-scenario-'));
  let child: ChildProcess | undefined;
  let url = '';
  let adminKey = '';
  let log = '';

  const start = async (): Promise<void> => {
    const port = url === '' ? '0' : new URL(url).port;
    const command = [
      ...(options.prefix ?? []),
      process.execPath,
      '--conditions=hookline-source',
      ...nodeOptions,
      cli,
      'start',
      '--data-dir',
      dataDir,
      '--port',
      port,
      ...(options.args ?? []),
    ];
    const started = spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
    child = started;
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer): void => {
        log += chunk;
        url ||= /ready at (http:\S+)/.exec(log)?.[1] ?? '';
        adminKey ||= /HOOKLINE_API_KEY=(\S+)\n/.exec(log)?.[1] ?? '';
        if (String(chunk).includes('Ctrl-C stops it')) resolve();
      };
      started.stdout!.on('data', read);
      started.stderr!.on('data', read);
      started.once('exit', (code) =>
        reject(new Error(`The platform ended with ${code} at the start:\n${log}`)),
      );
    });
  };

  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return null;
    const exited = once(child, 'exit');
    child.kill(signal);
    const [code] = (await exited) as [number | null];
    return code;
  };

  await start();
  return {
    kind: 'embedded',
    mailEndsAs: 'kept',
    dataDir,
    get url() {
      return url;
    },
    get adminKey() {
      return adminKey;
    },
    get pid() {
      return child!.pid!;
    },
    get log() {
      return log;
    },
    start,
    kill: async () => void (await end('SIGKILL')),
    interrupt: () => end('SIGINT'),
    async stop() {
      await end('SIGKILL');
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
