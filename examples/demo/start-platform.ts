import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../sdk/cli/main.ts', import.meta.url));

/** Starts `hookline start` as a process of its own, on a free port and with a throw-away data folder. */
export async function startPlatform(smtpUrl: string): Promise<{
  url: string;
  adminKey: string;
  dataDir: string;
  stop(): Promise<void>;
}> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hookline-demo-'));
  const args = ['start', '--port', '0', '--data-dir', dataDir, '--smtp-url', smtpUrl];
  // A process group of its own: Ctrl-C reaches the demo, which stops it in order.
  const platform = spawn(process.execPath, ['--conditions=hookline-source', cli, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  let printed = '';
  await new Promise<void>((resolve, reject) => {
    platform.stdout.on('data', (chunk: Buffer) => {
      printed += chunk;
      if (printed.includes('Ctrl-C stops it')) resolve();
    });
    platform.once('exit', (code) => reject(new Error(`The platform ended with ${code} at its start.`)));
  });
  return {
    url: /ready at (\S+)/.exec(printed)![1]!,
    adminKey: /HOOKLINE_API_KEY=(\S+)/.exec(printed)![1]!,
    dataDir,
    async stop() {
      const exited = once(platform, 'exit');
      platform.kill('SIGINT');
      await exited;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
