import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SEGMENT_PREFIX } from '../../adapters/aws/dynamodb/events/event-items.ts';
import { dynamodbEventLog } from '../../adapters/aws/dynamodb/events/event-log.ts';
import type { Table } from '../../adapters/aws/dynamodb/table.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import type { EventLog, EventRecord, EventSelection } from '../../core/ports/event-log.ts';
import { draft, eventsOf, only, select, wholeLog } from '../conformance/event-drafts.ts';
import { seededRandom } from '../scenarios/seeded-random.ts';
import { aroundCalls, type TableCall } from './around-calls.ts';
import { type LocalAws, startLocalAws } from './local-aws.ts';

const SENDERS = 64;
const EVENTS_PER_SENDER = 313;
const LARGEST_BATCH = 500;

/** Of a hundred calls so many stop the sender, before they take effect or after. */
const CRASHES = 3;

/** Of a hundred senders that have taken offsets so many pause before they write, until readers have given them up. */
const PAUSES = 5;

const NAMESPACES = ['red', 'green', 'blue'];

class Crash extends Error {}

/** The sort key of a chunk, or of a tombstone, that is to be written. */
function written(what: 'chunk' | 'tombstone', { input }: TableCall): string | undefined {
  const { PK, SK, dead = false } = (input.Item ?? {}) as { PK?: string; SK?: string; dead?: boolean };
  return PK?.startsWith(SEGMENT_PREFIX) && dead === (what === 'tombstone') ? SK : undefined;
}

describe('64 senders that pause and crash at any step, and listeners that read along', () => {
  let aws: LocalAws;
  let table: Table;
  beforeAll(async () => {
    aws = await startLocalAws();
    table = aroundCalls(await aws.createTable('events'), async (call, send) => {
      const answer = await send();
      const buried = written('tombstone', call);
      if (buried !== undefined) pausing.get(buried)?.();
      return answer;
    });
  });
  afterAll(() => aws.close());

  /** Senders that pause, by the sort key of their chunk. */
  const pausing = new Map<string, () => void>();

  /** A process of a sender, until it crashes. */
  const startProcess = (random: () => number): EventLog => {
    let crashed = false;
    const troubled = aroundCalls(table, async (call, send) => {
      if (crashed) throw new Crash();
      const fate = random() * 100;
      if (fate < CRASHES) {
        crashed = true;
        if (fate < CRASHES / 2) await send();
        throw new Crash();
      }
      const chunk = written('chunk', call);
      // The first to come here pauses in any case: chance alone may let nobody.
      if (chunk !== undefined && (random() * 100 < PAUSES || pausing.size === 0)) {
        await new Promise<void>((resolve) => pausing.set(chunk, resolve));
      }
      return await send();
    });
    return dynamodbEventLog(troubled, systemClock);
  };

  /** Sends until everything is acknowledged; a new process goes on for one that crashed. */
  const sendAll = async (sender: number): Promise<EventRecord[]> => {
    const random = seededRandom(sender);
    const skewMs = Math.round((random() - 0.5) * 100);
    const producer = { tenantId: 'tenant', clientId: `sender ${sender}` };
    const namespace = NAMESPACES[sender % NAMESPACES.length]!;
    const acknowledged: EventRecord[] = [];
    let log = startProcess(random);
    let isOpen = false;
    while (acknowledged.length < EVENTS_PER_SENDER) {
      const sequence = acknowledged.length + 1;
      const count = Math.min(Math.ceil(random() * LARGEST_BATCH), EVENTS_PER_SENDER - acknowledged.length);
      const drafts = Array.from({ length: count }, (_, index) =>
        draft({
          key: `key ${sender % 8}`,
          namespace,
          sender: `${sender}`,
          value: `${sequence + index}`,
        }),
      );
      const at = Date.now() + skewMs;
      try {
        if (!isOpen) await log.openProducer(producer, at);
        isOpen = true;
        acknowledged.push(...eventsOf(await log.append(drafts, at, { ...producer, sequence })));
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        log = startProcess(random);
        isOpen = false;
      }
    }
    return acknowledged;
  };

  /** Follows the log as listeners do, until it was told to stop and there is nothing more. */
  const follow = async (selection: EventSelection, isOver: () => boolean): Promise<EventRecord[]> => {
    const log = dynamodbEventLog(table, systemClock);
    const seen: EventRecord[] = [];
    let after = 0;
    for (;;) {
      const isLast = isOver();
      const { events, searchedTo } = await log.read(selection, { after, upTo: undefined }, 500);
      seen.push(...events);
      after = searchedTo;
      if (events.length > 0) continue;
      if (isLast) return seen;
      await log.waitForEvent(selection, after, 1000);
    }
  };

  test('every acknowledged event is there once, in order, and no listener passes one that comes later', {
    timeout: 120_000,
  }, async () => {
    let isOver = false;
    const selections = [
      select(),
      select({ scope: only('red') }),
      select({ scope: only('green', 'blue'), keys: ['key 2', 'key 3'], sender: '11' }),
    ];
    const following = selections.map((selection) => follow(selection, () => isOver));
    const acknowledged = await Promise.all(Array.from({ length: SENDERS }, (_, sender) => sendAll(sender)));
    isOver = true;
    const [everything = [], ...some] = await Promise.all(following);

    const sent = acknowledged.flat().sort((a, b) => a.offset - b.offset);
    expect(sent).toHaveLength(SENDERS * EVENTS_PER_SENDER);
    expect(everything).toEqual(sent);
    for (const [index, seen] of some.entries()) {
      const { scope, keys, sender } = selections[index + 1]!;
      expect(seen).toEqual(
        sent.filter(
          (event) =>
            (scope.others !== undefined || scope.notBefore.has(event.namespace)) &&
            (keys?.includes(event.key) ?? true) &&
            (sender === undefined || event.sender === sender),
        ),
      );
      expect(seen.length).toBeGreaterThan(0);
    }
    for (let sender = 0; sender < SENDERS; sender++) {
      const values = everything.filter((event) => event.sender === `${sender}`).map(({ value }) => value);
      expect(values).toEqual(Array.from({ length: EVENTS_PER_SENDER }, (_, index) => `${index + 1}`));
    }
    const times = everything.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted((a, b) => a - b));

    expect(pausing.size).toBeGreaterThan(0);
    const log = dynamodbEventLog(table, systemClock);
    const counts = await log.count(select(), wholeLog);
    expect(counts.map(({ count }) => count)).toEqual(Array(SENDERS).fill(EVENTS_PER_SENDER));
    const backwards = await log.read(select(), wholeLog, sent.length, true);
    expect(backwards.events).toEqual(sent.toReversed());
  });
});
