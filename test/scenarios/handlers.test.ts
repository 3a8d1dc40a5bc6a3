import {
  addHook,
  type Connection,
  EventHandler,
  fire,
  type HandlerFunction,
  type HandlerOptions,
  register,
  waitForFiring,
} from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Run } from '../../core/contract/firing.ts';
import type { Host } from './hosts/host.ts';
import { openHost } from './hosts/open-host.ts';
import { asAdmin, newPerson } from './hosts/people.ts';

const none = { notifyOnSuccess: null, notifyOnFailure: null };

describe('How handlers are written, and where they run', () => {
  let host: Host;
  let allen: Connection;
  beforeAll(async () => {
    host = await openHost();
    allen = await newPerson(host, 'allen');
  });
  afterAll(() => host?.stop());

  const runOf = async (hook: string, payload: object = {}): Promise<Run> => {
    const { id } = await fire(allen, hook, payload);
    const { runs } = await waitForFiring(allen, id, { timeoutSeconds: 60 });
    return runs[0]!;
  };
  const runs = async <Input>(
    name: string,
    options: Partial<HandlerOptions<Input>>,
    handler: HandlerFunction<Input>,
    payload: object = {},
  ): Promise<Run> => {
    const hook = `lab.${name}`;
    await addHook(asAdmin(host), { name: hook });
    await register<Input>(allen, { name, hook, ...none, ...options }, handler);
    return await runOf(hook, payload);
  };

  class Report extends EventHandler<{ n: number }> {
    override readonly options = {
      name: 'report',
      hook: 'lab.report',
      notifyOnSuccess: null,
      notifyOnFailure: null,
      retry: { maxAttempts: 2 },
    };
    override shouldSkip(input: { n: number }) {
      return input.n === 0 && { why: 'nothing to do' };
    }
    override process(input: { n: number }) {
      if (input.n > 9) throw new RangeError('too many');
      return [input.n > 0, input.n];
    }
    override onSuccess(result: unknown) {
      console.log('success', result);
    }
    override onFailure(error: Error) {
      console.log('failure', error.name);
    }
  }

  test('a class: what it returns decides, and it is told once how the run ended', async () => {
    await addHook(asAdmin(host), { name: 'lab.report' });
    await register(allen, Report);
    expect(await runOf('lab.report', { n: 3 })).toMatchObject({
      state: 'succeeded',
      attempt: 1,
      result: '3',
      output: 'success 3\n',
    });
    expect(await runOf('lab.report', { n: 0 })).toMatchObject({
      state: 'skipped',
      result: '{"why":"nothing to do"}',
    });
    expect(await runOf('lab.report', { n: -1 })).toMatchObject({
      state: 'failed',
      attempt: 1,
      error: { name: 'ReturnedFailure', message: '-1' },
      output: 'failure ReturnedFailure\n',
    });
    expect(await runOf('lab.report', { n: 10 })).toMatchObject({
      state: 'failed',
      attempt: 2,
      error: { name: 'RangeError' },
      output: 'failure RangeError\n',
    });
  });

  test('a function that is skipped', async () => {
    const shouldSkip = (input: { n: number }) => input.n === 0;
    const run = await runs('skipping', { shouldSkip }, () => 'ran', { n: 0 });
    expect(run).toMatchObject({ state: 'skipped', result: '' });
    expect(await runOf('lab.skipping', { n: 1 })).toMatchObject({ state: 'succeeded', result: 'ran' });
  });

  test('a TerminalError, which ends retries', async () => {
    const run = await runs('terminal', { retry: { maxAttempts: 5 } }, () => {
      class TerminalError extends Error {}
      throw new TerminalError('for good');
    });
    expect(run).toMatchObject({ state: 'failed', attempt: 1, error: { name: 'TerminalError' } });
  });

  test('a thread, by its name', async () => {
    const executor = { kind: 'thread', namePrefix: 'ingest' } as const;
    const run = await runs('threads', { executor }, (_, { worker }) => worker);
    const kind = host.kind === 'embedded' ? 'thread' : 'process';
    expect(JSON.parse(run.result!)).toEqual({ kind, name: expect.stringMatching(/^ingest-\d+$/) });
  });

  test('a heap of the size that it asks for, and no larger', async () => {
    const fill = ({ mebibytes }: { mebibytes: number }) => {
      const kept = [];
      for (let n = 0; n < mebibytes; n++) kept.push(new Array(131_072).fill(n));
      return kept.length;
    };
    const run = await runs('memory', { executor: { memoryMiB: 400 } }, fill, { mebibytes: 300 });
    expect(run).toMatchObject({ state: 'succeeded', result: '300' });
    expect(await runs('memory', { executor: { memoryMiB: 64 } }, fill, { mebibytes: 300 })).toMatchObject({
      state: 'failed',
      error: { name: 'OutOfMemory' },
    });
  });

  test('a worker that is replaced after so many runs', async () => {
    const first = await runs(
      'replaced',
      { executor: { maxTasksPerChild: 1 } },
      (_, { worker }) => worker.name,
    );
    const second = await runOf('lab.replaced');
    expect(first.state).toBe('succeeded');
    expect(second.result).not.toBe(first.result);
  });
});
