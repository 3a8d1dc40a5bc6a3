import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildHarness } from '../../../adapters/process-runner/build-harness.ts';
import { openProcessRunner } from '../../../adapters/process-runner/runner.ts';
import type { CodeStore } from '../../../core/ports/code-store.ts';
import { type Runner, RunnerLost } from '../../../core/ports/runner.ts';
import { type Ask, asking, failed, memoryCodeStore, succeeded, type Wish } from './ask.ts';
import { isRunning } from './is-running.ts';

const pid = 'export default () => process.pid';

describe('the processes of the process runner', () => {
  let directory: string;
  let harnessPath: string;
  let stateDirectory: string;
  const opened: Runner[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'hookline-processes-'));
    harnessPath = await buildHarness(directory);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((runner) => runner.close()));
  });
  afterAll(() => rm(directory, { recursive: true }));

  async function open(maxProcesses: number): Promise<{ runner: Runner; ask: Ask; pidOf: PidOf }> {
    stateDirectory = await mkdtemp(join(directory, 'state-'));
    const code = memoryCodeStore();
    const runner = openProcessRunner({ code, harnessPath, stateDirectory, maxProcesses, memoryLimitMiB: 64 });
    opened.push(runner);
    const ask = asking(runner, code);
    const pidOf: PidOf = async (source, wish) => Number(succeeded(await ask(source, wish)).result);
    return { runner, ask, pidOf };
  }
  type PidOf = (source: string, wish?: Wish) => Promise<number>;

  describe('belong to one tenant', () => {
    it('and never to another, however few there are', async () => {
      const { pidOf } = await open(1);
      const pids = new Map<number, string>();
      for (const tenantId of ['ada', 'bob', 'ada', 'eve', 'bob']) {
        const used = await pidOf(pid, { tenantId });
        expect(pids.get(used) ?? tenantId).toBe(tenantId);
        pids.set(used, tenantId);
      }
      expect(pids.size).toBe(5);
    });

    it('and stay warm for its next run, with what they have loaded', async () => {
      const { ask, pidOf } = await open(2);
      const source = 'let runs = 0; export default () => ++runs';
      const first = await pidOf(pid);
      expect(succeeded(await ask(source)).result).toBe('1');
      expect(succeeded(await ask(source)).result).toBe('2');
      expect(await pidOf(pid)).toBe(first);
    });

    it('and stay warm after an error that was thrown', async () => {
      const { ask, pidOf } = await open(2);
      const first = await pidOf(pid);
      failed(await ask('export default () => { throw new Error("x") }'));
      expect(await pidOf(pid)).toBe(first);
    });
  });

  describe('are replaced', () => {
    it.each([
      ['a timer that goes on', 'setInterval(() => console.log("haunted"), 1)'],
      ['a server that listens', 'process.getBuiltinModule("net").createServer().listen(0)'],
    ])('when a run leaves %s', async (_what, leaves) => {
      const { pidOf, ask } = await open(2);
      const first = await pidOf(`export default () => { ${leaves}; return process.pid }`);
      expect(await pidOf(pid)).not.toBe(first);
      expect((await ask('export default () => {}')).output).toBe('');
    });

    it('when a run fails out of turn', async () => {
      const { ask, pidOf } = await open(2);
      const first = await pidOf(pid);
      failed(await ask('export default () => { Promise.reject(new Error("x")) }'));
      expect(await pidOf(pid)).not.toBe(first);
    });

    it('when their code could not be loaded, so that another attempt may do better', async () => {
      const { ask, pidOf } = await open(2);
      const first = await pidOf(pid);
      failed(await ask('throw new Error("not today")'));
      expect(await pidOf(pid)).not.toBe(first);
    });

    it('when they have loaded many bundles, which stay in memory', async () => {
      const { pidOf } = await open(1);
      const pids = new Set<number>();
      for (let version = 1; version <= 40; version++) pids.add(await pidOf(`${pid} // ${version}`));
      expect(pids.size).toBe(2);
    });

    it('but not when a run closes what it opened', async () => {
      const server = createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as { port: number };
      const { pidOf } = await open(2);
      const source = `import net from 'node:net';
        export default ({ port }) => new Promise((done) => net.connect(port, '127.0.0.1').resume().on('close', () => done(process.pid)))`;
      const first = await pidOf(source, { payload: JSON.stringify({ port }) });
      expect(await pidOf(pid)).toBe(first);
      server.close();
    });
  });

  describe('are shared fairly', () => {
    const slow = 'export default () => new Promise((done) => setTimeout(done, 25))';

    it('first come, first served within a tenant', async () => {
      const { ask } = await open(1);
      const order: number[] = [];
      await Promise.all([1, 2, 3, 4, 5].map((n) => ask('export default () => {}').then(() => order.push(n))));
      expect(order).toEqual([1, 2, 3, 4, 5]);
    });

    it('a tenant does not wait for all runs of another', async () => {
      const { ask } = await open(1);
      const order: string[] = [];
      const many = Array.from({ length: 40 }, () =>
        ask(slow, { tenantId: 'ada' }).then(() => order.push('ada')),
      );
      await many[0];
      await ask(slow, { tenantId: 'bob' }).then(() => order.push('bob'));
      await Promise.all(many);
      expect(order.indexOf('bob')).toBeLessThan(20);
    });

    it('tenants that all have more to do than there are processes are served in turn', async () => {
      const { ask } = await open(2);
      const tenants = ['ada', 'bob', 'eve', 'kim'];
      const order: string[] = [];
      await Promise.all(
        tenants.flatMap((tenantId) =>
          Array.from({ length: 8 }, () => ask(slow, { tenantId }).then(() => order.push(tenantId))),
        ),
      );
      // Every tenant has had a run before any tenant has had its last.
      const firsts = tenants.map((tenantId) => order.indexOf(tenantId));
      const lasts = tenants.map((tenantId) => order.lastIndexOf(tenantId));
      expect(Math.max(...firsts)).toBeLessThan(Math.min(...lasts));
    });

    it('a tenant with one run does not wait for the 10,000 of another', async () => {
      const { ask } = await open(2);
      const cancel = new AbortController();
      let before = 0;
      const many = Array.from({ length: 10_000 }, () =>
        ask('export default () => {}', { tenantId: 'ada', signal: cancel.signal }).then(() => before++),
      );
      await many[0];
      await ask('export default () => {}', { tenantId: 'bob' });
      expect(before).toBeLessThan(1000);
      cancel.abort();
      await Promise.all(many);
    });

    it('a run that wants another executor does not wait for those of its tenant that came later', async () => {
      const { ask } = await open(1);
      const order: string[] = [];
      const usual = (count: number): Promise<number>[] =>
        Array.from({ length: count }, () => ask(slow).then(() => order.push('usual')));
      const earlier = usual(10);
      const other = ask(slow, { executor: { namePrefix: 'other' } }).then(() => order.push('other'));
      await Promise.all([...earlier, other, ...usual(40)]);
      expect(order.indexOf('other')).toBeGreaterThanOrEqual(9);
      expect(order.indexOf('other')).toBeLessThan(30);
    });

    it('a tenant alone has all of them', async () => {
      const { pidOf } = await open(3);
      const source = 'export default () => new Promise((done) => setTimeout(done, 300, process.pid))';
      const pids = await Promise.all([1, 2, 3, 4, 5, 6].map(() => pidOf(source)));
      expect(new Set(pids).size).toBe(3);
    });
  });

  describe('may be lost', () => {
    it('killed from outside: the run is rejected with RunnerLost, and others go on', async () => {
      const { ask, pidOf } = await open(2);
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as { port: number };
      const source = `import net from 'node:net';
        export default ({ port }) => new Promise(() => net.connect(port, '127.0.0.1').write(String(process.pid)))`;
      const lost = ask(source, { payload: JSON.stringify({ port }) });
      const other = ask('export default () => new Promise((done) => setTimeout(done, 300, "fine"))');
      const [socket] = await once(server, 'connection');
      const [said] = await once(socket, 'data');
      process.kill(Number(said), 'SIGKILL');
      await expect(lost).rejects.toBeInstanceOf(RunnerLost);
      expect(succeeded(await other).result).toBe('fine');
      expect(await pidOf(pid)).toBeGreaterThan(0);
      server.close();
    });

    it('idle ones too: the next run gets another', async () => {
      const { pidOf } = await open(1);
      const first = await pidOf(pid);
      process.kill(first, 'SIGKILL');
      await vi.waitFor(() => expect(isRunning(first)).toBe(false), { interval: 5 });
      await vi.waitFor(async () =>
        expect(await readdir(join(stateDirectory, 'pids'))).not.toContain(`${first}`),
      );
      expect(await pidOf(pid)).not.toBe(first);
    });

    it('but not by the signals of a terminal or of a service manager', async () => {
      const { pidOf } = await open(1);
      const source = `export default async () => {
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.kill(process.pid, signal);
        await new Promise((done) => setTimeout(done, 20));
        return process.pid;
      }`;
      const first = await pidOf(source);
      expect(await pidOf(pid)).toBe(first);
    });

    it('before they are up: the run is rejected with what the process said', async () => {
      const code = memoryCodeStore();
      const runner = openProcessRunner({
        code,
        harnessPath: join(directory, 'missing.mjs'),
        stateDirectory: await mkdtemp(join(directory, 'state-')),
      });
      opened.push(runner);
      const run = asking(runner, code)(pid);
      await expect(run).rejects.toBeInstanceOf(RunnerLost);
      await expect(run).rejects.toThrow(/missing\.mjs/);
    });

    it('or not be had at all: each run is rejected, and later ones go on', async () => {
      const { execPath } = process;
      process.execPath = join(directory, 'no-node');
      try {
        const { ask } = await open(1);
        await expect(ask(pid)).rejects.toBeInstanceOf(RunnerLost);
        await expect(ask(pid)).rejects.toBeInstanceOf(RunnerLost);
        process.execPath = execPath;
        expect((await ask(pid)).ok).toBe(true);
      } finally {
        process.execPath = execPath;
      }
    });

    it('a bundle that cannot be fetched is no fault of the code: the run is rejected', async () => {
      const code: CodeStore = {
        ...memoryCodeStore(),
        get: () => Promise.reject(new Error('The store is away.')),
      };
      const runner = openProcessRunner({
        code,
        harnessPath,
        stateDirectory: await mkdtemp(join(directory, 'state-')),
      });
      opened.push(runner);
      await expect(asking(runner, code)(pid)).rejects.toThrow('The store is away.');
    });
  });

  describe('end', () => {
    it('when the runner is closed, with the runs that go on and those that wait', async () => {
      const { runner, ask, pidOf } = await open(1);
      const first = await pidOf(pid);
      const going = ask('export default () => new Promise((done) => setTimeout(done, 60_000))');
      const waiting = ask(pid);
      const settled = Promise.allSettled([going, waiting]);
      await runner.close();
      for (const outcome of await settled) {
        expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(RunnerLost) });
      }
      expect(isRunning(first)).toBe(false);
      expect(await readdir(join(stateDirectory, 'pids'))).toEqual([]);
      await expect(ask(pid)).rejects.toBeInstanceOf(RunnerLost);
    });

    it('with a killed platform: idle ones by themselves, busy ones when it starts again', async () => {
      const state = await mkdtemp(join(directory, 'state-'));
      const script = fileURLToPath(new URL('orphaning-host.ts', import.meta.url));
      const host = spawn(process.execPath, [script, harnessPath, state], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [said] = await once(host.stdout.setEncoding('utf8'), 'data');
      const [idle, busy] = String(said).trim().split(' ').map(Number) as [number, number];
      expect([idle, busy].map(isRunning)).toEqual([true, true]);

      host.kill('SIGKILL');
      await vi.waitFor(() => expect(isRunning(idle)).toBe(false), { timeout: 5000, interval: 5 });
      expect(isRunning(busy)).toBe(true);
      // A pid that belongs to something else by now: ours.
      await writeFile(
        join(state, 'pids', String(process.pid)),
        await readFile(join(state, 'pids', `${busy}`)),
      );

      opened.push(openProcessRunner({ code: memoryCodeStore(), harnessPath, stateDirectory: state }));
      await vi.waitFor(() => expect(isRunning(busy)).toBe(false), { timeout: 5000, interval: 5 });
    });
  });

  describe('report their outcome on a channel that code cannot forge', () => {
    /** A reply as the harness makes it, but with another secret. */
    const reply = `Buffer.concat([Buffer.alloc(32, 7), Buffer.from([1, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('forged')])`;
    it.each([
      ['a few bytes', `fs.writeSync(3, 'ok'); await 1; return 'honest'`],
      ['many bytes', `fs.writeSync(3, 'x'.repeat(100_000)); return 'honest'`],
      ['a reply with another secret', `fs.writeSync(3, ${reply}); return 'honest'`],
      ['a reply, and waits', `fs.writeSync(3, ${reply}); await new Promise((r) => setTimeout(r, 9000))`],
      ['by a socket', `new net.Socket({ fd: 3 }).write(${reply}); return 'honest'`],
      ['nothing, but closes it', `fs.closeSync(3); return 'honest'`],
      ['nothing, but closes it and waits', `fs.closeSync(3); await new Promise((r) => setTimeout(r, 9000))`],
    ])('code that writes %s violates it', async (_what, body) => {
      const { ask, pidOf } = await open(1);
      const source = `import fs from 'node:fs'; import net from 'node:net'; export default async () => { ${body} }`;
      expect(failed(await ask(source)).error.name).toBe('ProtocolViolated');
      expect(await pidOf(pid)).toBeGreaterThan(0);
    });

    it('code that watches every function and getter of the language and of Node never sees the secret', async () => {
      const { ask } = await open(1);
      const outcomes = [];
      for (let run = 1; run <= 3; run++) outcomes.push(succeeded(await ask(spy)));
      // The spy is alive: it has seen its own buffer, and lived in one process.
      expect(outcomes.map(({ output }) => output)).toEqual(['', 'spying\n', 'spying\n']);
      expect(outcomes.map(({ result }) => result)).toEqual(['honest', 'honest', 'honest']);
    });

    it('patched globals change what code says of itself at most', async () => {
      const { ask } = await open(1);
      const source = `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module';
        export default () => {
          JSON.stringify = JSON.parse = fs.writeSync = fs.readSync = Reflect.apply = () => { throw new Error('mine') };
          Promise.prototype.then = Function.prototype.call = Array.prototype.push = () => { throw new Error('mine') };
          Object.prototype.toJSON = () => 'mine';
          Object.defineProperty(Object.prototype, '0', { set() { throw new Error('mine') } });
          setImmediate = globalThis.TextEncoder = globalThis.Uint8Array = undefined;
          syncBuiltinESMExports();
          return { honest: [1, 2, 3n] };
        }`;
      const outcome = await ask(source);
      expect(outcome.ok ? outcome.result : outcome.error.name).toMatch(
        /^("mine"|\{"honest":\[1,2,3\]\}|ResultNotSerializable)$/,
      );
      expect(succeeded(await ask('export default () => "after"', { tenantId: 'bob' })).result).toBe('after');
    });
  });
});

