import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  Connection,
  type Task,
  task,
  type Worker,
  type WorkerContext,
  type WorkerOptions,
  type WorkerTask,
  worker,
} from '@hookline/sdk';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { type Answer, openPlatform, problem, type Received, silentEndpoint } from '../open-platform.ts';

/** What a request about a task was, and what it said. */
interface Said {
  readonly verb: string;
  readonly body: Record<string, unknown>;
}

const ok = (json: unknown): Answer => ({ status: 200, json });
/** Works until it is told to give up. */
const endless = (_: unknown, { signal }: WorkerContext): Promise<never> =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

/**
 * A platform with tasks `1`, `2`, … of a run `r/1`, one for each claim, then none; a claim that waits is left waiting.
 *
 * @param answer to other requests than claims; undefined for the usual.
 */
async function openTasks(count: number, answer: (said: Said) => Answer | undefined = () => undefined) {
  const said: Said[] = [];
  let offered = 0;
  const platform = await openPlatform(({ url, body: sent }: Received) => {
    if (url === '/v1/events/socket') return ok({ url: null });
    const body = JSON.parse(sent.toString()) as Record<string, unknown>;
    const verb = url.split('/').at(-1)!;
    said.push({ verb, body });
    if (verb !== 'claim') return answer({ verb, body }) ?? ok({});
    const stepId = `5#${offered + 1}.7`;
    if (offered >= count) return body.waitSeconds === 0 ? ok(claimed()) : 'hang';
    offered++;
    return ok(
      claimed({
        ...offer,
        stepId,
        input: { n: offered },
        receipt: `receipt-${offered}`,
      }),
    );
  });
  return {
    said,
    platform,
    of: (verb: string) => said.filter((one) => one.verb === verb).map(({ body }) => body),
  };
}

const offer = {
  runId: 'r/1',
  kind: 'sleep',
  name: 'nap',
  index: 7,
  parameters: { for: 5 },
  input: {},
  receipt: 'receipt',
  deliveries: 1,
  offeredAt: '2026-11-21T12:00:00.000Z',
  leaseUntil: '2026-11-21T12:01:00.000Z',
};

const claimed = (...tasks: object[]) => ({
  tasks,
  namespace: 'hookline/allen',
  cursor: 0,
  overdueSeconds: null,
});

function start(
  platform: { url: string },
  work: (task: WorkerTask<{ n: number }>, context: WorkerContext) => unknown,
  options: WorkerOptions = {},
): Worker {
  const ending = new AbortController();
  const connection = new Connection(platform.url, 'hlk_key');
  const begun = worker(connection, 'sleep', work, { signal: ending.signal, ...options });
  onTestFinished(async () => {
    ending.abort();
    await begun.stop();
  });
  return begun;
}

