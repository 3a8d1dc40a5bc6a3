import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { HooklineConnection } from '@hookline/sdk';

const cli = fileURLToPath(new URL('../../../sdk/cli/main.ts', import.meta.url));

/** A `hookline` command, in a process of its own. */
export interface RunningCommand {
  /** What it printed so far. */
  readonly stdout: string;
  readonly stderr: string;
  /** Ends it as Ctrl-C would. */
  interrupt(): void;
  /** Ends it as a power failure would. */
  kill(): void;
  /** Resolves when it has ended. */
  readonly ended: Promise<{ status: number | null; stdout: string; stderr: string }>;
}

export function startCommand(
  { endpoint, apiKey }: HooklineConnection,
  args: readonly string[],
  input = '',
): RunningCommand {
  const child = spawn(process.execPath, ['--conditions=hookline-source', cli, ...args], {
    env: { ...process.env, HOOKLINE_ENDPOINT: endpoint, HOOKLINE_API_KEY: apiKey },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdin.end(input);
  const ended = once(child, 'close').then(([status]) => ({
    status: status as number | null,
    stdout,
    stderr,
  }));
  return {
    get stdout() {
      return stdout;
    },
    get stderr() {
      return stderr;
    },
    interrupt: () => void child.kill('SIGINT'),
    kill: () => void child.kill('SIGKILL'),
    ended,
  };
}
