import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamodbEventLog } from '../../adapters/aws/dynamodb/events/event-log.ts';
import type { Table } from '../../adapters/aws/dynamodb/table.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { EventRecord } from '../../core/ports/event-log.ts';
import { type Call, type FaultMode, firstAndLast, injectFaults, isRead } from '../aws/inject-faults.ts';
import { type LocalAws, localAccess, startLocalAws } from '../aws/local-aws.ts';
import { seededRandom } from '../scenarios/seeded-random.ts';
import { draft, eventsOf, only, select, wholeLog } from './event-drafts.ts';

/** Waits for senders that do not come take no time. */
const hastyClock: Clock = {
  now: systemClock.now,
  schedule: (_delayMs, callback) => systemClock.schedule(0, callback),
};

/** Three attempts, as the SDK makes them, without a pause between. */
const hastyRetries = {
  mode: 'standard',
  acquireInitialRetryToken: async () => attempt(0),
  async refreshRetryTokenForRetry(token: ReturnType<typeof attempt>) {
    if (token.getRetryCount() === 2) throw new Error('No more attempts.');
    return attempt(token.getRetryCount() + 1);
  },
  recordSuccess() {},
};

const attempt = (retries: number) => ({ getRetryCount: () => retries, getRetryDelay: () => 0 });

/** Once, which the SDK's own repetition mends; and until the SDK gives up. */
const waysOf = (call: Call, calls: readonly Call[]): { mode: FaultMode; times: number }[] => [
  ...(!isRead(call) || firstAndLast(calls).includes(call) ? [{ mode: 'after' as const, times: 1 }] : []),
  ...(isRead(call) ? [] : [{ mode: 'before' as const, times: 3 }]),
  { mode: 'after', times: 3 },
];

/** How often a client tries before it gives up. */
const MOST_TRIES = 3;

describe('Whichever call of DynamoDB fails, once or for good, before or after taking effect', () => {
  let aws: LocalAws;
  let table: Table;
  let faults: ReturnType<typeof injectFaults>;
  beforeAll(async () => {
    aws = await startLocalAws();
    const { name } = await aws.createTable('events');
    const client = new DynamoDBClient({
      ...localAccess,
      endpoint: aws.dynamodbEndpoint,
      retryStrategy: hastyRetries as never,
    });
    table = { name, client: DynamoDBDocumentClient.from(client) };
    faults = injectFaults(client.config.requestHandler);
  });
  afterAll(async () => {
    faults?.remove();
    table?.client.destroy();
    await aws?.close();
  });

  const openLog = () => dynamodbEventLog(table, hastyClock);

  const tryAgain = async <T>(work: () => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (error) {
        if (tries === MOST_TRIES) throw error;
      }
    }
  };

  let stories = 0;

  /**
   * Carries a story out once for each of its calls and each way to fail; `look` says what is wrong afterwards, if anything is.
   *
   * @returns the names of the calls, and all that was wrong.
   */
  const failEverywhere = async <T>(
    story: (name: string) => Promise<T>,
    look: (name: string, told: T) => Promise<string | undefined>,
  ): Promise<string[]> => {
    const calls = await faults.record(() => story(`story ${++stories}`));
    const wrong: string[] = [];
    for (const call of calls) {
      for (const way of waysOf(call, calls)) {
        const name = `story ${++stories}`;
        faults.arm({ ...call, ...way });
        const told = await story(name);
        faults.disarm();
        const problem = faults.injected === 0 ? 'did not happen' : await look(name, told);
        if (problem !== undefined) {
          wrong.push(`${call.name} no. ${call.occurrence}, ${way.mode}, ${way.times} times: ${problem}`);
        }
      }
    }
    return [...[...new Set(calls.map(({ name }) => name))].sort(), ...wrong];
  };

  /** What is in the log under a key and namespace of this name. */
  const valuesOf = async (name: string) => {
    const { events } = await openLog().read(select({ scope: only(name), keys: [name] }), wholeLog, 100);
    return { events, values: events.map(({ value }) => (value.length > 10 ? 'long' : value)).join(' ') };
  };

  const draftsOf = (name: string, ...values: string[]) =>
    values.map((value) => draft({ key: name, namespace: name, value }));

  test('what a producer sends until it is acknowledged is there once, as it was answered', {
    timeout: 120_000,
  }, async () => {
    // Does not become shorter by deflating, so that there are parts.
    const random = seededRandom(1);
    const long = `"${Buffer.from(Array.from({ length: 20_000 }, () => random() * 256)).toString('base64')}"`;
    const sendAll = async (name: string): Promise<EventRecord[]> => {
      const log = openLog();
      const producer = { tenantId: 'tenant', clientId: name };
      const send = (sequence: number, ...values: string[]) =>
        tryAgain(() => log.append(draftsOf(name, ...values), Date.now(), { ...producer, sequence }));
      await tryAgain(() => log.openProducer(producer, Date.now()));
      return [
        ...eventsOf(await send(1, '1')),
        ...eventsOf(await send(2, long, '3')),
        ...eventsOf(await send(3, '3', '4')).slice(1),
      ];
    };
    const problems = await failEverywhere(sendAll, async (name, sent) => {
      const { events, values } = await valuesOf(name);
      if (values !== '1 long 3 4') return values;
      return JSON.stringify(sent) === JSON.stringify(events) ? undefined : 'other answers';
    });
    expect(problems).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:BatchWriteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
    ]);
  });

  test('what comes from a stream until it is done is there once', { timeout: 120_000 }, async () => {
    const deliverAll = async (name: string): Promise<void> => {
      const log = openLog();
      const records = draftsOf(name, '1', '2', '3').map((one) => ({
        identity: `${name} ${one.value}`,
        draft: one,
      }));
      await tryAgain(() => log.appendOnce(records.slice(0, 2), Date.now()));
      await tryAgain(() => log.appendOnce(records, Date.now()));
    };
    const problems = await failEverywhere(deliverAll, async (name) => {
      const { values } = await valuesOf(name);
      return values === '1 2 3' ? undefined : values;
    });
    expect(problems).toEqual([
      'dynamodb:BatchWriteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
    ]);
  });

  test('what is read is the same', { timeout: 120_000 }, async () => {
    const log = openLog();
    await log.append(draftsOf('read', '1', `"${'x'.repeat(100_000)}"`, '3'), Date.now());
    const readAll = async () => {
      const reader = openLog();
      const selection = select({ scope: only('read') });
      const { events } = await tryAgain(() => reader.read(selection, wholeLog, 100));
      const counts = await tryAgain(() => reader.count(selection, wholeLog));
      const latest = await tryAgain(() => reader.latestOffset());
      return [events.length, counts[0]?.count, latest];
    };
    const expected = JSON.stringify(await readAll());
    const problems = await failEverywhere(readAll, async (_name, told) =>
      JSON.stringify(told) === expected ? undefined : JSON.stringify(told),
    );
    expect(problems).toEqual(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query']);
  });
});
