import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Runner, RunRequest } from '../../../core/ports/runner.ts';
import { type Ask, asking, failed, memoryCodeStore, type OpenRunner, succeeded } from './ask.ts';

/** Each tries one thing that a handler may not do. It returns what it got, if it got it. */
const attempts: Record<string, Record<string, string>> = {
  'reads files': {
    readFileSync: `fs.readFileSync('/etc/passwd', 'utf8')`,
    'fs.promises': `await fs.promises.readFile('/etc/passwd')`,
    'a stream': `await new Promise((ok, no) => fs.createReadStream('/etc/passwd').on('data', ok).on('error', no))`,
    'a folder': `fs.readdirSync('/')`,
    stat: `fs.statSync('/etc/passwd')`,
    'a symbolic link': `fs.readlinkSync('/proc/self/exe')`,
    'the harness': `fs.readFileSync(process.argv[1])`,
    'a glob': `fs.globSync('/etc/*')[0].length`,
    watch: `fs.watch('/etc')`,
    import: `await import('file:///etc/passwd')`,
    'import of JSON': `await import('file:///etc/os-release', { with: { type: 'json' } })`,
    require: `createRequire('/x.js')('/etc/passwd')`,
    'which files exist, by require.resolve': `createRequire('/x.js').resolve('/etc/passwd')`,
    'which files exist, by Module._findPath': `module._findPath('/etc/passwd', ['/'])`,
    'which files exist, by Module._resolveFilename': `module._resolveFilename('/etc/passwd')`,
    'which files exist, by Module._stat': `module._stat('/etc/passwd')`,
    'which files exist, by findPackageJSON': `module.findPackageJSON('..', 'file:///etc/x.js')`,
    'Module._extensions': `module._extensions['.js']({ _compile: (text) => { throw text } }, '/etc/passwd') ?? 'read'`,
    'Module._load': `module._load('/etc/passwd')`,
    loadEnvFile: `process.loadEnvFile('/etc/environment') ?? 'read'`,
    'which files exist, by realpathSync': `fs.realpathSync('/etc/passwd')`,
    'where links lead, by realpathSync.native': `fs.realpathSync.native('/proc/self/exe')`,
    watchFile: `await new Promise((ok) => fs.watchFile('/etc/passwd', { interval: 5 }, ok))`,
    'a blob': `await (await fs.openAsBlob('/etc/passwd')).text()`,
    'an open file again': `fs.readFileSync('/proc/self/fd/0')`,
    'an OpenSSL engine for a certificate': `process.getBuiltinModule('tls').createSecureContext({ clientCertEngine: '/tmp/x.so' }) ?? 'loaded'`,
    'an OpenSSL engine': `process.getBuiltinModule('crypto').setEngine('/tmp/x.so') ?? 'loaded'`,
  },
  'writes files': {
    writeFileSync: `fs.writeFileSync('/tmp/hookline-probe', 'x') ?? 'written'`,
    'the mode of an open file': `fs.fchmodSync(0, 0o600) ?? 'changed'`,
    'the owner of an open file': `fs.fchownSync(0, 0, 0) ?? 'changed'`,
    'a link': `fs.symlinkSync('/etc/passwd', '/tmp/hookline-probe') ?? 'linked'`,
    mkdtemp: `fs.mkdtempSync('/tmp/hookline-')`,
    'node:sqlite': `(await import('node:sqlite')).DatabaseSync`,
    'node:sqlite by getBuiltinModule': `process.getBuiltinModule('node:sqlite').DatabaseSync`,
    'a heap snapshot': `v8.writeHeapSnapshot('/tmp/hookline-probe')`,
    'a heap snapshot at the limit': `v8.setHeapSnapshotNearHeapLimit(1) ?? 'set'`,
    'a report': `process.report.writeReport('/tmp/hookline-probe')`,
    'trace events': `process.getBuiltinModule('trace_events').createTracing({ categories: ['node'] }).enable() ?? 'on'`,
    'a compile cache': `module.enableCompileCache('/tmp/hookline-probe').directory.length`,
  },
  'starts something': {
    spawn: `process.getBuiltinModule('child_process').spawn('true').pid`,
    spawnSync: `process.getBuiltinModule('child_process').spawnSync('true').pid`,
    exec: `process.getBuiltinModule('child_process').execSync('id')`,
    fork: `process.getBuiltinModule('child_process').fork('/x.js').pid`,
    execve: `process.execve('/bin/true', ['true'], {})`,
    'a worker': `new (process.getBuiltinModule('worker_threads').Worker)('1', { eval: true }).threadId`,
    'a cluster': `process.getBuiltinModule('cluster').fork().id`,
    'a loader thread': `module.register('data:text/javascript,') ?? 'registered'`,
    'a native addon': `process.dlopen({ exports: {} }, '/x.node') ?? 'loaded'`,
    WASI: `new (process.getBuiltinModule('wasi').WASI)({ version: 'preview1', preopens: { '/': '/' } })`,
    'process.binding': `process.binding('spawn_sync')`,
    'process._linkedBinding': `process._linkedBinding('spawn_sync')`,
    'the inspector': `process.getBuiltinModule('inspector').open(0)`,
    'an inspector session': `new (process.getBuiltinModule('inspector').Session)().connect() ?? 'connected'`,
    'the test runner': `await new Promise((ok, no) => process.getBuiltinModule('node:test').run({ files: ['/x.js'] }).on('test:pass', ok).on('test:fail', ({ details }) => no(details.error)).on('error', no))`,
  },
  'acts on another process': {
    'a signal to its parent': `process.kill(process.ppid, 'SIGTERM')`,
    'a probe of its parent': `process.kill(process.ppid, 0)`,
    'a signal to process 1': `process.kill(1, 0)`,
    'a signal to its group': `process.kill(0, 'SIGTERM')`,
    'a signal to its group by number': `process.kill(-process.pid, 0)`,
    'a signal to all': `process.kill(-1, 0)`,
    'a signal to text': `process.kill(String(process.ppid), 0)`,
    'process._kill': `process._kill(process.ppid, 0)`,
    'process._kill of text': `process._kill(String(process.ppid), 0)`,
    'a named import': `kill(process.ppid, 0)`,
    'process._debugProcess': `process._debugProcess(process.ppid) ?? 'signalled'`,
    'a priority': `os.setPriority(process.ppid, 19) ?? 'set'`,
    'a priority by a named import': `setPriority(process.ppid, 19) ?? 'set'`,
    "another's priority": `os.getPriority(process.ppid)`,
    setuid: `process.setuid(process.getuid()) ?? 'set'`,
    setgroups: `process.setgroups([]) ?? 'set'`,
    chdir: `process.chdir('/tmp') ?? 'moved'`,
    'its title': `(process.title = 'something else')`,
  },
  'looks into the engine': {
    flags: `v8.setFlagsFromString('--allow-natives-syntax') ?? 'set'`,
    'flags by a named import': `setFlagsFromString('--allow-natives-syntax') ?? 'set'`,
    'a heap snapshot': `v8.getHeapSnapshot().read()`,
    objects: `v8.queryObjects(Uint8Array, { format: 'summary' })`,
  },
  'uses UNIX sockets': {
    connect: `await new Promise((ok, no) => net.connect('/var/run/docker.sock').on('connect', () => ok('connected')).on('error', no))`,
    listen: `await new Promise((ok, no) => net.createServer().listen('/tmp/hookline-probe.sock', () => ok('listens')).on('error', no))`,
    'an abstract address': `await new Promise((ok, no) => net.createServer().listen('\\0hookline', () => ok('listens')).on('error', no))`,
    http: `await new Promise((ok, no) => process.getBuiltinModule('http').get({ socketPath: '/var/run/docker.sock' }, () => ok('connected')).on('error', no))`,
    'a handle of its own': `(() => {
      const Pipe = new net.Socket({ fd: 1 })._handle.constructor;
      return new Pipe(0).bind('/tmp/hookline-probe.sock');
    })()`,
  },
};

