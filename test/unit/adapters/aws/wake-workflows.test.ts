import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamodbEventWaits } from '../../../../adapters/aws/dynamodb/workflows/event-waits.ts';
import { markRules } from '../../../../adapters/aws/dynamodb/workflows/mark-rules.ts';
import { dynamodbWorkflowRuleStore } from '../../../../adapters/aws/dynamodb/workflows/rule-store.ts';
import { dynamodbWatchedEvents } from '../../../../adapters/aws/dynamodb/workflows/watched-events.ts';
import { consumeLines } from '../../../../adapters/aws/sqs/consume-batch.ts';
import {
  parseWakeup,
  sendWakeupsParams,
  sqsWakeQueue,
  type Wakeup,
} from '../../../../adapters/aws/sqs/wake-queue.ts';
import { wakeWorkflows } from '../../../../adapters/aws/streams/wake-workflows.ts';
import { randomIds } from '../../../../adapters/node/random-ids.ts';
import type { EventRecord } from '../../../../core/ports/event-log.ts';
import type { WorkflowRuleRecord } from '../../../../core/ports/workflow-rule-store.ts';
import { announcedRules } from '../../../../core/workflow/rules/announced-rules.ts';
import { startCountingProxy } from '../../../aws/counting-proxy.ts';
import { type LocalAws, startLocalAws } from '../../../aws/local-aws.ts';
import { manualClock } from '../../../conformance/manual-clock.ts';
import { eventWait } from '../../../conformance/workflow-stores/records.ts';

const event = (offset: number, key: string, more: Partial<EventRecord> = {}): EventRecord => ({
  offset,
  key,
  value: '{"n":1}',
  eventType: null,
  context: null,
  namespace: 'default',
  sender: 'ada',
  createdAt: 1000,
  ...more,
});

const rule = (more: Partial<WorkflowRuleRecord> = {}): WorkflowRuleRecord => ({
  tenantId: 't1',
  owner: 'ada',
  name: 'r',
  workflow: 'w',
  action: 'start',
  on: { key: 'rows', namespace: undefined, sender: undefined, eventType: undefined },
  resetState: false,
  initialState: 'null',
  state: 'null',
  paused: false,
  position: 0,
  acted: 0,
  lastActedAt: null,
  lastError: null,
  createdAt: 1,
  revision: 1,
  ...more,
});

