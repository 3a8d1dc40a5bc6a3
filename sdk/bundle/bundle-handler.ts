import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildFailure, type BuildOptions, build, type Metafile } from 'esbuild';
import { HooklineClientError } from '../client-error.ts';
import type { HandlerModule } from '../define-handler.ts';
import { bundleOwnSdk } from './bundle-own-sdk.ts';
import { findOuterUses, KEEP_NAMES_HELPER } from './find-outer-uses.ts';
import { parseFunction } from './parse-function.ts';
import { refuseNativeAddons } from './refuse-native-addons.ts';

/** Any function; what it takes and gives does not matter for its code. */
type AnyFunction = (...args: never) => unknown;

/**
 * Bundles a handler with what it imports into one ES module for Node 24, in UTF-8. Node's built-in modules stay
 * outside. The same files in the same places give the same bytes, whatever the working directory.
 *
 * @throws {HooklineClientError} as `register` says.
 */
export async function bundleHandler(handler: AnyFunction | HandlerModule): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof handler === 'function') {
    const contents = moduleOf(handler);
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

/** The source of a module that exports the function as default. */
export function moduleOf(handler: AnyFunction): string {
  const parsed = parseFunction(Function.prototype.toString.call(handler));
  const { names, relativeImports, needsKeepNamesHelper } = findOuterUses(parsed);
  if (names.length > 0) {
    throw notSelfContained(`It uses ${list(names)} of an outer scope.${hintFor(names)}`);
  }
  if (relativeImports.length > 0) {
    throw notSelfContained(`It imports ${list(relativeImports)}, relative to a file that is not known.`);
  }
  const helper = needsKeepNamesHelper ? `const ${KEEP_NAMES_HELPER} = (fn) => fn;\n` : '';
  return `${helper}${parsed.text}`;
}

function hintFor(names: readonly string[]): string {
  if (names.some((name) => ['require', 'module', 'exports', '__dirname', '__filename'].includes(name))) {
    return ' ES modules have no require: use await import(...).';
  }
  return names.some((name) => name.startsWith('__vi')) ? ' (Vite rewrites imports inside functions so.)' : '';
}

function notSelfContained(why: string): HooklineClientError {
  const advice =
    "Only a function's own source travels. Define it inside the function, or put the handler into a module and register {entry: './handler.ts'}, which is bundled with what it imports.";
  return new HooklineClientError(
    'handler-not-self-contained',
    `The function cannot be registered. ${why} ${advice}`,
    {
      field: 'handler',
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
