import module from 'node:module';

const { isBuiltin } = module;

/** Holds bundles and what they export. */
export interface CodeLoader {
  /** Keeps a bundle under its SHA-256, to be loaded at its first use. */
  add(sha256: string, source: string): void;
  /** The bundle's exports if it is loaded already. */
  loaded(sha256: string): Exports | undefined;
  /** Loads the bundle, once. Rejects with what its loading threw. */
  load(sha256: string): Promise<Exports>;
}

export type Exports = Readonly<Record<string, unknown>>;

/**
 * Loads bundles from memory, as ES modules under `hookline:<sha256>/handler.mjs`. They may import Node's built-in
 * modules; no other specifier resolves, whoever asks (`import`, `require`, `import.meta.resolve`).
 */
export function openCodeLoader(): CodeLoader {
  const sources: Record<string, string> = { __proto__: null as unknown as string };
  const exports: Record<string, Exports> = { __proto__: null as unknown as Exports };

  module.registerHooks({
    resolve(specifier, context, next) {
      if (sources[specifier] !== undefined) return { url: specifier, format: 'module', shortCircuit: true };
      if (isBuiltin(specifier)) return next(specifier, context);
      throw moduleNotFound(specifier);
    },
    load(url, context, next) {
      const source = sources[url];
      return source === undefined ? next(url, context) : { format: 'module', source, shortCircuit: true };
    },
  });

  return {
    add(sha256, source) {
      sources[urlOf(sha256)] = source;
    },
    loaded: (sha256) => exports[sha256],
    async load(sha256) {
      const loaded = (await import(urlOf(sha256))) as Exports;
      exports[sha256] = loaded;
      sources[urlOf(sha256)] = '';
      return loaded;
    },
  };
}

function urlOf(sha256: string): string {
  return `hookline:${sha256}/handler.mjs`;
}

/** Node's code for it: libraries look for it around optional imports (https://nodejs.org/api/errors.html). */
export function moduleNotFound(specifier: string): Error {
  return Object.assign(
    new Error(
      `Cannot find module '${specifier}'. A bundle holds everything it imports except Node's built-in modules; bundle it in.`,
    ),
    { code: 'ERR_MODULE_NOT_FOUND' },
  );
}