describe('New events, told to workflows', () => {
  let aws: LocalAws;
  let calls: string[] = [];
  let units = 0;
  let watched: Awaited<ReturnType<typeof startCountingProxy>>;
  beforeAll(async () => {
    aws = await startLocalAws();
    watched = await startCountingProxy(aws.dynamodbEndpoint, (call) => {
      calls.push(call.name);
      units += call.units;
    });
  });
  afterAll(async () => {
    await watched.close();
    await aws.close();
  });

  const KEEP_MS = 60_000;
  const open = async () => {
    const table = await aws.createTable('workflows', watched.endpoint);
    const clock = manualClock(0);
    const ids = randomIds();
    let woken: Wakeup[] = [];
    const deps = {
      watched: dynamodbWatchedEvents(table, clock, KEEP_MS),
      wake: async (wakeups: readonly Wakeup[]) => void woken.push(...wakeups),
    };
    const stored = dynamodbWorkflowRuleStore(table, ids);
    return {
      clock,
      waits: dynamodbEventWaits(table),
      stored,
      rules: announcedRules(stored, {
        marked: () => markRules(table, ids.next()),
        wake: async ({ tenantId, name }) => void woken.push({ rule: { tenantId, name }, cause: 'change' }),
      }),
      /** What is put on the queue for these events, and by which calls it was found. */
      async tell(...events: EventRecord[]) {
        woken = [];
        calls = [];
        await wakeWorkflows(deps, events);
        return { woken, calls };
      },
      told: () => woken.splice(0),
    };
  };

  test('cost a query, and one for each of their keys, where nobody looks', async () => {
    const { tell } = await open();
    // The rules are read once.
    expect((await tell(event(1, 'a'))).calls).toHaveLength(3);
    const { woken, calls: asked } = await tell(event(2, 'a'), event(3, 'b'), event(4, 'a'));
    expect(woken).toEqual([]);
    expect(asked).toEqual(['dynamodb:Query', 'dynamodb:Query', 'dynamodb:Query']);
  });

  test('reach the steps that wait: those of a key in the order of the log, and none that no step asks for', async () => {
    const { waits, tell } = await open();
    await waits.put(eventWait({ key: 'a', after: 2 }));
    await waits.put(eventWait({ key: 'b', stepId: '2', match: { n: 2 } }));
    await waits.put(eventWait({ key: undefined, stepId: '3', sender: 'bert' }));
    const { woken } = await tell(
      event(2, 'a'),
      event(3, 'a'),
      event(4, 'b'),
      event(5, 'a'),
      event(6, 'c', { sender: 'bert' }),
      event(7, 'b', { value: '{"n":2}' }),
    );
    expect(woken).toEqual([
      { key: 'a', offsets: [3, 5] },
      { key: 'b', offsets: [7] },
      { key: 'c', offsets: [6] },
    ]);
  });

  test('are found to be awaited without reading all who wait: those who want nothing by the first, others by their values', async () => {
    const { waits, tell } = await open();
    const runs = Array.from({ length: 200 }, (_, n) => `run-${n}`);
    await Promise.all(runs.map((runId, n) => waits.put(eventWait({ key: 'a', runId, match: { n, x: 0 } }))));
    await Promise.all(runs.map((runId) => waits.put(eventWait({ key: 'b', runId }))));
    // The rules, which are kept.
    await tell(event(1, 'c'));
    units = 0;
    const { woken, calls: asked } = await tell(
      event(2, 'a', { value: '{"n":199,"x":0}' }),
      event(3, 'a', { value: '{"n":200,"x":0}' }),
      event(4, 'b'),
    );
    expect(woken).toEqual([
      { key: 'a', offsets: [2] },
      { key: 'b', offsets: [4] },
    ]);
    // Who waits for any key; the first of each key; of "a" the names that are wanted, no others, and the two values.
    expect(asked).toHaveLength(1 + 2 + 2 + 2);
    expect(units).toBeLessThan(15);
  });

  test('reach a rule once, however many it looks at; and never one that is paused', async () => {
    const { rules, tell, told } = await open();
    await rules.put(rule());
    await rules.put(rule({ name: 'paused', paused: true }));
    await rules.put(rule({ name: 'any', on: { ...rule().on, key: undefined } }));
    expect(told()).toHaveLength(2);
    const { woken } = await tell(
      event(1, 'rows'),
      event(2, 'rows'),
      event(3, 'other'),
      event(4, 'rows', { namespace: 'hookline/ada' }),
    );
    expect(woken).toEqual([
      { rule: { tenantId: 't1', name: 'any' }, cause: 'event 3' },
      { rule: { tenantId: 't1', name: 'r' }, cause: 'event 2' },
    ]);
  });

  test('find a rule at once that was put, paused, let go on or removed', async () => {
    const { rules, tell } = await open();
    const woken = async () => (await tell(event(1, 'rows'))).woken.length;
    expect(await woken()).toBe(0);
    await rules.put(rule());
    expect(await woken()).toBe(1);
    await rules.put(rule({ paused: true, revision: 2 }));
    expect(await woken()).toBe(0);
    await rules.put(rule({ revision: 3 }));
    expect(await woken()).toBe(1);
    await rules.remove(rule());
    expect(await woken()).toBe(0);
  });

  test('do not let the rules be read again that only went on, until a minute has passed', async () => {
    const { rules, stored, clock, tell } = await open();
    await rules.put(rule());
    await tell(event(1, 'x'));
    await stored.put(rule({ position: 1, revision: 2 }));
    expect((await tell(event(2, 'x'))).calls).toHaveLength(2);
    await clock.advance(KEEP_MS);
    expect((await tell(event(3, 'x'))).calls).toHaveLength(3);
  });

  test('a rule that is put looks at what came before it was seen; one that was refused or is paused does not', async () => {
    const { rules, told } = await open();
    await rules.put(rule());
    expect(told()).toEqual([{ rule: { tenantId: 't1', name: 'r' }, cause: 'change' }]);
    expect(await rules.put(rule())).toBe(false);
    await rules.put(rule({ paused: true, revision: 2 }));
    expect(told()).toEqual([]);
  });
});

