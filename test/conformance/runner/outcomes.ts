import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../../core/contract/limits.ts';
import type { Runner, RunRequest } from '../../../core/ports/runner.ts';
import { type Ask, asking, failed, memoryCodeStore, type OpenRunner, succeeded } from './ask.ts';

/** How runs end, and what is kept of them: the same for every implementation of the port. */
export function describeOutcomes(open: OpenRunner, executor: NonNullable<RunRequest['executor']> = {}): void {
  const isThread = executor.kind === 'thread';
  let runner: Runner;
  let ask: Ask;
  beforeAll(async () => {
    const code = memoryCodeStore();
    runner = await open(code);
    ask = asking(runner, code, { executor });
  });
  afterAll(() => runner.close());

  describe('what a handler gets', () => {
    it('the payload as its input, and a frozen context', async () => {
      const source = `export default (input, context) => ({
        input,
        run: context.run,
        hookline: context.hookline,
        signal: context.signal instanceof AbortSignal && !context.signal.aborted,
        frozen: [context, context.run, context.run.tags, context.hookline].every(Object.isFrozen),
      })`;
      const { result, resultType } = succeeded(
        await ask(source, { payload: '{"RequestID":"é✓","n":[1,2.5,null]}', attempt: 3 }),
      );
      expect(resultType).toBe('json');
      expect(JSON.parse(result)).toEqual({
        input: { RequestID: 'é✓', n: [1, 2.5, null] },
        run: {
          id: 'firing-1-7',
          attempt: 3,
          firingId: 'firing-1',
          hook: 'ctingress.on_complete',
          tags: ['pmu'],
        },
        hookline: { endpoint: 'http://127.0.0.1:4411', apiKey: 'run-key' },
        signal: true,
        frozen: true,
      });
    });

    it('integers beyond 2^53 as BigInt, and gives them back to the last digit', async () => {
      const payload =
        '{"StartNs":1591844350000000001,"neg":-9007199254740993,"safe":9007199254740991,"float":1e20,"text":"1591844350000000001"}';
      const source = `export default (i) => ({ types: Object.values(i).map((v) => typeof v), next: i.StartNs + 1n, i })`;
      const { result } = succeeded(await ask(source, { payload }));
      expect(result).toBe(
        '{"types":["bigint","bigint","number","number","string"],"next":1591844350000000002,' +
          '"i":{"StartNs":1591844350000000001,"neg":-9007199254740993,"safe":9007199254740991,"float":100000000000000000000,"text":"1591844350000000001"}}',
      );
    });

    it('the payload whole, at its limit of 1 MiB', async () => {
      const text = 'x'.repeat(limits.payloadBytes - '{"t":""}'.length);
      const payload = `{"t":"${text}"}`;
      expect(Buffer.byteLength(payload)).toBe(limits.payloadBytes);
      expect(succeeded(await ask('export default (i) => i.t.length', { payload })).result).toBe(
        `${text.length}`,
      );
    });

    it("Node's built-in modules, imported in each way", async () => {
      const source = `import { createHash } from 'node:crypto';
        import path from 'path';
        import { createRequire } from 'node:module';
        export default async () => [
          createHash('sha256').update('').digest('hex').length,
          path.join('a', 'b'),
          typeof (await import('node:zlib')).gzipSync,
          typeof createRequire('/x.js')('node:util').inspect,
          typeof process.getBuiltinModule('fs').readFileSync,
        ]`;
      expect(JSON.parse(succeeded(await ask(source)).result)).toEqual([
        64,
        'a/b',
        'function',
        'function',
        'function',
      ]);
    });
  });

  it("lets all of Node's built-in modules be imported, though they may do little", async () => {
    const absent = isThread ? ['node:sqlite', 'trace_events'] : ['node:sqlite'];
    const source = `import { builtinModules } from 'node:module';
      export default async ({ absent }) => {
        for (const name of builtinModules.filter((name) => !absent.includes(name))) await import(name);
        return (await import('node:worker_threads')).isMainThread;
      }`;
    const payload = JSON.stringify({ absent });
    expect(succeeded(await ask(source, { payload })).result).toBe(`${!isThread}`);
  });

  describe('the handler is', () => {
    it('a named export', async () => {
      const source = 'export const onComplete = () => "named"; export default () => "default"';
      expect(succeeded(await ask(source, { exportName: 'onComplete' })).result).toBe('named');
    });

    it('the handler of an object, as defineHandler makes it', async () => {
      const source = 'export default { options: { name: "n" }, handler: async () => "defined" }';
      expect(succeeded(await ask(source)).result).toBe('defined');
    });

    it.each([
      ['no such export', 'export const other = 1'],
      ['text', 'export default "text"'],
      ['null', 'export default null'],
      ['an object without one', 'export default { handler: 1 }'],
    ])('not found in %s', async (_what, source) => {
      const { error } = failed(await ask(source));
      expect(error.name).toBe('HandlerNotFound');
      expect(error.message).toContain("'default'");
    });

    it.each([
      ['does not parse', 'export default () => {', /SyntaxError/],
      ['throws while it is loaded', 'throw new RangeError("at the top")', /RangeError: at the top/],
      [
        'imports what is not bundled',
        'import _ from "lodash"; export default () => _',
        /Cannot find module 'lodash'/,
      ],
      [
        'imports a file',
        'import "/etc/passwd"; export default () => 1',
        /Cannot find module '\/etc\/passwd'/,
      ],
      [
        'imports a URL',
        'import "data:text/javascript,1"; export default () => 1',
        /Cannot find module 'data:/,
      ],
    ])('not loadable when its module %s', async (_what, source, message) => {
      const { error } = failed(await ask(source));
      expect(error.name).toBe('CodeNotLoadable');
      expect(error.message).toMatch(message);
    });
  });

  describe('what a handler returns', () => {
    it.each([
      ['text', 'export default () => "done ✓"', 'text', 'done ✓'],
      ['nothing', 'export default () => {}', 'text', ''],
      ['null', 'export default async () => null', 'text', ''],
      ['a number', 'export default () => 0', 'json', '0'],
      ['false', 'export default () => false', 'json', 'false'],
      [
        'a BigInt',
        'export default () => -123456789012345678901234567890n',
        'json',
        '-123456789012345678901234567890',
      ],
      ['BigInt deep inside', 'export default () => [{ a: [1n, "1n", 1.5] }]', 'json', '[{"a":[1,"1n",1.5]}]'],
      ['a thenable', 'export default () => ({ then: (ok) => ok("then") })', 'text', 'then'],
      ['a date', 'export default () => new Date(0)', 'json', '"1970-01-01T00:00:00.000Z"'],
    ])('%s', async (_what, source, resultType, result) => {
      expect(succeeded(await ask(source))).toMatchObject({
        resultType,
        result,
        resultCut: false,
        output: '',
      });
    });

    it.each([
      [
        'a circular object',
        'const a = { list: [0, {}] }; a.list[1].self = a; export default () => a',
        /result\.list\[1\]\.self/,
      ],
      [
        'a circular object with a BigInt',
        'const a = { n: 1n }; a.self = a; export default () => a',
        /result\.self/,
      ],
      ['a function', 'export default () => () => 1', /function/],
      ['a symbol', 'export default () => Symbol("s")', /symbol/],
      [
        'an object that throws',
        'export default () => ({ toJSON() { throw new Error("not me") } })',
        /not me/,
      ],
    ])('%s is refused', async (_what, source, message) => {
      const { error } = failed(await ask(source));
      expect(error.name).toBe('ResultNotSerializable');
      expect(error.message).toMatch(message);
    });

    it('text of 64 KiB is kept whole', async () => {
      const outcome = succeeded(await ask(`export default () => 'x'.repeat(${limits.resultBytes})`));
      expect(outcome.resultCut).toBe(false);
      expect(outcome.result.length).toBe(limits.resultBytes);
    });

    it('one byte more is cut, and said to be', async () => {
      const outcome = succeeded(await ask(`export default () => 'x'.repeat(${limits.resultBytes + 1})`));
      expect(outcome.resultCut).toBe(true);
      expect(outcome.result.length).toBe(limits.resultBytes);
    });

    it('a cut falls between two characters', async () => {
      const outcome = succeeded(
        await ask(`export default () => 'x' + '😀'.repeat(${limits.resultBytes / 4})`),
      );
      expect(outcome.resultCut).toBe(true);
      expect(outcome.result).toBe(`x${'😀'.repeat(limits.resultBytes / 4 - 1)}`);
    });
  });

  describe('a run fails', () => {
    it('with the error that is thrown: name, message, and the stack of user code alone', async () => {
      const source = `class BadDay extends Error { name = 'BadDay' }
        function deeper() { throw new BadDay('it rains') }
        export default async () => deeper()`;
      const { error } = failed(await ask(source));
      expect(error).toMatchObject({ name: 'BadDay', message: 'it rains' });
      expect(error.stack).toContain('at deeper (handler.mjs:2:');
      expect(error.stack).not.toMatch(/harness|node:internal|hookline:/);
    });

    it('with its causes', async () => {
      const source = `export default () => { throw new Error('outer', { cause: new TypeError('inner', { cause: 'root' }) }) }`;
      const { error } = failed(await ask(source));
      expect(error.stack).toMatch(/^Error: outer[\s\S]*Caused by: TypeError: inner[\s\S]*Caused by: 'root'/);
    });

    it('with all errors of an AggregateError', async () => {
      const source = `export default () => Promise.any([Promise.reject(new Error('one')), Promise.reject('two')])`;
      const { error } = failed(await ask(source));
      expect(error.name).toBe('AggregateError');
      expect(error.stack).toMatch(/\[error 1 of 2\] Error: one[\s\S]*\[error 2 of 2\] 'two'/);
    });

    it.each([
      ['text', '"just text"', "'just text'"],
      ['undefined', 'undefined', 'undefined'],
      ['an object', '{ code: 7 }', '{ code: 7 }'],
    ])('when %s is thrown', async (_what, thrown, shown) => {
      const { error } = failed(await ask(`export default () => { throw ${thrown} }`));
      expect(error.name).toBe('NonErrorThrown');
      expect(error.message).toContain(shown);
    });

    it('when what is thrown refuses to be read', async () => {
      const source = `export default () => { throw new Proxy(new Error(), { get() { throw 1 } }) }`;
      expect(failed(await ask(source)).error.message).not.toBe('');
    });

    it('with at most 16 KiB of message and of stack', async () => {
      const { error } = failed(await ask(`export default () => { throw new Error('✓'.repeat(100_000)) }`));
      expect(Buffer.byteLength(error.message)).toBeLessThanOrEqual(16 * 1024);
      expect(Buffer.byteLength(error.stack ?? '')).toBeLessThanOrEqual(16 * 1024);
    });

    it.each([
      [
        'during the run',
        'export default async () => { Promise.reject(new TypeError("lost")); await new Promise((r) => setTimeout(r, 5000)) }',
      ],
      ['with its last step', 'export default () => { Promise.reject(new TypeError("lost")); return "fine" }'],
    ])('on an unhandled rejection %s', async (_when, source) => {
      const { error } = failed(await ask(source));
      expect(error.name).toBe('UnhandledRejection');
      expect(error.message).toContain('TypeError: lost');
      expect(error.stack).toContain('handler.mjs');
    });

    it('on an uncaught exception in a timer', async () => {
      const source =
        'export default () => new Promise(() => setTimeout(() => { throw new Error("tick") }, 1))';
      const { error } = failed(await ask(source));
      expect(error).toMatchObject({
        name: 'UncaughtException',
        message: expect.stringContaining('Error: tick'),
      });
    });

    it.each([0, 3])('when the code calls process.exit(%d)', async (exitCode) => {
      const { error, output } = failed(
        await ask(`export default () => { console.log('bye'); process.exit(${exitCode}) }`),
      );
      expect(error.name).toBe('ProcessExited');
      expect(error.message).toContain(`exit code ${exitCode}`);
      expect(output).toBe('bye\n');
    });

    it.runIf(!isThread)('when the process aborts', async () => {
      const { error } = failed(await ask('export default () => process.abort()'));
      expect(error).toMatchObject({ name: 'ProcessExited', message: expect.stringContaining('SIGABRT') });
    });

    it('when nothing is left that could settle its promise', async () => {
      const { error } = failed(await ask('export default () => new Promise(() => {})'));
      expect(error.name).toBe('ProcessExited');
      expect(error.message).toContain('nothing can settle');
    });

    it.each([
      ['objects', 'const kept = []; for (;;) kept.push({ a: [1, 2, 3] })'],
      ['Buffers outside the heap', 'const kept = []; for (;;) kept.push(Buffer.alloc(1 << 20, 1))'],
    ])('when it fills the memory with %s', async (_what, body) => {
      const { error, output } = failed(await ask(`export default () => { console.log('before'); ${body} }`));
      expect(error.name).toBe('OutOfMemory');
      expect(error.message).toContain('64 MiB');
      expect(output).toBe('before\n');
    });
  });

  describe.concurrent('the time limit', () => {
    it.each([
      ['an endless loop', 'export default () => { for (;;); }'],
      ['an endless loop while the module is loaded', 'for (;;);'],
      ['endless microtasks', 'export default async () => { for (;;) await 0 }'],
      ['a wait', 'export default () => new Promise((r) => setTimeout(r, 60_000))'],
      [
        'code that ends when it is told to',
        'export default (_, { signal }) => new Promise((r) => signal.onabort = r)',
      ],
      [
        'code that catches its signals',
        'process.on("SIGUSR2", () => {}); export default () => new Promise((r) => setInterval(r, 60_000))',
      ],
    ])('ends %s', async (_what, source) => {
      const { error, durationMs } = failed(await ask(source, { timeoutSeconds: 1 }));
      expect(error.name).toBe('TimeLimitExceeded');
      expect(error.message).toContain('1 second');
      expect(durationMs).toBeGreaterThan(990);
    });

    it("aborts the context's signal first, with a TimeoutError", async () => {
      const source = `export default (_, { signal }) => new Promise((done) => {
        signal.addEventListener('abort', () => { console.log('told:', signal.reason.name); done() });
      })`;
      const { error, output } = failed(await ask(source, { timeoutSeconds: 1 }));
      expect(error.name).toBe('TimeLimitExceeded');
      expect(output).toBe('told: TimeoutError\n');
    });
  });

  describe.concurrent('a run is cancelled', () => {
    it('before it begins', async () => {
      const outcome = failed(await ask('export default () => 1', { signal: AbortSignal.abort() }));
      expect(outcome.error.name).toBe('RunCancelled');
    });

    it('while it goes on: the code is told, then killed', async () => {
      const cancel = new AbortController();
      const source = `import net from 'node:net';
        export default ({ port }, { signal }) => new Promise(() => {
          signal.addEventListener('abort', () => console.log('told:', signal.reason.name));
          net.connect(port, '127.0.0.1');
        })`;
      const { createServer } = await import('node:net');
      const server = createServer(() => cancel.abort()).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const { port } = server.address() as import('node:net').AddressInfo;
      const outcome = failed(await ask(source, { signal: cancel.signal, payload: JSON.stringify({ port }) }));
      server.close();
      expect(outcome.error.name).toBe('RunCancelled');
      expect(outcome.output).toBe('told: AbortError\n');
    });
  });

  describe('what a handler prints', () => {
    it('is kept in the order in which it was printed, on both streams', async () => {
      const source = `export default () => { for (let i = 0; i < 50; i++) (i % 2 ? console.error : console.log)(i) }`;
      const { output } = succeeded(await ask(source));
      expect(output).toBe(Array.from({ length: 50 }, (_, i) => `${i}\n`).join(''));
    });

    it('belongs to its run alone', async () => {
      const source = 'export default (i) => console.log(i.n)';
      expect((await ask(source, { payload: '{"n":1}' })).output).toBe('1\n');
      expect((await ask(source, { payload: '{"n":2}' })).output).toBe('2\n');
    });

    it('is kept with a failure', async () => {
      const outcome = failed(
        await ask('export default () => { console.log("so far"); throw new Error("x") }'),
      );
      expect(outcome.output).toBe('so far\n');
    });

    it('may be characters split over writes, and bytes that are none', async () => {
      const source = `import fs from 'node:fs';
        export default () => { for (const b of Buffer.from('😀é')) fs.writeSync(process.stdout.fd, Buffer.from([b])); fs.writeSync(process.stdout.fd, Buffer.from([0xff])) }`;
      expect(succeeded(await ask(source)).output).toBe('😀é\uFFFD');
    });

    it('may be 256 KiB', async () => {
      const source = `export default () => { process.stdout.write('x'.repeat(${limits.outputBytes})); return 'fine' }`;
      const outcome = succeeded(await ask(source));
      expect(outcome.result).toBe('fine');
      expect(outcome.output.length).toBe(limits.outputBytes);
    });

    it('ends the run with one byte more', async () => {
      const source = `export default () => { process.stdout.write('x'.repeat(${limits.outputBytes} + 1)); return 'fine' }`;
      const { error, output } = failed(await ask(source));
      expect(error.name).toBe('OutputLimitExceeded');
      expect(error.message).toContain('256 KiB');
      expect(output.length).toBe(limits.outputBytes);
    });

    it('ends the run when it is a flood', async () => {
      const { error, output } = failed(
        await ask('export default () => { for (;;) console.error("again and again") }'),
      );
      expect(error.name).toBe('OutputLimitExceeded');
      expect(Buffer.byteLength(output)).toBe(limits.outputBytes);
    });

    it('is at most 256 KiB of UTF-8, whatever bytes were printed', async () => {
      const source = `import fs from 'node:fs'; export default () => { process.stdout.write(Buffer.alloc(200_000, 0xff)) }`;
      const { output } = succeeded(await ask(source));
      expect(Buffer.byteLength(output)).toBeLessThanOrEqual(limits.outputBytes);
    });
  });
}
