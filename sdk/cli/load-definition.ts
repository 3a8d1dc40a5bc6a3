import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HooklineClientError } from '../client-error.ts';
import type { DefinedHandler } from '../define-handler.ts';

/**
 * Loads what a file default-exports by `defineHandler`, TypeScript or JavaScript, by bundling it as for `register` and
 * importing the bundle: the code of the file's top level runs here.
 */
export async function loadDefinition(file: string): Promise<DefinedHandler> {
  const { bundleHandler } = await import('../bundle/bundle-handler.ts');
  const code = await bundleHandler({ entry: file });
  const folder = await mkdtemp(join(tmpdir(), 'hookline-'));
  try {
    const path = join(folder, 'handler.mjs');
    await writeFile(path, code);
    const exports: Readonly<Record<string, unknown>> = await import(pathToFileURL(path).href);
    const definition = exports.default;
    if (isDefinition(definition)) return definition;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  throw new HooklineClientError(
    'invalid-argument',
    'Its default export is not what defineHandler returns. Write: export default defineHandler({name, hook, notifyOnSuccess, notifyOnFailure}, handler)',
    { field: 'default' },
  );
}

function isDefinition(value: unknown): value is DefinedHandler {
  if (typeof value !== 'object' || value === null) return false;
  const { options, handler } = value as Partial<DefinedHandler>;
  return typeof options === 'object' && options !== null && typeof handler === 'function';
}