describe('The queue of what is to be woken', () => {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await startLocalAws();
  });
  afterAll(() => aws.close());

  const wakeup: Wakeup = { key: 'a', offsets: [1] };

  test('has a line for each key and each rule, and takes the same once', () => {
    const { Entries = [] } = sendWakeupsParams('q', [
      wakeup,
      { key: 'a', offsets: [2] },
      { rule: { tenantId: 't1', name: 'a' }, cause: 'event 1' },
      { rule: { tenantId: 't1', name: 'a' }, cause: 'event 2' },
      wakeup,
    ]);
    const lines = Entries.map(({ MessageGroupId }) => MessageGroupId);
    expect(lines[1]).toBe(lines[0]);
    expect(lines[3]).toBe(lines[2]);
    expect(new Set(lines).size).toBe(2);
    const same = Entries.map(({ MessageDeduplicationId }) => MessageDeduplicationId);
    expect(new Set(same).size).toBe(4);
    expect(same[4]).toBe(same[0]);
  });

  test('brings them over the wire, many events in several messages and in order', async () => {
    const queueUrl = aws.createQueue('fifo');
    const wake = sqsWakeQueue(aws.sqs, queueUrl);
    const offsets = Array.from({ length: 60 }, (_, index) => index + 1);
    const rules = Array.from({ length: 9 }, (_, index) => ({
      rule: { tenantId: 't1', name: `r${index}` },
      cause: 'event 60',
    }));
    await wake([{ key: 'ä/鸿', offsets }, ...rules]);
    await wake([{ key: 'ä/鸿', offsets }]);
    expect(await aws.messagesIn(queueUrl)).toBe(12);
    const received: Wakeup[] = [];
    for (;;) {
      const { Messages = [] } = await aws.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }),
      );
      if (Messages.length === 0) break;
      for (const { Body = '', ReceiptHandle } of Messages) {
        received.push(parseWakeup(Body));
        await aws.sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
      }
    }
    expect(received.flatMap((told) => ('key' in told ? told.offsets : []))).toEqual(offsets);
  });

  test('refuses what is no message of its own', () => {
    expect(() => parseWakeup('{}')).toThrow();
    expect(() => parseWakeup('{"key":"a","offsets":[0]}')).toThrow();
  });
});

describe('A batch of messages in lines', () => {
  const message = (messageId: string, line: string) => ({
    messageId,
    receiptHandle: messageId,
    body: messageId,
    attributes: { MessageGroupId: line },
  });
  const batch = [message('a1', 'a'), message('b1', 'b'), message('a2', 'a'), message('a3', 'a')];

  test('is worked off line by line; behind one that fails, its line comes again', async () => {
    const done: string[] = [];
    const errors: string[] = [];
    const answer = await consumeLines(
      batch,
      async ({ body }) => {
        await new Promise(setImmediate);
        if (body === 'a2') throw new Error('no');
        done.push(body);
        return 'done';
      },
      (_error, { messageId }) => errors.push(messageId),
      async () => expect.unreachable(),
    );
    expect(done.toSorted()).toEqual(['a1', 'b1']);
    expect(errors).toEqual(['a2']);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'a2' }, { itemIdentifier: 'a3' }] });
  });

  test('whose time is over comes again at once, with what is behind it in its line', async () => {
    const shown: string[] = [];
    const answer = await consumeLines(
      batch,
      async ({ body }) => (body === 'a2' ? 'again' : 'done'),
      () => expect.unreachable(),
      async ({ messageId }) => void shown.push(messageId),
    );
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'a2' }, { itemIdentifier: 'a3' }] });
    expect(shown).toEqual(['a2', 'a3']);
  });
});
