import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lambdaRunner } from '../../../../adapters/aws/lambda/lambda-runner.ts';
import { runnerCallSchema } from '../../../../adapters/aws/lambda/runner-call.ts';
import { limits } from '../../../../core/contract/limits.ts';
import { RunnerLost, type RunOutcome, type RunRequest } from '../../../../core/ports/runner.ts';
import { type LambdaFunction, Refusal, startLambdaServer } from '../../../aws/lambda-server.ts';
import { localAccess } from '../../../aws/local-aws.ts';
import { manualClock } from '../../../conformance/manual-clock.ts';

const request: RunRequest = {
  runId: 'firing-7',
  attempt: 2,
  firingId: 'firing',
  hook: 'h',
  tags: ['x'],
  tenantId: 'id-of-allen',
  code: { sha256: 'a'.repeat(64), exportName: 'default' },
  payload: Buffer.from('{"StartNs":1591844350000000000}'),
  timeoutSeconds: 60,
  connection: { endpoint: 'https://hookline.example.com', apiKey: 'hlr_key' },
};

const succeeded: RunOutcome = {
  ok: true,
  result: 'done',
  resultType: 'text',
  resultCut: false,
  output: 'printed',
  durationMs: 5,
};

describe('the runner on AWS', () => {
  const clock = manualClock();
  let behave: LambdaFunction;
  let server: Awaited<ReturnType<typeof startLambdaServer>>;
  beforeAll(async () => {
    server = await startLambdaServer({ runner: (event, call) => behave(event, call) });
  });
  afterAll(() => server.close());

  const run = (behaviour: LambdaFunction, more: Partial<RunRequest> = {}) => {
    behave = behaviour;
    const client = new LambdaClient({ ...localAccess, endpoint: server.endpoint, maxAttempts: 1 });
    const codeUrl = async (tenantId: string, sha256: string) =>
      `https://code.example.com/${tenantId}/${sha256}`;
    return lambdaRunner({ client, functionName: 'runner', codeUrl, clock }).run({ ...request, ...more });
  };

  test("sends the firing's payload with an item", async () => {
    const item = { index: 1, count: 3 };
    const firingPayload = Buffer.from('{"ids":[9007199254740993]}');
    const outcome = await run(
      async (event) => {
        const { firingPayloadBase64 = '', item: sent } = runnerCallSchema.parse(event);
        expect(sent).toEqual(item);
        expect(Buffer.from(firingPayloadBase64, 'base64').equals(firingPayload)).toBe(true);
        return succeeded;
      },
      { item, firingPayload },
    );
    expect(outcome).toEqual(succeeded);
  });

  test('calls the function as the tenant, with code, payload and connection, and gives its outcome', async () => {
    const outcome = await run(async (event, { tenantId }) => {
      const call = runnerCallSchema.parse(event);
      const { payload, ...rest } = request;
      expect(tenantId).toBe('id-of-allen');
      expect(call).toEqual({
        ...rest,
        codeUrl: `https://code.example.com/id-of-allen/${request.code.sha256}`,
        payloadBase64: Buffer.from(payload).toString('base64'),
      });
      return succeeded;
    });
    expect(outcome).toEqual(succeeded);
  });

  test('carries what the run is to know and to have, and leaves here what is of here', async () => {
    const more: Partial<RunRequest> = {
      item: { index: 1, count: 3 },
      executor: { kind: 'thread', memoryMiB: 128, maxTasksPerChild: 5, namePrefix: 'ingest' },
      retry: { maxAttempts: 3, retryOn: ['Busy'], includeSubclasses: true, failures: 1 },
    };
    let printed = '';
    const onOutput = (text: string): void => {
      printed += text;
    };
    await run(
      async (event) => {
        expect(runnerCallSchema.parse(event)).toMatchObject(more);
        expect(event).not.toHaveProperty('onOutput');
        return succeeded;
      },
      { ...more, onOutput },
    );
    expect(printed).toBe('printed');
  });

  test.each<[string, RunOutcome]>([
    ['a skipped run', { ...succeeded, skipped: true }],
    [
      'a failure that was returned',
      {
        ok: false,
        error: { name: 'ReturnedFailure', message: 'dark', terminal: true },
        returnedFailure: { result: 'dark', resultType: 'text', resultCut: false },
        output: '',
        durationMs: 1,
      },
    ],
    [
      'what an error says of itself',
      {
        ok: false,
        error: { name: 'Busy', message: 'x', classes: ['NetworkError', 'Error'], retryAfterSeconds: 2.5 },
        output: '',
        durationMs: 1,
      },
    ],
  ])('gives %s as it came', async (_what, outcome) => {
    expect(await run(async () => outcome)).toEqual(outcome);
  });

  test('does not take the word of a function that says it was cancelled', async () => {
    const error = { name: 'RunCancelled', message: 'x' };
    const outcome = await run(async () => ({ ok: false, cancelled: true, error, output: '', durationMs: 1 }));
    expect(outcome).toEqual({ ok: false, error, output: '', durationMs: 1 });
  });

  test('carries the largest payload', async () => {
    const payload = Buffer.alloc(limits.payloadBytes, 'ü');
    const outcome = await run(
      async (event) => {
        const { payloadBase64 } = runnerCallSchema.parse(event);
        expect(Buffer.from(payloadBase64, 'base64').equals(payload)).toBe(true);
        return succeeded;
      },
      { payload },
    );
    expect(outcome.ok).toBe(true);
  });

  test.each([
    ['nothing', null],
    ['text', 'done'],
    ['an outcome without its duration', { ...succeeded, durationMs: undefined }],
    ['a negative duration', { ...succeeded, durationMs: -1 }],
    ['a result that is no text', { ...succeeded, result: { a: 1 } }],
    [
      'a wait below zero',
      { ok: false, error: { name: 'x', message: 'x', retryAfterSeconds: -1 }, output: '', durationMs: 1 },
    ],
    ['a failure without an error', { ok: false, output: '', durationMs: 1 }],
  ])('%s is a violation of the protocol, and the run’s failure', async (_, answer) => {
    expect(await run(async () => answer)).toMatchObject({ ok: false, error: { name: 'ProtocolViolated' } });
  });

  test('cuts what is longer than the limits, after a whole character', async () => {
    const outcome = await run(async () => ({
      ...succeeded,
      result: `x${'ü'.repeat(limits.resultBytes)}`,
      output: 'ü'.repeat(limits.outputBytes),
      extra: 'not taken over',
    }));
    if (!outcome.ok) throw new Error('It failed.');
    expect(Buffer.byteLength(outcome.result)).toBe(limits.resultBytes - 1);
    expect(outcome.resultCut).toBe(true);
    expect(Buffer.byteLength(outcome.output)).toBe(limits.outputBytes);
    expect(Object.keys(outcome).sort()).toEqual(Object.keys(succeeded).sort());
  });

  test('cuts an error’s texts', async () => {
    const long = 'x'.repeat(100_000);
    const outcome = await run(async () => ({
      ok: false,
      error: { name: long, message: long, stack: long },
      output: '',
      durationMs: 1,
    }));
    if (outcome.ok) throw new Error('It succeeded.');
    expect(outcome.error.name).toHaveLength(200);
    expect(outcome.error.message).toHaveLength(16 * 1024);
    expect(outcome.error.stack).toHaveLength(16 * 1024);
  });

  test('a function that died is a lost runner', async () => {
    const lost = run(async () => {
      throw new Error('Runtime exited with error: signal: killed');
    });
    await expect(lost).rejects.toBeInstanceOf(RunnerLost);
    await expect(lost).rejects.toThrow('signal: killed');
  });

  test('throttling rejects as it came, and is not repeated under the same attempt', async () => {
    let calls = 0;
    const throttled = run(async () => {
      calls++;
      throw new Refusal(429, 'TooManyRequestsException');
    });
    await expect(throttled).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    expect(calls).toBe(1);
  });

  test('an endpoint that is gone is a lost runner', async () => {
    const client = new LambdaClient({ ...localAccess, endpoint: 'http://127.0.0.1:9', maxAttempts: 1 });
    const runner = lambdaRunner({
      client,
      functionName: 'runner',
      clock,
      codeUrl: async () => 'https://example.com',
    });
    await expect(runner.run(request)).rejects.toBeInstanceOf(RunnerLost);
    await runner.close();
  });

  test('cancelled from outside, it waits for what the function says of the end', async () => {
    const cancel = new AbortController();
    const error = { name: 'RunCancelled', message: 'The run was cancelled.' };
    const outcome = await run(
      async () => {
        cancel.abort();
        return { ok: false, error, output: 'cleaned up', durationMs: 7 };
      },
      { signal: cancel.signal },
    );
    expect(outcome).toEqual({ ok: false, cancelled: true, error, output: 'cleaned up', durationMs: 7 });
  });

  test('cancelled from outside, it gives up a function that says nothing within twenty seconds', async () => {
    const cancel = new AbortController();
    const { promise: called, resolve } = Promise.withResolvers<void>();
    const outcome = run(
      async () => {
        resolve();
        return await new Promise(() => {});
      },
      { signal: cancel.signal },
    );
    await called;
    cancel.abort();
    clock.advance(20_000);
    expect(await outcome).toMatchObject({ ok: false, cancelled: true, error: { name: 'RunCancelled' } });
  });

  test('cancelled before, it is not called', async () => {
    const outcome = await run(() => Promise.reject(new Error('called')), { signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ ok: false, cancelled: true });
  });
});
