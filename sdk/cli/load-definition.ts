import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HooklineClientError } from '../client-error.ts';
import type { DefinedHandler, HandlerOptions, RegisterOptions } from '../define-handler.ts';
import { isEventHandler, optionsOf } from '../event-handler.ts';

/** What a file registers as, and its code. */
export interface Definition {
  readonly options: RegisterOptions;
  readonly code: Uint8Array;
}

/**
 * Loads what a file default-exports, TypeScript or JavaScript, by bundling it as for `register` and importing the bundle: the
 * code of the file's top level runs here, and the constructor of a class.
 */
export async function loadDefinition(file: string): Promise<Definition> {
  const { code, value } = await loadDefault(file);
  const options = optionsIn(value);
  if (typeof options === 'object' && options !== null) {
    const { shouldSkip: _, ...others } = options as HandlerOptions<never>;
    return { options: others, code };
  }
  throw new HooklineClientError(
    'invalid-argument',
    'Its default export is neither what defineHandler returns nor a class (or instance) with options and process. Write: export default defineHandler({name, hook, notifyOnSuccess, notifyOnFailure}, handler)',
    { field: 'default' },
  );
}

/** What a file default-exports, and the bundle that it is of. */
export async function loadDefault(file: string): Promise<{ code: Uint8Array; value: unknown }> {
  const { bundleHandler } = await import('../bundle/bundle-handler.ts');
  const code = await bundleHandler({ entry: file });
  const folder = await mkdtemp(join(tmpdir(), 'hookline-'));
  try {
    const path = join(folder, 'handler.mjs');
    await writeFile(path, code);
    const exports: Readonly<Record<string, unknown>> = await import(pathToFileURL(path).href);
    return { code, value: exports.default };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function optionsIn(value: unknown): unknown {
  if (isEventHandler(value)) return optionsOf(value);
  if (typeof value !== 'object' || value === null) return undefined;
  const { options, handler } = value as Partial<DefinedHandler>;
  return typeof handler === 'function' ? options : undefined;
}
