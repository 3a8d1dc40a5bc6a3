import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Runner, RunRequest } from '../../../core/ports/runner.ts';
import { type Ask, asking, failed, memoryCodeStore, type OpenRunner, succeeded } from './ask.ts';

/** How handlers are written, and what they may say: the same for every implementation of the port. */
export function describeHandlers(open: OpenRunner, executor: NonNullable<RunRequest['executor']> = {}): void {
  let runner: Runner;
  let ask: Ask;
  beforeAll(async () => {
    const code = memoryCodeStore();
    runner = await open(code);
    ask = asking(runner, code, { executor });
  });
  afterAll(() => runner.close());

  describe.concurrent('what is returned', () => {
    it.each([
      ['[true, result]', '[true, { n: 1n }]', 'json', '{"n":1}'],
      ['{ok: true, result}', '({ ok: true, result: "fine" })', 'text', 'fine'],
      ['{ok: true} with nothing as its result', '({ result: undefined, ok: true })', 'text', ''],
    ])('as %s succeeds with the result', async (_what, value, resultType, result) => {
      expect(succeeded(await ask(`export default async () => ${value}`))).toMatchObject({
        resultType,
        result,
      });
    });

    it.each([
      ['[false, result]', '[false, "too dark"]', 'too dark', 'text'],
      ['{ok: false, result}', '({ ok: false, result: { lux: 3 } })', '{"lux":3}', 'json'],
      ['[false, nothing]', '[false, null]', '', 'text'],
    ])('as %s fails, and ends retries', async (_what, value, result, resultType) => {
      const outcome = failed(await ask(`export default () => { console.log("seen"); return ${value} }`));
      expect(outcome.error).toEqual({ name: 'ReturnedFailure', message: result, terminal: true });
      expect(outcome.returnedFailure).toEqual({ result, resultType, resultCut: false });
      expect(outcome.output).toBe('seen\n');
    });

    it.each([
      ['a list of one', '[false]'],
      ['a list of three', '[false,1,2]'],
      ['a list that begins otherwise', '[0,"result"]'],
      ['an object with more', '{"ok":false,"result":1,"extra":2}'],
      ['an object with less', '{"ok":false}'],
      ['an object whose ok is none', '{"ok":0,"result":1}'],
      ['an object with another field', '{"ok":false,"results":1}'],
    ])('in another shape is a result: %s', async (_what, value) => {
      expect(succeeded(await ask(`export default () => (${value})`)).result).toBe(value);
    });

    it('as a failure that cannot be written down is refused', async () => {
      const { error } = failed(await ask('export default () => [false, () => 1]'));
      expect(error.name).toBe('ResultNotSerializable');
    });
  });

  describe.concurrent('what an error says of itself', () => {
    it('is its class and those that it extends', async () => {
      const source = `class NetworkError extends Error {} class Busy extends NetworkError {}
        export default () => { throw new Busy('later') }`;
      expect(failed(await ask(source)).error).toMatchObject({
        name: 'Busy',
        message: 'later',
        classes: ['NetworkError', 'Error'],
      });
    });

    it.each([
      [
        'a name of its own',
        'Object.assign(new RangeError("x"), { name: "Odd" })',
        'Odd',
        ['RangeError', 'Error'],
      ],
      [
        'a DOMException',
        'new DOMException("x", "DataCloneError")',
        'DataCloneError',
        ['DOMException', 'Error'],
      ],
      ['a plain error', 'new Error("x")', 'Error', undefined],
    ])('may be %s', async (_what, thrown, name, classes) => {
      const { error } = failed(await ask(`export default () => { throw ${thrown} }`));
      expect(error.name).toBe(name);
      expect(error.classes).toEqual(classes);
    });

    it('is at most 20 classes, of a tower of them', async () => {
      const source = `let Top = Error; for (let n = 0; n < 100; n++) Top = { ['C' + n]: class extends Top {} }['C' + n];
        export default () => { throw new Top('x') }`;
      const { error } = failed(await ask(source));
      expect(error.name).toBe('C99');
      expect(error.classes?.length).toBeLessThanOrEqual(20);
      expect(error.classes?.slice(0, 2)).toEqual(['C98', 'C97']);
    });

    it.each([
      ['seconds', '1.5', 1.5],
      ['none', '0', 0],
      ['more than a day', '1e9', 86_400],
      ['less than none', '-1', undefined],
      ['text', '"5"', undefined],
      ['no number', 'NaN', undefined],
      ['for ever', 'Infinity', undefined],
    ])('may ask for a wait: %s', async (_what, seconds, kept) => {
      const source = `export default () => { throw Object.assign(new Error('x'), { retryAfterSeconds: ${seconds} }) }`;
      expect(failed(await ask(source)).error.retryAfterSeconds).toBe(kept);
    });

    it.each([
      ['a TerminalError', 'class TerminalError extends Error { name = "TerminalError" }', 'TerminalError'],
      [
        'what extends one',
        'class TerminalError extends Error {} class Gone extends TerminalError {}',
        'Gone',
      ],
    ])('may end retries: %s', async (_what, classes, thrown) => {
      const { error } = failed(
        await ask(`${classes} export default () => { throw new ${thrown}('for good') }`),
      );
      expect(error).toMatchObject({ name: thrown, terminal: true });
    });

    it('never that the platform cancelled it', async () => {
      const source = `export default () => { throw Object.assign(new Error('x'), { name: 'RunCancelled', cancelled: true }) }`;
      expect(failed(await ask(source))).not.toHaveProperty('cancelled');
    });
  });

  describe.concurrent('a class', () => {
    it('is made anew for each run, and told of the run', async () => {
      const source = `export default class Report {
        seen = 0;
        process(input, context) { return [++this.seen, input.n, context.run.attempt] }
      }`;
      for (const n of [7, 8]) {
        const { result } = succeeded(await ask(source, { payload: `{"n":${n}}`, attempt: 2 }));
        expect(JSON.parse(result)).toEqual([1, n, 2]);
      }
    });

    it('may be exported as an instance, with what its constructor was given', async () => {
      const source = `class Report { constructor(what) { this.what = what } process() { return this.what } }
        export const weekly = new Report('weekly')`;
      expect(succeeded(await ask(source, { exportName: 'weekly' })).result).toBe('weekly');
    });

    it('may have its methods as fields, and extend others', async () => {
      const source = `class Base { options = {}; prefix = 'got ' }
        export default class extends Base { process = async (input) => this.prefix + input.n }`;
      expect(succeeded(await ask(source, { payload: '{"n":1}' })).result).toBe('got 1');
    });

    it('fails with what its constructor throws', async () => {
      const source = `export default class { constructor() { throw new RangeError('no') } process() {} }`;
      expect(failed(await ask(source)).error).toMatchObject({ name: 'RangeError', message: 'no' });
    });

    it.each(['export default class { run() {} }', 'export default { process: 1 }'])(
      'without a method process is no handler: %s',
      async (source) => {
        expect(failed(await ask(source)).error.name).toBe('HandlerNotFound');
      },
    );
  });

  describe.concurrent('shouldSkip', () => {
    it.each([
      ['true', 'true', 'text', ''],
      ['data', '({ why: "known" })', 'json', '{"why":"known"}'],
      ['text', '"known"', 'text', 'known'],
      ['[true, data]', '[true, 7]', 'json', '7'],
    ])('that returns %s skips: a success with that data', async (_what, value, resultType, result) => {
      const source = `export default class { shouldSkip() { return ${value} } process() { throw new Error('ran') } }`;
      expect(succeeded(await ask(source))).toMatchObject({ skipped: true, resultType, result });
    });

    it.each(['false', 'undefined', 'null', '0', '""', '[false, "data"]', '({ ok: false, result: 1 })'])(
      'that returns %s lets it run',
      async (value) => {
        const source = `export default { options: { shouldSkip: async () => (${value}) }, handler: () => 'ran' }`;
        const outcome = succeeded(await ask(source));
        expect(outcome.result).toBe('ran');
        expect(outcome).not.toHaveProperty('skipped');
      },
    );

    it('sees the input and the context', async () => {
      const source = `export default class {
        shouldSkip(input, context) { return input.n === 1 && context.run.hook }
        process() { return 'ran' }
      }`;
      expect(succeeded(await ask(source, { payload: '{"n":1}' })).result).toBe('ctingress.on_complete');
      expect(succeeded(await ask(source, { payload: '{"n":2}' })).result).toBe('ran');
    });

    it('that throws fails the attempt', async () => {
      const source = `export default class { shouldSkip() { throw new TypeError('x') } process() {} }`;
      expect(failed(await ask(source)).error.name).toBe('TypeError');
    });
  });

  describe.concurrent('onSuccess', () => {
    it('is called once with what was returned, and its output is kept', async () => {
      const source = `export default class {
        process() { return [true, { n: 1 }] }
        async onSuccess(result, context) { await 0; console.log('success', result.n, context.run.id) }
        onFailure() { console.log('failure') }
      }`;
      const outcome = succeeded(await ask(source));
      expect(outcome.result).toBe('{"n":1}');
      expect(outcome.output).toBe('success 1 firing-1-7\n');
    });

    it('is called with the data of a skipped run', async () => {
      const source = `export default class {
        shouldSkip() { return 'known' }
        process() {}
        onSuccess(result) { console.log('success', result) }
      }`;
      expect(succeeded(await ask(source))).toMatchObject({ skipped: true, output: 'success known\n' });
    });

    it.each([
      ['throws', `throw new RangeError('mine')`, /RangeError: mine[\s\S]*handler\.mjs/],
      ['rejects', `return Promise.reject('mine')`, /'mine'/],
      [
        'leaves an unhandled rejection',
        `Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 1000))`,
        /lost/,
      ],
      ['waits for nothing', `await new Promise(() => {})`, /nothing can settle/],
      ['exits', `process.exit(3)`, /exit code 3/],
      ['takes too long', `for (;;);`, /longer than its 1 second/],
    ])(
      'that %s changes nothing about the outcome, and is shown in the output',
      async (_what, body, shown) => {
        const source = `export default class { process() { console.log('ran'); return 'fine' } async onSuccess() { ${body} } }`;
        const { result, output } = succeeded(await ask(source, { timeoutSeconds: 1 }));
        expect(result).toBe('fine');
        expect(output).toMatch(/^ran\n/);
        expect(output).toMatch(shown);
      },
    );
  });

  describe.concurrent('onFailure', () => {
    const source = `export default class {
      process(input) {
        if (input.returned) return [false, 'returned'];
        if (input.big) return () => 1;
        if (input.lost) { Promise.reject(new Error('lost')); return new Promise((r) => setTimeout(r, 5000)) }
        if (input.late) return new Promise((r) => setTimeout(r, 60_000));
        throw Object.assign(new TypeError('thrown'), { custom: 1 });
      }
      onSuccess() { console.log('success') }
      async onFailure(error, context) { await 0; console.log(error.name, error.message, error.custom, context.run.attempt) }
    }`;
    const retry = { maxAttempts: 3, retryOn: [], includeSubclasses: false };

    it.each([
      ['what was thrown', '{}', 'TypeError thrown 1 1\n', 'TypeError'],
      [
        'a failure that was returned',
        '{"returned":true}',
        'ReturnedFailure returned undefined 1\n',
        'ReturnedFailure',
      ],
      ['a result that cannot be written', '{"big":true}', /^Error A function/, 'ResultNotSerializable'],
      ['an unhandled rejection', '{"lost":true}', 'Error lost undefined 1\n', 'UnhandledRejection'],
      ['the time limit', '{"late":true}', /^TimeLimitExceeded .* 1\n$/, 'TimeLimitExceeded'],
    ])('is called once with %s', async (_what, payload, output, name) => {
      const outcome = failed(await ask(source, { payload, timeoutSeconds: 1 }));
      expect(outcome.error.name).toBe(name);
      expect(outcome.output).toMatch(output);
    });

    it('is called at the last attempt only', async () => {
      const outputs = [];
      for (const failures of [0, 1, 2]) {
        outputs.push((await ask(source, { attempt: failures + 1, retry: { ...retry, failures } })).output);
      }
      expect(outputs).toEqual(['', '', 'TypeError thrown 1 3\n']);
    });

    it('is called at once with an error that is not worth another attempt', async () => {
      const only = { ...retry, retryOn: ['RangeError'], failures: 0 };
      expect((await ask(source, { retry: only })).output).toBe('TypeError thrown 1 1\n');
      expect((await ask(source, { retry: { ...only, retryOn: ['TypeError'] } })).output).toBe('');
      const returned = { payload: '{"returned":true}', retry: { ...retry, failures: 0 } };
      expect((await ask(source, returned)).output).toBe('ReturnedFailure returned undefined 1\n');
    });

    it('that fails itself changes nothing about the outcome', async () => {
      const outcome = failed(
        await ask(
          `export default class { process() { throw new TypeError('first') } onFailure() { throw new Error('second') } }`,
        ),
      );
      expect(outcome.error).toMatchObject({ name: 'TypeError', message: 'first' });
      expect(outcome.output).toContain('Error: second');
    });
  });

  describe.concurrent('the context', () => {
    it('says which item it is, when there are items', async () => {
      const source = `export default (input, { item }) => [input, item ?? 'none', Object.isFrozen(item)]`;
      const { result } = succeeded(await ask(source, { payload: '"x"', item: { index: 2, count: 5 } }));
      expect(JSON.parse(result)).toEqual(['x', { index: 2, count: 5 }, true]);
      expect(JSON.parse(succeeded(await ask(source)).result)).toEqual([{}, 'none', true]);
    });

    it("has the firing's whole payload beside an item, with all digits; a run without items has none", async () => {
      const source = `export default (input, context) => [input, context.payload, context.payload === context.payload]`;
      const firingPayload = Buffer.from('{"ids":[9007199254740993]}');
      const wish = { payload: '{"item":1}', item: { index: 0, count: 1 }, firingPayload };
      const { result } = succeeded(await ask(source, wish));
      expect(result).toBe('[{"item":1},{"ids":[9007199254740993]},true]');
      expect(succeeded(await ask(source)).result).toBe('[{},null,true]');
    });

    it('names the worker, by the prefix that the handler chose', async () => {
      const source = `import { threadName } from 'node:worker_threads';
        export default (_, { worker }) => ({ ...worker, title: process.title, threadName })`;
      const { result } = succeeded(await ask(source, { executor: { ...executor, namePrefix: 'ingest' } }));
      const { kind, name, title, threadName } = JSON.parse(result);
      expect(kind).toBe(executor.kind ?? 'process');
      expect(name).toMatch(/^ingest-\d+$/);
      expect(title).toBe(name);
      if (kind === 'thread') expect(threadName).toBe(name);
    });
  });

  describe.concurrent('what is printed streams', () => {
    it('while the run goes on, in order, and all of it is the output', async () => {
      const cancel = new AbortController();
      const pieces: string[] = [];
      const source = `export default (_, { signal }) => {
        console.log('first');
        console.error('sécond');
        return new Promise((done) => signal.addEventListener('abort', done));
      }`;
      const { output } = failed(
        await ask(source, {
          signal: cancel.signal,
          onOutput: (text) => {
            pieces.push(text);
            if (pieces.join('') === 'first\nsécond\n') cancel.abort();
          },
        }),
      );
      expect(output).toBe('first\nsécond\n');
      expect(pieces.join('')).toBe(output);
    });

    it('and no more than is kept', async () => {
      let streamed = '';
      const { error, output } = failed(
        await ask(`export default () => { for (;;) process.stdout.write('é'.repeat(1000)) }`, {
          onOutput: (text) => {
            streamed += text;
          },
        }),
      );
      expect(error.name).toBe('OutputLimitExceeded');
      expect(streamed).toBe(output);
    });
  });

  describe.concurrent('a run that is cancelled', () => {
    it('ends when the code does what its signal asks for, and says that it was cancelled', async () => {
      const cancel = new AbortController();
      const source = `export default (_, { signal }) => new Promise((done, no) => {
        setTimeout(() => no(new Error('late')), 60_000).unref();
        signal.addEventListener('abort', () => { console.log(signal.reason.name, signal.reason.message); done('clean') });
        console.log('up');
      })`;
      const onOutput = (): void => cancel.abort();
      const outcome = failed(await ask(source, { signal: cancel.signal, onOutput }));
      expect(outcome).toMatchObject({ cancelled: true, error: { name: 'RunCancelled' } });
      expect(outcome.output).toBe('up\nAbortError The run was cancelled.\n');
      expect(outcome.durationMs).toBeLessThan(4000);
    });

    it('is killed when it does not listen, five seconds later', async () => {
      const cancel = new AbortController();
      const source = `export default () => { console.log('up'); return new Promise(() => setInterval(() => {}, 1000)) }`;
      const onOutput = (): void => cancel.abort();
      const outcome = failed(await ask(source, { signal: cancel.signal, onOutput }));
      expect(outcome).toMatchObject({ cancelled: true, error: { name: 'RunCancelled' }, output: 'up\n' });
      expect(outcome.durationMs).toBeGreaterThan(4900);
    });
  });

  describe('memoryMiB', () => {
    it('is the heap of the handler that asked for it', async () => {
      const source = `export default () => { const kept = []; for (let n = 0; n < 150; n++) kept.push(new Array(131072).fill(n)); return kept.length }`;
      const roomy = { ...executor, memoryMiB: 320 };
      expect(succeeded(await ask(source, { executor: roomy })).result).toBe('150');
      const { error } = failed(await ask(source, { executor: { ...executor, memoryMiB: 64 } }));
      expect(error).toMatchObject({ name: 'OutOfMemory', message: expect.stringContaining('64 MiB') });
    });
  });

  describe.concurrent('maxTasksPerChild', () => {
    it('replaces the worker after so many runs', async () => {
      const source = `export default (_, { worker }) => worker.name`;
      const names: string[] = [];
      for (let run = 1; run <= 5; run++) {
        names.push(succeeded(await ask(source, { executor: { ...executor, maxTasksPerChild: 2 } })).result);
      }
      expect(names.map((name) => names.indexOf(name))).toEqual([0, 0, 2, 2, 4]);
    });
  });
}
