import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

// Built, all modules lie in one folder; from source, this one is in a folder of its own.
const index = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../index.ts' : './index.js', import.meta.url),
);

/**
 * Gives handlers the SDK that registers them, so that they need not have it installed, and leaves out what it bundles
 * handlers with: esbuild is a program of its own, and `register` inside a handler could not run it.
 */
export const bundleOwnSdk: Plugin = {
  name: 'bundle the own SDK',
  setup(build) {
    build.onResolve({ filter: /^@hookline\/sdk$/ }, () => ({ path: index, sideEffects: false }));
    build.onResolve({ filter: /^\.\/.*bundle-handler[^/]*$/ }, ({ path, importer }) =>
      dirname(importer) === dirname(index) ? { path, namespace: 'no-bundler' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'no-bundler' }, () => ({
      contents: `export function bundleHandler() {
        throw new Error('register cannot be called inside a handler: there is no bundler. Register from outside.');
      }`,
    }));
  },
};
