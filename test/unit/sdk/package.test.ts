import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const sdk = fileURLToPath(new URL('../../../sdk/', import.meta.url));
const manifest = JSON.parse(readFileSync(join(sdk, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};

/** The Node of this project, and the one that its users have (20 or newer) where the PATH has another. */
function findNodes(): [version: string, path: string][] {
  const found = new Map<string, string>();
  const candidates = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  for (const path of [process.execPath, ...candidates]) {
    const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    const version = status === 0 ? stdout.trim() : '';
    if (Number(/^v(\d+)/.exec(version)?.[1] ?? 0) >= 20 && !found.has(version)) found.set(version, path);
  }
  return [...found];
}

describe('The package, built, packed and installed elsewhere', () => {
  let app: string;
  let installed: string;

  beforeAll(() => {
    app = realpathSync(mkdtempSync(join(tmpdir(), 'hookline-package-')));
    execFileSync(process.execPath, ['--conditions=hookline-source', join(sdk, 'build/build.ts')], {
      stdio: 'inherit',
    });
    execFileSync('npm', ['pack', sdk, '--pack-destination', app, '--silent'], { cwd: app });
    const [tarball] = readdirSync(app).filter((name) => name.endsWith('.tgz'));
    installed = join(app, 'node_modules/@hookline/sdk');
    mkdirSync(installed, { recursive: true });
    execFileSync('tar', ['-xzf', join(app, tarball ?? ''), '-C', installed, '--strip-components=1']);
    // What npm would install beside it, and nothing else, so that a forgotten dependency shows.
    const resolve = createRequire(join(sdk, 'index.ts')).resolve;
    for (const name of Object.keys(manifest.dependencies)) {
      symlinkSync(packageFolder(resolve(name), name), join(app, 'node_modules', name), 'dir');
    }
    write('package.json', '{"type": "module"}');
  }, 120_000);
  afterAll(() => rmSync(app, { recursive: true, force: true }));

  const write = (name: string, text: string): string => {
    writeFileSync(join(app, name), text);
    return join(app, name);
  };

  test('holds what runs, its types and its explanation, and nothing of the source', () => {
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    expect(files).toEqual(
      expect.arrayContaining(['package.json', 'README.md', 'LICENSE', 'dist/index.js', 'dist/cli.js']),
    );
    expect(files.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))).toEqual([]);
    expect(readFileSync(join(installed, 'LICENSE'), 'utf8')).toBe(
      readFileSync(join(sdk, '../LICENSE'), 'utf8'),
    );
  });

  test.each(['node_modules/.bin/tsc', 'node_modules/.bin/tsc6'])(
    'has types that resolve without anything else (%s)',
    (tsc) => {
      const file = write(
        'types.ts',
        `import { Connection, defineHandler, fire, getFiring, type Handler, HooklineProblem, register } from '@hookline/sdk';
       const connection = new Connection('127.0.0.1:4411', 'k');
       const { id, duplicate }: { id: string; duplicate: boolean } = await fire(connection, 'lab.done', { n: 1n });
       const { state, runs } = await getFiring(connection, id);
       const finished: boolean = state === 'finished';
       // @ts-expect-error: there is no such state, so the types are not any.
       const impossible: boolean = state === 'impossible';
       const ms: (number | null)[] = runs.map((run) => run.durationMs);
       const options = { name: 'n', hook: 'h', notifyOnSuccess: null, notifyOnFailure: 'a@example.com' };
       const handler: Handler = await register(connection, options, (input: { n: bigint }, { run }) => [input.n, run.attempt]);
       const at: Date = handler.createdAt;
       // @ts-expect-error: the name is missing.
       await register(connection, { hook: 'h', notifyOnSuccess: null, notifyOnFailure: null }, { entry: './a.ts' });
       export default defineHandler(options, (input: { a: string }, { signal }) => signal.aborted || input.a);
       export const code = (error: unknown): string => (error instanceof HooklineProblem ? error.code : '');
       console.log(duplicate, finished, impossible, ms, at);`,
      );
      const { stdout, status } = spawnSync(
        join(sdk, '..', tsc),
        // What the compiler brings itself need not be checked; what the package brings is.
        [
          ...['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2022,dom'],
          ...['--skipDefaultLibCheck', file],
        ],
        { cwd: app, encoding: 'utf8' },
      );
      expect(stdout).toBe('');
      expect(status).toBe(0);
    },
  );

  describe.each(findNodes())('on Node %s', (_, node) => {
    const run = (args: string[]) =>
      spawnSync(node, args, { cwd: app, encoding: 'utf8', env: { PATH: process.env.PATH, HOME: app } });

    test('registers a function and a module, fires, and reads the answer', () => {
      write(
        'handler.ts',
        "import { basename } from 'node:path';\nexport const main = (input: { file: string }): string => basename(input.file);",
      );
      const script = write(
        'app.mjs',
        `import { createServer } from 'node:http';
         import { Connection, fire, register } from '@hookline/sdk';
         const bodies = [];
         const server = createServer(async (request, answer) => {
           const chunks = [];
           for await (const chunk of request) chunks.push(chunk);
           bodies.push(request.method + ' ' + Buffer.concat(chunks));
           const sha256 = request.url === '/v1/code' ? JSON.parse(Buffer.concat(chunks)).sha256 : '';
           const replies = {
             '/v1/code': { upload: { url: 'http://elsewhere.invalid/v1/code/' + sha256, headers: {} } },
             '/v1/handlers': { id: 3, name: 'n', hook: 'h', version: 0, notifyOnSuccess: null, notifyOnFailure: null, tags: [], createdAt: '2026-11-21T12:00:00.000Z', createdBy: 'a', updatedAt: '2026-11-21T12:00:00.000Z', updatedBy: 'a' },
             '/v1/hooks/h/firings': { id: 'f', duplicate: false },
           };
           answer.writeHead(200, { 'content-type': 'application/json' });
           answer.end(JSON.stringify(replies[request.url] ?? ''));
         });
         await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
         const connection = new Connection('127.0.0.1:' + server.address().port, 'k');
         const options = { name: 'n', hook: 'h', notifyOnSuccess: null, notifyOnFailure: null };
         const { id } = await register(connection, options, (input) => input.n);
         await register(connection, options, { entry: 'handler.ts', exportName: 'main' });
         const fired = await fire(connection, 'h', { n: 1591844350000000001n });
         server.close();
         server.closeAllConnections();
         console.log(JSON.stringify({ id, fired, bodies }));`,
      );
      const { stdout, stderr } = run([script]);
      expect(stderr).toBe('');
      const { id, fired, bodies } = JSON.parse(stdout) as { id: number; fired: object; bodies: string[] };
      expect({ id, fired }).toEqual({ id: 3, fired: { id: 'f', duplicate: false } });
      expect(bodies.filter((body) => body.startsWith('PUT ')).join()).toMatch(
        /\(input\) => input\.n[\s\S]*basename\(input\.file\)/,
      );
      expect(bodies.at(-1)).toBe('POST {"n":1591844350000000001}');
    });

    test('has the command line, with its version and errors', () => {
      const cli = join(installed, 'dist/cli.js');
      expect(run([cli, '--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
      expect(run([cli, 'hooks', 'list'])).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('There is no endpoint'),
      });
    });

    test('says that it is the client when asked to be the platform', () => {
      const { status, stderr } = run([join(installed, 'dist/cli.js'), 'start']);
      expect(status).toBe(1);
      expect(stderr).toMatch(/This package holds the client, not the platform/);
    });

    test('loads neither esbuild nor a parser only to fire', () => {
      const script = write(
        'light.mjs',
        `import { fire } from '@hookline/sdk';
         // esbuild, a program of its own, starts it by this.
         console.log(typeof fire, process.moduleLoadList.includes('NativeModule child_process'));
         await import('esbuild');
         console.log(process.moduleLoadList.includes('NativeModule child_process'));`,
      );
      expect(run([script]).stdout).toBe('function false\ntrue\n');
    });
  });
});

/** The folder of a package, from the path of its main module. */
function packageFolder(path: string, name: string): string {
  let folder = dirname(path);
  while (!folder.endsWith(join('node_modules', name))) folder = dirname(folder);
  return folder;
}