describe('A worker', () => {
  test('gives its function the task, and ends it with what that returns', async () => {
    const { platform, of } = await openTasks(1);
    const seen: unknown[] = [];
    start(platform, (given, { signal, ...context }) => {
      seen.push(given, context, signal.aborted);
      return { rows: 3 };
    });
    await expect
      .poll(() => of('end'))
      .toEqual([{ receipt: 'receipt-1', status: 'SUCCESS', output: { rows: 3 } }]);
    expect(seen).toEqual([
      { kind: 'sleep', name: 'nap', index: 7, parameters: { for: 5 }, input: { n: 1 } },
      { runId: 'r/1', stepId: '5#1.7', deliveries: 1 },
      false,
    ]);
    expect(platform.requests.map(({ url }) => url)).toContain('/v1/tasks/r%2F1/5%231.7/end');
  });

  test('says that it has seen a task before it ends it, unless told otherwise', async () => {
    const { platform, said } = await openTasks(2);
    start(platform, () => {}, { receipts: 'farm' });
    await expect.poll(() => said.filter(({ verb }) => verb !== 'claim')).toHaveLength(4);
    expect(said.filter(({ verb }) => verb !== 'claim').map(({ verb }) => verb)).toEqual([
      'receipt',
      'end',
      'receipt',
      'end',
    ]);
    expect(said.find(({ verb }) => verb === 'receipt')?.body).toEqual({
      receipt: 'receipt-1',
      target: 'farm',
    });
    const quiet = await openTasks(1);
    start(quiet.platform, () => {}, { receipts: false });
    await expect.poll(() => quiet.of('end')).toHaveLength(1);
    expect(quiet.of('receipt')).toEqual([]);
  });

  test('makes a task a failure whose function throws: with the name and message of the error', async () => {
    const { platform, of } = await openTasks(3);
    const thrown = [new TypeError('no such file'), Object.assign(new Error('x'), { name: '' }), 'a text'];
    start(platform, async () => {
      throw thrown.shift();
    });
    await expect
      .poll(() => of('end'))
      .toEqual([
        { receipt: 'receipt-1', status: 'FAILURE', name: 'TypeError', reason: 'no such file' },
        { receipt: 'receipt-2', status: 'FAILURE', reason: 'x' },
        { receipt: 'receipt-3', status: 'FAILURE', reason: 'a text' },
      ]);
  });

  test('makes a task a failure whose output the platform refuses, or which is no JSON', async () => {
    const { platform, of } = await openTasks(2, ({ body }) =>
      body.output === 'large' ? problem(413, 'body-too-large') : undefined,
    );
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const outputs: unknown[] = ['large', circular];
    start(platform, () => outputs.shift());
    await expect
      .poll(() => of('end').filter(({ status }) => status === 'FAILURE'))
      .toEqual([
        expect.objectContaining({ receipt: 'receipt-1', reason: 'This is body-too-large.' }),
        expect.objectContaining({
          receipt: 'receipt-2',
          reason: expect.stringContaining('cannot be written as JSON'),
        }),
      ]);
  });

  test('does as many tasks at once as it is told', async () => {
    const { platform, of } = await openTasks(5);
    const begun = start(platform, endless, { concurrency: 3 });
    await expect.poll(() => begun.working).toBe(3);
    expect(of('claim').map(({ limit }) => limit)).toEqual([3, 2, 1]);
  });

  test('sends heartbeats while it works', async () => {
    const { platform, of } = await openTasks(1);
    start(platform, endless, { leaseSeconds: 1 });
    await expect.poll(() => of('heartbeat').length, { timeout: 5000 }).toBeGreaterThan(2);
    expect(of('heartbeat')[0]).toEqual({ receipt: 'receipt-1', leaseSeconds: 1 });
    expect(of('claim')[0]).toMatchObject({ leaseSeconds: 1 });
  });

  test.each([
    [410, 'task-gone'],
    [409, 'task-lease-over'],
  ])('aborts the signal of a task that is its no more (%i %s), and does not end it', async (status, code) => {
    const { platform, of } = await openTasks(1, ({ verb }) =>
      verb === 'heartbeat' ? problem(status, code) : undefined,
    );
    const reasons: unknown[] = [];
    const begun = start(
      platform,
      async (_, { signal }) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        reasons.push(signal.reason);
        throw signal.reason;
      },
      { leaseSeconds: 1 },
    );
    await expect.poll(() => reasons).toEqual([expect.objectContaining({ code })]);
    await expect.poll(() => begun.working).toBe(0);
    expect(of('end')).toEqual([]);
  });

  test('ends a task again and again until it is answered', async () => {
    const answers: Answer[] = ['drop', problem(503, 'storage-unavailable', { retryable: true })];
    const { platform, of } = await openTasks(1, ({ verb }) => (verb === 'end' ? answers.shift() : undefined));
    start(platform, () => 'done');
    await expect.poll(() => of('end'), { timeout: 5000 }).toHaveLength(3);
  });

  test('goes on at another endpoint of the platform when one does not answer', async () => {
    const { platform, of } = await openTasks(1);
    const endpoint = `${await silentEndpoint()},${platform.url}`;
    start({ url: endpoint }, () => {});
    await expect.poll(() => of('end'), { timeout: 5000 }).toHaveLength(1);
  });

  test('waits by its claims where there is no WebSocket', async () => {
    const { platform, of } = await openTasks(0);
    start(platform, () => {});
    // It takes nothing by the one that waits, and may be given up.
    await expect
      .poll(() => of('claim').map(({ waitSeconds, limit }) => [waitSeconds, limit]))
      .toEqual([
        [0, 1],
        [20, 0],
      ]);
  });

  test('claims again under the same name when the answer is lost, and under another name the next time', async () => {
    const claims: Record<string, unknown>[] = [];
    const platform = await openPlatform(({ url, body }) => {
      if (url === '/v1/events/socket') return ok({ url: null });
      if (!url.endsWith('/claim')) return ok({});
      const claim = JSON.parse(body.toString()) as Record<string, unknown>;
      if (claim.limit === 0) return 'hang';
      claims.push(claim);
      if (claims.length === 1) return 'drop';
      return ok(claims.length === 2 ? claimed({ ...offer, stepId: '1' }) : claimed());
    });
    start(platform, () => {});
    await expect.poll(() => claims).toHaveLength(3);
    expect(claims.map(({ again }) => again)).toEqual([undefined, true, undefined]);
    expect(claims[1]!.claim).toBe(claims[0]!.claim);
    expect(claims[2]!.claim).not.toBe(claims[0]!.claim);
  });

  test('looks once more where it waits by a WebSocket: a task may be listed after its event', async () => {
    const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(sockets, 'listening');
    onTestFinished(() => {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    });
    const claims: unknown[] = [];
    const stepId = '1';
    const platform = await openPlatform(({ url, body }) => {
      if (url === '/v1/events/socket') {
        return ok({ url: `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}` });
      }
      if (!url.endsWith('/claim')) return ok({});
      claims.push(JSON.parse(body.toString()));
      // No event follows the first claim.
      return ok(claims.length === 2 ? claimed({ ...offer, stepId }) : claimed());
    });
    const seen: string[] = [];
    start(platform, (_, context) => void seen.push(context.stepId));
    await expect.poll(() => seen, { timeout: 10_000 }).toEqual([stepId]);
  });

  test('cannot go on when its key is not valid, and says so', async () => {
    const platform = await openPlatform(() => problem(401, 'unauthorized'));
    await expect(start(platform, () => {}).ended).rejects.toMatchObject({ code: 'unauthorized' });
  });

  test.each<[string, () => unknown]>([
    ['kind', () => worker(new Connection('localhost:1', 'hlk_x'), '', () => {})],
    [
      'concurrency',
      () => worker(new Connection('localhost:1', 'hlk_x'), 'k', () => {}, { concurrency: 101 }),
    ],
    [
      'leaseSeconds',
      () => worker(new Connection('localhost:1', 'hlk_x'), 'k', () => {}, { leaseSeconds: 0.5 }),
    ],
    ['receipts', () => worker(new Connection('localhost:1', 'hlk_x'), 'k', () => {}, { receipts: '' })],
  ])('refuses a wrong %s', (field, make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'invalid-argument', field }));
  });

  test('has the types of a task, where it is given one', () => {
    const sleep: Task<{ seconds: number }, { slept: number }> = task('sleep');
    const make = (conn: Connection) => [
      worker(conn, sleep, ({ input }) => ({ slept: input.seconds })),
      // @ts-expect-error the output is another.
      worker(conn, sleep, () => ({ slept: 'long' })),
      worker<{ file: string }>(conn, 'sleep', ({ input }) => input.file.length),
    ];
    expect(make).toBeTypeOf('function');
  });
});

