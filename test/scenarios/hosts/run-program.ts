import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { HooklineConnection } from '@hookline/sdk';
import { onTestFinished } from 'vitest';

/** A program of a user, in a process of its own, which the end of the test kills. */
export function startProgram(
  { endpoint, apiKey }: HooklineConnection,
  file: string,
): { readonly output: string; end(signal: NodeJS.Signals): Promise<number | null> } {
  const child = spawn(process.execPath, ['--conditions=hookline-source', file], {
    env: { ...process.env, HOOKLINE_ENDPOINT: endpoint, HOOKLINE_API_KEY: apiKey },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    get output() {
      return output;
    },
    async end(signal) {
      const exited = once(child, 'exit');
      child.kill(signal);
      return (await exited)[0] as number | null;
    },
  };
}
