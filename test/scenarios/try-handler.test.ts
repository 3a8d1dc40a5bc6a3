import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../sdk/cli/run-cli.ts';

const cli = fileURLToPath(new URL('../../sdk/cli/main.ts', import.meta.url));
const options = `name: 'report', hook: 'lab.done', notifyOnSuccess: 'a@example.com', notifyOnFailure: 'b@example.com'`;

describe('hookline test runs a handler as the platform would', () => {
  let folder: string;
  beforeAll(() => {
    // Beside this file, so that the handlers find @hookline/sdk.
    folder = mkdtempSync(join(fileURLToPath(new URL('.', import.meta.url)), 'try-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  let files = 0;
  const write = (source: string): string => {
    const file = join(folder, `handler-${++files}.ts`);
    writeFileSync(file, source);
    return file;
  };
  const defined = (more: string, body: string): string =>
    write(`import { defineHandler, TerminalError } from '@hookline/sdk';
export default defineHandler({ ${options}, ${more} }, async (input: { n?: number }, context) => { ${body} });
export const unused = TerminalError;`);
  const hookline = async (args: string[], stdin = '') => {
    let out = '';
    let err = '';
    const code = await runCli(['test', ...args], {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      stdin: (async function* () {
        yield Buffer.from(stdin);
      })(),
    });
    return { code, out, err };
  };
  const json = async (args: string[]) => {
    const { code, out } = await hookline([...args, '--json']);
    return { code, ...JSON.parse(out) };
  };
  const left = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('hookline-test-'));

  test('it is tried again as its options say; what it printed and returned is shown, and nothing is left behind', async () => {
    const before = left();
    const file = defined(
      'retry: { maxAttempts: 3, backoffFactorSeconds: 0 }',
      `console.log('attempt', context.run.attempt, 'of', context.run.hook);
       if (context.run.attempt < 3) throw new RangeError('not yet');
       return { twice: input.n! * 2 };`,
    );
    const { code, out, err } = await hookline([file, '--input', '{"n":21}']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^attempt 1 of lab\.done\n--- attempt 2\nattempt 2 of lab\.done\n--- attempt 3\n/);
    expect(out).toMatch(/State +succeeded/);
    expect(out.match(/RangeError: not yet/g)).toHaveLength(2);
    expect(out).toContain('{"twice":42}');
    expect(left()).toEqual(before);
  });

  test('a failure ends with 1, after a TerminalError at once', async () => {
    const file = defined('retry: { maxAttempts: 5 }', `throw new TerminalError('no such customer');`);
    const { code, run } = await json([file]);
    expect(code).toBe(1);
    expect(run).toMatchObject({ state: 'failed', attempt: 1, error: { name: 'TerminalError' } });
  });

  test('a class runs for each of its items, and is told how they end', async () => {
    const file = write(`import { EventHandler } from '@hookline/sdk';
export default class Report extends EventHandler<{ n: number }> {
  readonly options = { ${options}, each: 'samples', evaluation: 'SUCCESS_FOR_PARTIAL_SUCCESS' as const };
  override shouldSkip(input: { n: number }) {
    return input.n === 0 && 'nothing to do';
  }
  override process(input: { n: number }) {
    return [input.n > 0, input.n];
  }
  override onSuccess(result: unknown) {
    console.log('success', result);
  }
  override onFailure(error: Error) {
    console.log('failure', error.name);
  }
}`);
    const { code, run } = await json([file, '--input', '{"samples":[{"n":1},{"n":0},{"n":-1}]}']);
    expect(code).toBe(0);
    expect(run.state).toBe('succeeded');
    expect(run.items).toMatchObject([
      { state: 'succeeded', result: '1' },
      { state: 'skipped', result: 'nothing to do' },
      { state: 'failed', error: { name: 'ReturnedFailure' } },
    ]);
  });

  test('a skipped run is a success', async () => {
    const file = defined(`shouldSkip: (input) => input.n === 0`, `return 'ran'`);
    expect(await json([file, '--input', '{"n":0}'])).toMatchObject({ code: 0, run: { state: 'skipped' } });
    expect(await json([file, '--input', '{"n":1}'])).toMatchObject({ code: 0, run: { result: 'ran' } });
  });

  test('one that a firing does not choose is said not to run, with why', async () => {
    const file = defined(`tags: ['red'], filter: 'n > 5'`, `return 'ran'`);
    expect(await json([file, '--input', '{"n":9}'])).toMatchObject({ code: 0, run: { result: 'ran' } });
    expect(await hookline([file, '--input', '{"n":9}', '--tags', 'blue, green'])).toMatchObject({
      code: 1,
      out: expect.stringMatching(/does not run.*its tags are red, and the firing chose blue, green/),
    });
    expect(await hookline([file, '--input', '{"n":1}', '--tags', 'red'])).toMatchObject({
      code: 1,
      out: expect.stringContaining('its filter is n > 5'),
    });
  });

  test('what it fires stays in a platform of its own', async () => {
    const file = write(`import { defineHandler, fire, hooks } from '@hookline/sdk';
export default defineHandler({ ${options} }, async (_, { hookline }) => {
  const fired = await fire(hookline, 'other', {}).catch((error) => error.code);
  return { fired, hooks: await hooks(hookline) };
});`);
    const { run } = await json([file, '--hook', 'lab.other']);
    expect(JSON.parse(run.result)).toEqual({
      fired: 'hook-not-found',
      hooks: ['ctingress.on_complete', 'lab.other', 'workflow.task'],
    });
  });

  test('input comes from a file, from standard input or the command line; a hook refuses what does not fit', async () => {
    const file = defined('', `return input`);
    const sample = join(folder, 'sample.json');
    writeFileSync(sample, '{"n":12345678901234567890}');
    expect((await json([file, '--input', `@${sample}`])).run.result).toBe('{"n":12345678901234567890}');
    const { out } = await hookline([file, '--input', '-', '--json'], '{"n":2}');
    expect(JSON.parse(out).run.result).toBe('{"n":2}');
    expect(await hookline([file, '--hook', 'ctingress.on_complete', '--input', '{}'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('payload-invalid'),
    });
  });

  test('what is wrong with the file or its options is said as register says it', async () => {
    expect(await hookline([join(folder, 'gone.ts')])).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no file'),
    });
    expect(await hookline([defined('executor: { memoryMiB: 1 }', '')])).toMatchObject({
      code: 1,
      err: expect.stringContaining('executor.memoryMiB must be at least 64'),
    });
    expect(await hookline([])).toMatchObject({ code: 2, err: expect.stringContaining("argument 'file'") });
  });

  test('Ctrl-C cancels it: its signal first', async () => {
    const file = defined(
      '',
      `console.log('up');
       await new Promise((done) => context.signal.addEventListener('abort', done));
       console.log('told', context.signal.reason.name);`,
    );
    const child = spawn(process.execPath, ['--conditions=hookline-source', cli, 'test', file]);
    let out = '';
    child.stdout.on('data', (chunk) => {
      if (out === '') child.kill('SIGINT');
      out += chunk;
    });
    const [code] = await once(child, 'close');
    expect(out).toMatch(/^up\ntold AbortError\n/);
    expect(out).toMatch(/State +cancelled/);
    expect(code).toBe(1);
  });
});
