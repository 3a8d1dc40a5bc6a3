import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Stack, StackCall } from '../aws/open-stack.ts';
import { add, type CallCounts, price } from './aws-calls.ts';
import { dollarsPerMillion } from './aws-prices.ts';

/** What the counts are the mean of, after one that warms up. */
const ROUNDS = 5;

const BATCH = 100;

/** How often a listener that waits says so again, beside a ping, in minutes (`sdk/listen/event-socket.ts`). */
const ASK_AGAIN_MINUTES = 4;
/** API Gateway ends each connection after two hours. */
const CONNECTION_MINUTES = 120;
const MONTH_MINUTES = 730 * 60;

/**
 * What the event log costs on AWS, with the functions that follow its stream, warm: a million events, sent singly or a hundred at once;
 * a million answers to a listener that waits by WebSocket; a listener that waits a month; and what recording adds to a million
 * firings that come one by one, or fifty within the second that `record` gathers them for.
 *
 * @param fire fires a hook with one handler, and carries it out.
 */
export async function measureTelling(
  stack: Stack,
  apiKey: string,
  fire: () => Promise<string>,
): Promise<object> {
  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await stack.request(method, path, {
      apiKey,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (answer.status >= 300) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body as T;
  };
  const event = (n: number) => ({
    key: 'model.trained',
    eventType: 'training',
    value: { model: `model-${n % 17}`, epoch: n, loss: 1 / (n + 1), device: `gpu-${n % 8}` },
  });
  let sent = 0;
  const sendOne = () => ask('POST', '/v1/events', event(sent++));
  const sendMany = () =>
    ask('POST', '/v1/events/batch', { events: Array.from({ length: BATCH }, () => event(sent++)) });
  const seen: StackCall[] = [];
  const look = () => seen.push(...stack.takeCalls());
  /** The calls of one round, without what `prepare` calls. */
  const count = async (
    round: () => Promise<unknown>,
    prepare: () => Promise<unknown> = async () => {},
  ): Promise<CallCounts> => {
    const counts: CallCounts = {};
    for (let n = 0; n <= ROUNDS; n++) {
      await prepare();
      stack.takeCalls();
      seen.length = 0;
      await round();
      look();
      // Lambda polls queues whether there is something or not.
      if (n > 0) for (const call of seen) if (!call.name.startsWith('sqs:')) add(counts, call);
    }
    for (const name of Object.keys(counts)) counts[name] = counts[name]! / ROUNDS;
    return counts;
  };
  const told = (send: () => Promise<unknown>) => async () => {
    await send();
    await stack.tellOn();
  };

  const one = await count(told(sendOne));
  const hundred = await count(told(sendMany));

  const listener = await openListener(stack, apiKey);
  const connect = await count(async () => (await openListener(stack, apiKey)).close());
  const ping = await count(() => listener.ask({ action: 'ping' }));
  let afterOffset = 0;
  const findEnd = async () => {
    afterOffset = (await ask<{ offset: number }>('GET', '/v1/events/offset')).offset;
  };
  /** Resolves when the listener waits, with what resolves with its answer. */
  const wait = async () => {
    const filter = { keys: ['model.trained'] };
    const answered = listener.ask({ action: 'next', id: 'n', filter, afterOffset });
    while (!seen.some(({ name }) => name === 'lambda:socket')) {
      look();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await stack.listenersHeard();
    return { answered };
  };
  const answer = await count(async () => {
    const { answered } = await wait();
    await told(sendOne)();
    await answered;
  }, findEnd);
  await wait();
  const askAgain = await count(wait, findEnd);
  await listener.close();

  const recorded = (firings: number) =>
    count(
      () => stack.tellOn(),
      async () => {
        for (let n = 0; n < firings; n++) await fire();
      },
    );
  const [recordOne, recordFifty] = [await recorded(1), await recorded(50)];

  const month =
    MONTH_MINUTES * dollarsPerMillion.connectionMinute +
    (MONTH_MINUTES / ASK_AGAIN_MINUTES) * (price(ping) + price(askAgain)) +
    (MONTH_MINUTES / CONNECTION_MINUTES) * price(connect);
  return {
    events: {
      dollarsPerMillion: price(one),
      dollarsPerMillionOfHundreds: toCents(price(hundred) / BATCH),
      dollarsPerMillionAnswers: toCents(price(answer) - price(one)),
      dollarsPerListenerMonth: Math.round(month / 1000) / 1000,
      dollarsPerMillionFiringsRecorded: price(recordOne),
      dollarsPerMillionFiringsRecordedOfFifty: toCents(price(recordFifty) / 50),
      calls: { one, hundred, connect, ping, askAgain, answerAndEvent: answer, recordOne, recordFifty },
    },
  };
}

const toCents = (dollars: number): number => Math.round(dollars * 100) / 100;

/** A client of the WebSocket API. */
async function openListener(stack: Stack, apiKey: string) {
  const socket = new WebSocket(stack.socketUrl, { headers: { authorization: `Bearer ${apiKey}` } });
  await once(socket, 'open');
  return {
    /** Says something, and resolves with the answer. */
    async ask(message: object): Promise<unknown> {
      socket.send(JSON.stringify(message));
      const [data] = (await once(socket, 'message')) as [Buffer];
      return JSON.parse(data.toString());
    },
    async close(): Promise<void> {
      socket.close();
      await once(socket, 'close');
      await stack.listenersHeard();
    },
  };
}