/** What each source begins with, so that an attempt is one expression. */
const imports = `import fs from 'node:fs'; import module, { createRequire } from 'node:module'; import net from 'node:net';
  import os, { setPriority } from 'node:os'; import v8, { setFlagsFromString } from 'node:v8'; import { kill } from 'node:process';`;

/** Refusals of Node, of the harness, and of JavaScript about what is not there at all. */
const REFUSED =
  /Access to this API|ERR_ACCESS_DENIED|process\.binding|closed to handlers|own process|Cannot find module|Cannot read properties of undefined|No such built-in|API is disabled|requires full fs|unsupported|only a getter|disabled|Cannot load|not supported in workers|unavailable|_debugProcess is not a function/i;

/** What code may not do, and cannot learn: the same for every implementation of the port. */
export function describeIsolation(
  open: OpenRunner,
  executor: NonNullable<RunRequest['executor']> = {},
): void {
  const isThread = executor.kind === 'thread';
  let runner: Runner;
  let ask: Ask;
  beforeAll(async () => {
    const code = memoryCodeStore();
    runner = await open(code);
    ask = asking(runner, code, { executor });
  });
  afterAll(() => runner.close());

  for (const [what, ways] of Object.entries(attempts)) {
    describe(`a handler that ${what} gets nothing`, () => {
      it.each(Object.entries(ways))('%s', async (_way, attempt) => {
        const outcome = failed(await ask(`${imports}\nexport default async () => String(${attempt})`));
        expect(`${outcome.error.name}: ${outcome.error.message}`).toMatch(REFUSED);
      });
    });
  }

  it('a handler sees no environment, and no folder of the platform', async () => {
    const source = `export default () => ({ env: process.env, keys: Reflect.ownKeys(process.env), cwd: process.cwd() })`;
    expect(JSON.parse(succeeded(await ask(source)).result)).toEqual({ env: {}, keys: [], cwd: '/' });
  });

  it.runIf(!isThread)('a handler may signal itself', async () => {
    const source = `export default () => process.kill(process.pid, 0)`;
    expect(succeeded(await ask(source)).result).toBe('true');
  });

  it('a handler may use the network, which Node 24 cannot close', async () => {
    const server = createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const source = `import net from 'node:net';
      export default ({ port }) => new Promise((ok, no) => net.connect(port, '127.0.0.1').setEncoding('utf8').on('data', ok).on('error', no))`;
    expect(succeeded(await ask(source, { payload: JSON.stringify({ port }) })).result).toBe('hello');
    server.close();
  });

  it('the code of one tenant leaves nothing for another to find', async () => {
    const source = `export default ({ plant }) => {
      const found = globalThis.planted ?? 'nothing';
      globalThis.planted = plant;
      return found;
    }`;
    const tenants = ['ada', 'bob', 'eve', 'ada', 'bob', 'eve'];
    for (const tenantId of tenants) {
      const { result } = succeeded(
        await ask(source, { tenantId, payload: JSON.stringify({ plant: tenantId }) }),
      );
      expect(['nothing', tenantId]).toContain(result);
    }
  });

  it('a handler harmed by its own doing harms no other that runs at the same time', async () => {
    const harmful = [
      'export default () => { for (;;); }',
      'export default () => process.exit(1)',
      'export default () => { for (;;) console.log("flood") }',
      // Threads share their process's memory: see threads.test.ts.
      ...(isThread ? [] : ['export default () => { const kept = []; for (;;) kept.push({}) }']),
    ];
    const source = `export default () => new Promise((done) => setTimeout(done, 1200, 'unharmed'))`;
    const [first, second, ...failures] = await Promise.all([
      ask(source, { tenantId: 'ada' }),
      ask(source),
      ...harmful.map((code) => ask(code, code.includes('for (;;);') ? { timeoutSeconds: 1 } : {})),
    ]);
    expect([first, second].map((outcome) => succeeded(outcome!).result)).toEqual(['unharmed', 'unharmed']);
    expect(failures.map((outcome) => failed(outcome).error.name)).toEqual([
      'TimeLimitExceeded',
      'ProcessExited',
      'OutputLimitExceeded',
      ...(isThread ? [] : ['OutOfMemory']),
    ]);
  });
}
