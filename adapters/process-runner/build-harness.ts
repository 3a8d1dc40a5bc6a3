import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, stop } from 'esbuild';

/**
 * Bundles the program of the runner processes into one file.
 *
 * @param directory where `harness.mjs` is put; made when missing. A file that is right already is left alone, so
 *   a full disk does not hinder a second start.
 * @returns the file's path, for `openProcessRunner`.
 */
export async function buildHarness(directory: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('harness/main.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    legalComments: 'none',
  });
  const text = outputFiles.map((file) => file.text).join('');
  const path = join(directory, 'harness.mjs');
  if ((await readFile(path, 'utf8').catch(() => undefined)) === text) return path;
  await mkdir(directory, { recursive: true });
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
  return path;
}

/** Ends the process that esbuild keeps for further builds. One that goes on elsewhere in this process fails. */
export async function endBuilds(): Promise<void> {
  await stop();
}

if (import.meta.main) {
  const [directory] = process.argv.slice(2);
  if (directory === undefined) throw new Error('Usage: node build-harness.ts DIRECTORY');
  await buildHarness(directory);
}