/**
 * From its first run on it wraps every method and getter it can reach and notes each array of bytes that passes as
 * `this` or as an argument. One that holds a whole reply would have the secret in front; it forges one with it.
 */
const spy = `
  import fs from 'node:fs';
  import module from 'node:module';
  import { StringDecoder } from 'node:string_decoder';
  const { writeSync } = fs;
  const { apply, ownKeys, getOwnPropertyDescriptor, defineProperty, getPrototypeOf } = Reflect;
  const { isView } = ArrayBuffer;
  const seen = [];
  const own = Buffer.from('my own buffer, for control');
  let watching = false;
  function note(value) {
    if (isView(value)) seen[seen.length] = value;
  }
  function wrap(original) {
    return function (...args) {
      if (!watching) return new.target ? Reflect.construct(original, args) : apply(original, this, args);
      watching = false;
      try {
        note(this);
        for (let i = 0; i < args.length; i++) {
          note(args[i]);
          if (typeof args[i] === 'object' && args[i] !== null) for (let j = 0; j < 3; j++) note(args[i][j]);
        }
      } finally {
        watching = true;
      }
      return apply(original, this, args);
    };
  }
  function spyOn(owner) {
    for (const key of ownKeys(owner)) {
      const property = getOwnPropertyDescriptor(owner, key);
      if (!property.configurable || key === 'constructor' || key === 'prototype') continue;
      if (typeof property.value === 'function' && !/^[A-Z]/.test(String(key))) property.value = wrap(property.value);
      else if (property.get) property.get = wrap(property.get);
      else continue;
      defineProperty(owner, key, property);
    }
  }
  function start() {
    const typed = getPrototypeOf(Uint8Array.prototype);
    for (const owner of [
      fs, Buffer, Buffer.prototype, typed, getPrototypeOf(Uint8Array), Uint8Array.prototype, ArrayBuffer.prototype, ArrayBuffer,
      DataView.prototype, TextEncoder.prototype, TextDecoder.prototype, StringDecoder.prototype,
      Array.prototype, String.prototype, Object, Reflect, JSON, Math, Number, Function.prototype,
      Promise, Promise.prototype, Map.prototype, Set.prototype, WeakSet.prototype, RegExp.prototype, process, Object.prototype,
    ]) {
      spyOn(owner);
    }
    for (const key of ['byteLength', 'length', 'buffer', '0', '1', '2', '32']) {
      if (!(key in Object.prototype)) {
        defineProperty(Object.prototype, key, {
          configurable: true,
          get() { if (watching) note(this); return undefined; },
          set(value) { if (watching) { note(this); note(value); } defineProperty(this, key, { value, writable: true, configurable: true, enumerable: true }); },
        });
      }
    }
    module.syncBuiltinESMExports();
    watching = true;
    fs.fstatSync(1);
    own.toString();
  }
  let runs = 0;
  export default () => {
    if (++runs === 1) {
      start();
      return 'honest';
    }
    watching = false;
    let alive = false;
    for (let i = 0; i < seen.length; i++) {
      const view = seen[i];
      if (view === own) alive = true;
      const bytes = [];
      for (let j = 0; j < 56; j++) bytes[j] = view[j];
      // 'honest' behind a header of 50 bytes: a reply, and the secret in front of it.
      if (bytes[50] === 104 && bytes[51] === 111 && bytes[55] === 116) {
        const forged = 'forged';
        for (let j = 0; j < 6; j++) bytes[50 + j] = forged.charCodeAt(j);
        writeSync(3, new Uint8Array(bytes));
      }
    }
    if (alive) writeSync(1, 'spying\\n');
    watching = true;
    return 'honest';
  };
`;
