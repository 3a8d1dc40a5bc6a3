import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildHarness } from '../../adapters/process-runner/build-harness.ts';

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { name: string; message: string };
}

/** The runner function, bundled as it is deployed, in a process of its own. */
export async function startRunnerEnvironment(): Promise<{
  call(event: unknown): Promise<unknown>;
  close(): Promise<void>;
}> {
  const directory = await mkdtemp(join(tmpdir(), 'hookline-runner-function-'));
  const bundle = join(directory, 'handler.mjs');
  const entry = join(import.meta.dirname, '../../functions/runner/handler.ts');
  await Promise.all([
    build({
      entryPoints: [entry],
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'esm',
      outfile: bundle,
    }),
    buildHarness(directory),
  ]);
  const child = fork(join(import.meta.dirname, 'runner-process.ts'), [bundle], {
    env: { PATH: process.env.PATH, TMPDIR: directory },
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  const waiting = new Map<number, (answer: Answer) => void>();
  child.on('message', (answer: Answer) => {
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  let calls = 0;
  return {
    async call(event) {
      const id = ++calls;
      const { error, result } = await new Promise<Answer>((resolve) => {
        waiting.set(id, resolve);
        child.send({ id, event });
      });
      if (error !== undefined) throw Object.assign(new Error(error.message), { name: error.name });
      return result;
    },
    async close() {
      child.kill('SIGKILL');
      await once(child, 'exit');
      await rm(directory, { recursive: true, force: true });
    },
  };
}