describe('A worker that is told to end', () => {
  test('takes no more tasks, and finishes those that it has', async () => {
    const { platform, of } = await openTasks(2);
    const { promise, resolve } = Promise.withResolvers<string>();
    const begun = start(platform, () => promise);
    await expect.poll(() => begun.working).toBe(1);
    const stopped = begun.stop();
    resolve('done');
    await stopped;
    await begun.ended;
    expect(of('end')).toEqual([{ receipt: 'receipt-1', status: 'SUCCESS', output: 'done' }]);
    expect(of('claim')).toHaveLength(1);
  });

  test('ends at once where it waits for tasks', async () => {
    const { platform, of } = await openTasks(0);
    const begun = start(platform, () => {});
    await expect.poll(() => of('claim')).toHaveLength(2);
    await begun.stop();
  });

  test('by its signal gives tasks back whose function then throws, and ends the others', async () => {
    const { platform, said } = await openTasks(2);
    const giving = new AbortController();
    const begun = start(
      platform,
      async ({ input }, { signal }) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        if (input.n === 1) throw signal.reason;
        return 'done all the same';
      },
      { concurrency: 2, signal: giving.signal, receipts: false },
    );
    await expect.poll(() => begun.working).toBe(2);
    giving.abort();
    await begun.ended;
    expect(said.filter(({ verb }) => verb !== 'claim')).toEqual(
      expect.arrayContaining([
        { verb: 'release', body: { receipt: 'receipt-1' } },
        { verb: 'end', body: { receipt: 'receipt-2', status: 'SUCCESS', output: 'done all the same' } },
      ]),
    );
  });
});
