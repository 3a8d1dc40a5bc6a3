import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EventHandler } from '@hookline/sdk';
import { describe, expect, test } from 'vitest';
import { bundleHandler } from '../../../sdk/bundle/bundle-handler.ts';
import { openFolder } from './open-folder.ts';

/** What a bundle exports when Node loads it by itself. */
async function load(bundle: Uint8Array): Promise<Record<string, (...args: unknown[]) => unknown>> {
  const folder = openFolder({ 'handler.mjs': bundle });
  // A computed specifier: the test runner shall not transform the bundle.
  const url = pathToFileURL(join(folder, 'handler.mjs')).href;
  return await import(/* @vite-ignore */ url);
}

const textOf = (bundle: Uint8Array): string => new TextDecoder().decode(bundle);

describe('A function is bundled', () => {
  const object = {
    greeting(input: { name: string }) {
      return `hello ${input.name}`;
    },
    async later(input: { name: string }) {
      return `hello ${input.name}`;
    },
    'with blanks': (input: { name: string }) => `hello ${input.name}`,
  };
  class Greeter {
    static stand(input: { name: string }) {
      return `hello ${input.name}`;
    }
    greet(input: { name: string }) {
      return `hello ${input.name}`;
    }
  }
  function declared({ name = 'nobody' }: { name?: string }) {
    return `hello ${name}`;
  }
  const functions = {
    'as an arrow function': (input: { name: string }) => `hello ${input.name}`,
    'as an async arrow function': async (input: { name: string }) => `hello ${input.name}`,
    'as a declaration': declared,
    'as a method': object.greeting,
    'as an async method': object.later,
    'as a property': object['with blanks'],
    'as a static member of a class': Greeter.stand,
    'as a member of a class': Greeter.prototype.greet,
    'with helpers inside': (input: { name: string }) => {
      const greet = (name: string) => `hello ${name}`;
      return greet(input.name);
    },
  };
  test.each(Object.entries(functions))('%s, and works elsewhere', async (_, fn) => {
    const exports = await load(await bundleHandler(fn));
    expect(Object.keys(exports)).toEqual(['default']);
    expect(await exports.default?.({ name: 'world' })).toBe('hello world');
  });

  test('with the built-in modules that it imports left outside', async () => {
    // By its text: the test runner rewrites import().
    const fn: () => unknown = Object(
      new Function("return async () => (await import('node:path')).join('a', 'b')"),
    )();
    const bundle = await bundleHandler(fn);
    expect(await (await load(bundle)).default?.()).toBe(join('a', 'b'));
  });

  test('but not with a variable of an outer scope: the error names each, and advises a module', async () => {
    const secret = 1;
    const factor = 2;
    const call = bundleHandler(() => secret * factor);
    await expect(call).rejects.toThrow(/"factor", "secret" of an outer scope.*\{entry: '\.\/handler\.ts'\}/);
    await expect(call).rejects.toMatchObject({ code: 'handler-not-self-contained', field: 'handler' });
  });

  test('but not with require, which ES modules lack: the error says what there is instead', async () => {
    const fn: () => unknown = Object(new Function("return () => require('node:fs')"))();
    await expect(bundleHandler(fn)).rejects.toThrow(/"require".*use await import/);
  });

  test('but not with an import relative to a file that is not known', async () => {
    const fn: () => unknown = Object(new Function("return () => import('./near.js')"))();
    await expect(bundleHandler(fn)).rejects.toThrow(/"\.\/near\.js", relative to a file that is not known/);
  });
});

