import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../adapters/node/system-clock.ts';
import { acceptedFiringSchema, firingSchema } from '../../core/contract/firing.ts';
import { sha256Hex } from '../../core/hash.ts';
import type { Clock } from '../../core/ports/clock.ts';
import {
  type Call,
  type Fault,
  type FaultMode,
  firstAndLast,
  injectFaults,
  isRead,
} from '../aws/inject-faults.ts';
import { startLocalSes } from '../aws/local-ses.ts';
import { openStack, type Stack } from '../aws/open-stack.ts';

/** How far the time of the functions and the machines has been put forward, in milliseconds. */
let aheadMs = 0;

/** Waits and pauses between repetitions are put forward; an execution's own limit of five minutes stays. */
const hastyClock: Clock = {
  now: () => systemClock.now(),
  schedule(delayMs, callback) {
    if (delayMs >= 120_000) return systemClock.schedule(delayMs, callback);
    aheadMs += Math.max(0, delayMs);
    return systemClock.schedule(0, callback);
  },
};

const HOOK = 'lab.faults';
// Too large for an execution, so that it goes by the bucket; and so does the result.
const PAYLOAD = JSON.stringify({ filling: 'x'.repeat(40_000) });
const GOOD = "export default () => 'y'.repeat(60_000);";
const BAD = "export default () => { throw new RangeError('wrong'); };";

/**
 * Once, which the SDK's own repetition mends; and, at its worst, until the SDK gives up. What has taken effect and is repeated,
 * and what fails for good, is tried at every place.
 */
const ways: readonly { way: string; mode: FaultMode; times: number; at: (calls: Call[]) => Call[] }[] = [
  {
    way: 'once, before taking effect',
    mode: 'before',
    times: 1,
    at: (calls) => firstAndLast(calls).filter((call) => !isRead(call)),
  },
  {
    way: 'once, after taking effect',
    mode: 'after',
    times: 1,
    at: (calls) => [...calls.filter((call) => !isRead(call)), ...firstAndLast(calls.filter(isRead))],
  },
  { way: 'once, throttled', mode: 'throttled', times: 1, at: firstAndLast },
  { way: 'for good, after taking effect', mode: 'after', times: 3, at: (calls) => calls },
];

describe('Whichever call of AWS fails on the path of a firing, nothing is lost and nothing doubled', () => {
  let stack: Stack;
  let ses: Awaited<ReturnType<typeof startLocalSes>>;
  let faults: ReturnType<typeof injectFaults>;
  let apiKey: string;
  let calls: Call[];

  beforeAll(async () => {
    // The functions log each failure.
    vi.spyOn(console, 'error').mockImplementation(() => {});
    // The SDK pauses before it repeats a call, for a random part of a time.
    vi.spyOn(Math, 'random').mockReturnValue(0);
    vi.spyOn(systemClock, 'now').mockImplementation(() => Date.now() + aheadMs);
    faults = injectFaults(new SQSClient({ region: 'us-east-1' }).config.requestHandler);
    ses = await startLocalSes();
    stack = await openStack(ses.endpoint, hastyClock);
    apiKey = await stack.bootstrap();
    await ask('POST', '/v1/hooks', { name: HOOK });
    await register('good', GOOD);
    await register('bad', BAD);
    // What is cached when a function is warm is read now.
    await carryOut('warm');
    calls = await faults.record(() => carryOut('recorded'));
    await ses.take();
  }, 60_000);
  afterAll(async () => {
    faults?.remove();
    await stack?.close();
    await ses?.close();
  });

  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await stack.request(method, path, {
      apiKey,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };

  const register = async (name: string, code: string): Promise<void> => {
    const uploadSchema = z.object({
      upload: z.object({ url: z.string(), headers: z.record(z.string(), z.string()) }),
    });
    const codeSha256 = sha256Hex(code);
    const { upload } = uploadSchema.parse(
      await ask('POST', '/v1/code', { sha256: codeSha256, sizeBytes: code.length }),
    );
    await fetch(upload.url, { method: 'PUT', headers: upload.headers, body: code });
    const notify = { notifyOnSuccess: 'success@example.com', notifyOnFailure: 'failure@example.com' };
    await ask('POST', '/v1/handlers', { name, hook: HOOK, ...notify, codeSha256 });
  };

  /** Fires as the SDK does, with one key for all tries, and works the queues off. */
  const carryOut = async (key: string): Promise<string> => {
    for (let tries = 1; ; tries++) {
      const answer = await stack.request('POST', `/v1/hooks/${HOOK}/firings`, {
        apiKey,
        body: PAYLOAD,
        headers: { 'idempotency-key': key },
      });
      if (answer.status === 202) {
        await stack.workOff();
        return acceptedFiringSchema.parse(answer.body).id;
      }
      if (answer.status < 500 || tries === 5) throw new Error(JSON.stringify(answer.body));
    }
  };

  test('the path is whole: what it calls is known', () => {
    expect([...new Set(calls.map(({ name }) => name))].sort()).toMatchInlineSnapshot(`
      [
        "dynamodb:BatchGetItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
        "lambda:Invoke",
        "s3:GET",
        "s3:PUT",
        "ses:SendEmail",
        "sqs:SendMessage",
        "states:StartExecution",
      ]
    `);
  });

  test.each(ways)('calls that fail $way', { timeout: 120_000 }, async ({ mode, times, at }) => {
    const wrong: string[] = [];
    const untouched: string[] = [];
    for (const call of at(calls)) {
      const label = `${call.name} no. ${call.occurrence}, ${mode}, ${times} times`;
      const problem = await whatIsWrongAfter({ ...call, mode, times }, label);
      if (problem.length > 0) wrong.push(`${label}: ${problem.join('; ')}`);
      if (faults.injected === 0) untouched.push(label);
    }
    expect(wrong).toEqual([]);
    expect(untouched).toEqual([]);
  });

  const whatIsWrongAfter = async (fault: Fault, key: string): Promise<string[]> => {
    faults.arm(fault);
    const id = await carryOut(key);
    faults.disarm();
    const firing = firingSchema.parse(await ask('GET', `/v1/firings/${id}`));
    const mails = await ses.take();
    const problems: string[] = [];
    const expectThat = (fine: boolean, what: string) => void (fine || problems.push(what));
    expectThat(firing.state === 'finished', `the firing is ${firing.state}`);
    for (const [name, state] of [
      ['good', 'succeeded'],
      ['bad', 'failed'],
    ] as const) {
      const run = firing.runs.find(({ handlerName }) => handlerName === name);
      expectThat(run?.state === state, `${name} ${run?.state} ${run?.error?.message ?? ''}`);
      expectThat(run?.error?.name !== 'PlatformFailed', `${name} was given up`);
      // An attempt that was lost, and that another one followed, was settled as waiting.
      const settled = firing.history.filter(
        ({ step, runId, state }) => step === 'settle' && runId === run?.id && state !== 'waiting',
      );
      expectThat(settled.length === 1, `${name} settled ${settled.length} times`);
      const sent = mails.filter(({ headers }) => headers.some(({ value }) => value === run?.id));
      // A connection that breaks when SES has taken an e-mail already repeats it; nothing else may.
      const mayRepeat = fault.name === 'ses:SendEmail' && fault.mode === 'after';
      expectThat(sent.length === 1 || (mayRepeat && sent.length > 1), `${name} mailed ${sent.length} times`);
    }
    return problems;
  };
});
