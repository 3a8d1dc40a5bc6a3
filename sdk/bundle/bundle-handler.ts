import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildFailure, type BuildOptions, build, type Metafile } from 'esbuild';
import { HooklineClientError } from '../client-error.ts';
import type { HandlerModule } from '../define-handler.ts';
import { type HandlerClass, isClass } from '../event-handler.ts';
import { bundleOwnSdk } from './bundle-own-sdk.ts';
import { type AnyFunction, moduleOfClass, moduleOfFunction } from './module-of-function.ts';
import { refuseNativeAddons } from './refuse-native-addons.ts';

/** What is bundled by its own source, or from a file. */
export type HandlerCode = AnyFunction | HandlerClass | HandlerModule;

/**
 * Bundles a handler with what it imports into one ES module for Node 24, in UTF-8. Node's built-in modules stay
 * outside. The same files in the same places give the same bytes, whatever the working directory.
 *
 * @param shouldSkip of a function; a module's export has its own.
 * @throws {HooklineClientError} as `register` says.
 */
export async function bundleHandler(
  handler: HandlerCode,
  shouldSkip?: AnyFunction,
): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof handler === 'function') {
    const contents = isClass(handler) ? moduleOfClass(handler) : moduleOfFunction(handler, shouldSkip);
    return await bundle({ stdin: { contents, resolveDir: process.cwd(), sourcefile: 'handler.js' } });
  }
  const entry = pathOf(handler.entry);
  return await bundle(
    { entryPoints: [entry], absWorkingDir: dirname(entry) },
    handler.exportName ?? 'default',
  );
}

function pathOf(entry: string | URL): string {
  const isUrl = entry instanceof URL || entry.startsWith('file:');
  const path = isUrl ? fileURLToPath(entry) : resolve(entry);
  if (existsSync(path)) return path;
  throw new HooklineClientError(
    'handler-not-bundled',
    `There is no file ${path}. Give the path of a module.`,
    {
      field: 'entry',
    },
  );
}

function list(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

async function bundle(source: BuildOptions, exportName?: string): Promise<Uint8Array<ArrayBuffer>> {
  const result = await build({
    ...source,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    charset: 'utf8',
    // Errors are told apart by the names of their classes, which bundling may change.
    keepNames: true,
    outfile: 'handler.mjs',
    write: false,
    metafile: true,
    logLevel: 'silent',
    plugins: [refuseNativeAddons, bundleOwnSdk],
  }).catch((error: unknown) => {
    throw notBundled(error);
  });
  const { outputFiles, metafile } = result;
  const code = outputFiles.find((file) => file.path.endsWith('.mjs'));
  const exports = Object.values(metafile.outputs).flatMap((output) => output.exports);
  if (code === undefined) throw new Error('esbuild made no module.');
  if (exportName !== undefined && !exports.includes(exportName)) {
    const found = exports.length === 0 ? 'It exports nothing' : `It exports ${list(exports)}`;
    throw new HooklineClientError(
      'handler-not-bundled',
      `The module has no export "${exportName}". ${found}. Export the handler, or name its export by exportName.`,
      { field: 'exportName' },
    );
  }
  return new TextEncoder().encode(`${requiresBuiltins(metafile) ? REQUIRE : ''}${code.text}`);
}

/** esbuild leaves `require` of a built-in module to the surroundings, and ES modules have none. */
const REQUIRE =
  "import { createRequire as __hooklineCreateRequire } from 'node:module'; globalThis.require ??= __hooklineCreateRequire('file:///handler.mjs');\n";

function requiresBuiltins(metafile: Metafile): boolean {
  return Object.values(metafile.inputs).some((input) =>
    input.imports.some((imported) => imported.external === true && imported.kind === 'require-call'),
  );
}

function notBundled(error: unknown): HooklineClientError {
  if (!isBuildFailure(error)) throw error;
  const reasons = error.errors.map(({ text, location }) =>
    location === null ? text : `${location.file}:${location.line}:${location.column}: ${text}`,
  );
  return new HooklineClientError(
    'handler-not-bundled',
    `The handler cannot be bundled:\n  ${reasons.join('\n  ')}`,
    { field: 'handler', cause: error },
  );
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}