describe('A class is bundled', () => {
  const registration = { name: 'n', hook: 'h', notifyOnSuccess: null, notifyOnFailure: null };
  class Greeter extends EventHandler<{ name: string }> {
    override readonly options = { ...{ name: 'n', hook: 'h', notifyOnSuccess: null, notifyOnFailure: null } };
    #greeting = 'hello';
    override process(input: { name: string }) {
      return `${this.#greeting} ${input.name}`;
    }
    override shouldSkip() {
      return false;
    }
  }
  const instance = async (code: Uint8Array): Promise<EventHandler> => {
    const { default: Loaded } = (await load(code)) as unknown as { default: new () => EventHandler };
    return new Loaded();
  };

  test('with the EventHandler that it extends, and works elsewhere', async () => {
    const bundle = await bundleHandler(Greeter);
    const made = await instance(bundle);
    expect(made.options).toEqual(registration);
    expect(made.process({ name: 'world' }, {} as never)).toBe('hello world');
    expect(made.shouldSkip?.({}, {} as never)).toBe(false);
    expect(bundle.byteLength).toBeLessThan(2048);
  });

  test('whatever EventHandler is called where it stands', async () => {
    const sdk = { EventHandler };
    const Other = Object(
      new Function(
        'sdk',
        'return class extends sdk.EventHandler { options = {}; process() { return super.toString() } }',
      ),
    )(sdk);
    expect(String((await instance(await bundleHandler(Other))).process({}, {} as never))).toBe(
      '[object Object]',
    );
  });

  test('without extending anything, too', async () => {
    const Plain = Object(new Function('return class { options = {}; process() { return 7 } }'))();
    expect((await instance(await bundleHandler(Plain))).process({}, {} as never)).toBe(7);
  });

  test('but not with a variable of an outer scope, or a base of its own', async () => {
    const outer = 1;
    class Uses extends EventHandler {
      override readonly options = registration;
      override process() {
        return outer;
      }
    }
    await expect(bundleHandler(Uses)).rejects.toThrow(/"outer", "registration" of an outer scope/);
    class Further extends Greeter {}
    await expect(bundleHandler(Further)).rejects.toThrow(/"Greeter" of an outer scope.*\{entry: /);
  });
});

describe('shouldSkip of a function is bundled with it', () => {
  test('and works elsewhere', async () => {
    const bundle = await bundleHandler(
      (input: { n: number }) => input.n,
      (input: { n: number }) => input.n > 1,
    );
    const { default: made } = (await load(bundle)) as unknown as {
      default: { handler(input: object): unknown; options: { shouldSkip(input: object): unknown } };
    };
    expect(made.handler({ n: 2 })).toBe(2);
    expect(made.options.shouldSkip({ n: 2 })).toBe(true);
  });

  test('but not with a variable of an outer scope', async () => {
    const outer = 1;
    const call = bundleHandler(
      () => 1,
      () => outer,
    );
    await expect(call).rejects.toMatchObject({ code: 'handler-not-self-contained', field: 'shouldSkip' });
  });
});

test('Classes keep their names in a bundle, by which errors are told apart', async () => {
  const folder = openFolder({
    'handler.ts':
      "import { Busy as Other } from './other.ts';\nclass Busy extends Error { static made = 0; static make() { Busy.made++; return new Busy(); } }\nexport default () => [Busy.make().constructor.name, Other.name];",
    'other.ts': 'export class Busy extends Error {}',
  });
  const exports = await load(await bundleHandler({ entry: join(folder, 'handler.ts') }));
  expect(await exports.default?.()).toEqual(['Busy', 'Busy']);
});

describe('A module is bundled', () => {
  test('with what it imports, TypeScript included, into one module with readable names', async () => {
    const folder = openFolder({
      'handler.ts':
        "import { greet } from './greet.ts';\nexport default (input: { name: string }) => greet(input.name);",
      'greet.ts':
        "export const greet = (name: string): string => 'hello ' + name;\nexport const unused = 'never used';",
    });
    const bundle = await bundleHandler({ entry: join(folder, 'handler.ts') });
    expect(await (await load(bundle)).default?.({ name: 'world' })).toBe('hello world');
    expect(textOf(bundle)).toContain('var greet = /* @__PURE__ */ __name((name) =>');
    expect(textOf(bundle)).not.toContain('never used');
    expect(textOf(bundle)).not.toContain('sourceMappingURL');
  });

  test('given by a file: URL', async () => {
    const folder = openFolder({ 'handler.js': 'export default () => 7;' });
    const url = pathToFileURL(join(folder, 'handler.js'));
    expect(await (await load(await bundleHandler({ entry: url }))).default?.()).toBe(7);
    expect(await bundleHandler({ entry: url.href })).toEqual(await bundleHandler({ entry: url }));
  });

  test('to the same bytes each time', async () => {
    const folder = openFolder({
      'handler.js': "import './side.js';\nexport default () => 7;",
      'side.js': 'console.log(1);',
    });
    const entry = join(folder, 'handler.js');
    expect(await bundleHandler({ entry })).toEqual(await bundleHandler({ entry }));
  });

  test('with lazily imported modules in the same file, JSON, and CommonJS that requires built-in modules', async () => {
    const folder = openFolder({
      'handler.js':
        "import data from './data.json';\nimport old from './old.cjs';\nexport default async () => [data.n, old.join('a', 'b'), (await import('./lazy.js')).x];",
      'data.json': '{"n": 1}',
      'old.cjs': "const path = require('path');\nmodule.exports = { join: path.posix.join };",
      'lazy.js': 'export const x = 2;',
    });
    const bundle = await bundleHandler({ entry: join(folder, 'handler.js') });
    expect(await (await load(bundle)).default?.()).toEqual([1, 'a/b', 2]);
  });

  test('with the export that is named', async () => {
    const folder = openFolder({ 'handler.js': 'export const main = () => 7;\nexport const other = 1;' });
    const entry = join(folder, 'handler.js');
    expect(await (await load(await bundleHandler({ entry, exportName: 'main' }))).main?.()).toBe(7);
    const missing = bundleHandler({ entry, exportName: 'mian' });
    await expect(missing).rejects.toThrow(/no export "mian". It exports "main", "other"/);
    await expect(missing).rejects.toMatchObject({ code: 'handler-not-bundled', field: 'exportName' });
    await expect(bundleHandler({ entry })).rejects.toThrow(/no export "default"/);
  });

  test('with the SDK when it imports it, without having it installed, and without what bundles handlers', async () => {
    const folder = openFolder({
      'handler.ts':
        "import { defineHandler, fire } from '@hookline/sdk';\nexport default defineHandler({ name: 'n', hook: 'h', notifyOnSuccess: null, notifyOnFailure: null }, (_input, context) => fire(context.hookline, 'next', {}));",
      'greedy.ts':
        "import * as sdk from '@hookline/sdk';\nexport default (input: never) => sdk.register(input, input, () => 1);",
      'plain.ts':
        "import { defineHandler } from '@hookline/sdk';\nexport default defineHandler({ name: 'n', hook: 'h', notifyOnSuccess: null, notifyOnFailure: null }, () => 1);",
    });
    const bundle = await bundleHandler({ entry: join(folder, 'handler.ts') });
    expect((await load(bundle)).default).toMatchObject({
      options: { name: 'n' },
      handler: expect.any(Function),
    });
    expect(bundle.byteLength).toBeLessThan(64 * 1024);
    const greedy = await bundleHandler({ entry: join(folder, 'greedy.ts') });
    expect(greedy.byteLength).toBeLessThan(64 * 1024);
    const connection = { endpoint: 'a:1', apiKey: 'k' };
    await expect((await load(greedy)).default?.(connection)).rejects.toThrow(
      /cannot be called inside a handler/,
    );
    expect((await bundleHandler({ entry: join(folder, 'plain.ts') })).byteLength).toBeLessThan(1024);
  });

  const refused: Readonly<Record<string, { files: Record<string, string>; message: RegExp }>> = {
    'that does not exist': { files: {}, message: /There is no file .*handler\.ts/ },
    'with a syntax error, by its line': {
      files: { 'handler.ts': 'export default () => {\n  return ];\n};' },
      message: /handler\.ts:2:9: Unexpected "\]"/,
    },
    'that imports what is not there': {
      files: { 'handler.ts': "import './gone.ts';\nexport default () => 1;" },
      message: /handler\.ts:1:7: Could not resolve "\.\/gone\.ts"/,
    },
    'with a native addon, by its file': {
      files: {
        'handler.ts': "import './wrap.cjs';\nexport default () => 1;",
        'wrap.cjs': "module.exports = require('./build/fast.node');",
        'build/fast.node': 'ELF',
      },
      message: /\.\/build\/fast\.node, imported by .*wrap\.cjs, is a native addon/,
    },
  };
  test.each(Object.entries(refused))('but not one %s', async (_, { files, message }) => {
    const call = bundleHandler({ entry: join(openFolder(files), 'handler.ts') });
    await expect(call).rejects.toThrow(message);
    await expect(call).rejects.toMatchObject({ code: 'handler-not-bundled', retryable: false });
  });
});
