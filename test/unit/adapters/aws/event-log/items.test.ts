import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogItem } from '../../../../../adapters/aws/dynamodb/events/event-items.ts';
import { newChunkOf } from '../../../../../adapters/aws/dynamodb/events/new-chunk.ts';
import { packEvents, unpackEvents } from '../../../../../adapters/aws/dynamodb/events/pack-events.ts';
import { planRead } from '../../../../../adapters/aws/dynamodb/events/plan-read.ts';
import {
  formatPositions,
  namespacePartition,
  parsePositions,
  pointerItems,
  streamPartition,
} from '../../../../../adapters/aws/dynamodb/events/pointer-items.ts';
import {
  formatRanges,
  parseRanges,
} from '../../../../../adapters/aws/dynamodb/events/producers/producer-items.ts';
import { chunkItems } from '../../../../../adapters/aws/dynamodb/events/put-chunk.ts';
import { timeMark } from '../../../../../adapters/aws/dynamodb/events/time-marks.ts';
import { walkDecided } from '../../../../../adapters/aws/dynamodb/events/walk-decided.ts';
import { recordsOf } from '../../../../../adapters/aws/dynamodb/events/write-events.ts';
import { limits } from '../../../../../core/contract/limits.ts';
import { draft } from '../../../../conformance/event-drafts.ts';
import { seededRandom } from '../../../../scenarios/seeded-random.ts';

const reservation = (first: number, count: number) => ({ first, count, at: 1000, before: 1 });

/** Text that does not become shorter by deflating. */
function noise(length: number): string {
  const random = seededRandom(length);
  return Array.from({ length }, () => String.fromCharCode(0x4e00 + random() * 20_000)).join('');
}

/** Bytes of an item by DynamoDB's rules, for the attributes that there are here. */
function sizeOf(item: object): number {
  return Object.entries(item).reduce((sum, [name, value]) => {
    const size =
      typeof value === 'string'
        ? Buffer.byteLength(value)
        : value instanceof Uint8Array
          ? value.byteLength
          : typeof value === 'number'
            ? Math.ceil(String(value).length / 2) + 1
            : 3 + JSON.stringify(value).length;
    return sum + name.length + size;
  }, 0);
}

describe('events in an item', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
  const content = fc.record({
    key: name,
    namespace: name,
    sender: name,
    eventType: fc.option(name),
    context: fc.option(fc.string({ unit: 'grapheme', maxLength: 400 })),
    value: fc.json().map((json) => `${json}\n`),
  });

  test('come out as they went in, in order, however long', () => {
    fc.assert(
      fc.property(fc.array(content, { minLength: 1, maxLength: 20 }), (events) => {
        expect(unpackEvents(packEvents(events))).toEqual(events);
      }),
    );
  });

  test('are text when they are short, and deflated when that is shorter', () => {
    expect(packEvents([draft()])).toHaveProperty('text');
    expect(packEvents([draft({ value: `"${'x'.repeat(2000)}"` })])).toHaveProperty('packed');
  });
});

describe('an append', () => {
  const itemsOf = (drafts: Parameters<typeof chunkItems>[1]) =>
    chunkItems(reservation(201, drafts.length), drafts) as unknown as {
      chunk: Record<string, unknown>;
      parts: Record<string, unknown>[];
    };

  test('is one item under its first offset, that expires with the last of its events', () => {
    const { chunk, parts } = itemsOf([draft({ expiresAt: 5000 }), draft({ expiresAt: 9001 })]);
    expect(parts).toEqual([]);
    expect(chunk).toMatchObject({
      PK: 'segment#2',
      SK: '0000000000000201',
      count: 2,
      at: 1000,
      expiresAt: 10,
    });
  });

  test('of many bytes is in parts, and the item says how many events each has', () => {
    const { chunk, parts } = itemsOf(Array.from({ length: 7 }, () => draft({ value: noise(33_000) })));
    expect(chunk.parts).toEqual([3, 3, 1]);
    expect(chunk).not.toHaveProperty('text');
    expect(chunk).not.toHaveProperty('packed');
    expect(parts.map(({ PK, SK }) => `${PK} ${Number(SK)}`)).toEqual([
      'parts#0000000000000201 0',
      'parts#0000000000000201 1',
      'parts#0000000000000201 2',
    ]);
  });

  test('fits into items of DynamoDB at every limit of an event', () => {
    const name = noise(limits.eventNameLength);
    const value = `"${noise(Math.floor(limits.eventValueBytes / 3) - 1)}"`;
    const largest = draft({
      value,
      key: name,
      namespace: name,
      sender: name,
      eventType: name,
      context: noise(limits.eventContextLength),
    });
    const { parts } = itemsOf([largest, largest]);
    expect(parts).toHaveLength(2);
    for (const part of parts) expect(sizeOf(part)).toBeLessThan(400 * 1000);
  });

  test('has a pointer for each key and each namespace, under the last of their events', () => {
    const drafts = [
      draft({ key: 'a', namespace: 'x' }),
      draft({ key: 'b', namespace: 'x' }),
      draft({ key: 'a', namespace: 'x' }),
      draft({ key: 'a', namespace: 'y' }),
    ];
    const pointers = pointerItems(reservation(98, 4), drafts) as unknown as Record<string, unknown>[];
    expect(pointers.map(({ PK, SK, positions }) => [PK, Number(SK), positions])).toEqual([
      [namespacePartition('x'), 100, '0-2'],
      [streamPartition('x', 'a'), 100, '0,2'],
      [streamPartition('x', 'b'), 99, '1'],
      [namespacePartition('y'), 101, '3'],
      [streamPartition('y', 'a'), 101, '3'],
    ]);
  });

  test('has its events in a pointer too where that takes no more than one write unit', () => {
    const pointerOf = (value: string) =>
      pointerItems(reservation(9_000_000_000_000_000, 1), [
        draft({ value, expiresAt: 9_000_000_000_000 }),
      ])[0]!;
    const sizes = Array.from({ length: 1000 }, (_, length) => pointerOf(`"${noise(length)}"`));
    expect(sizes[0]).toHaveProperty('text');
    expect(sizes.at(-1)).not.toHaveProperty('text');
    expect(sizes.at(-1)).not.toHaveProperty('packed');
    for (const item of sizes) expect(sizeOf(item)).toBeLessThanOrEqual(1024);
  });

  test('leaves a mark of the time when it has the first offset of a segment', () => {
    const marked = (first: number, count: number) => timeMark(reservation(first, count)).length === 1;
    expect(marked(1, 1)).toBe(true);
    expect(marked(2, 97)).toBe(false);
    expect(marked(2, 99)).toBe(true);
    expect(marked(100, 1)).toBe(true);
    expect(marked(101, 99)).toBe(false);
    expect(marked(101, 100)).toBe(true);
    expect(marked(101, 500)).toBe(true);
  });
});

describe('how far the log is decided', () => {
  const chunk = (first: number, count: number): LogItem => ({
    kind: 'chunk',
    ...reservation(first, count),
    events: { text: '' },
  });
  const tombstone = (first: number, count = 1): LogItem => ({ kind: 'tombstone', first, count });

  test.each([
    ['nothing is there', [], { next: 5, buried: [], beyond: undefined }],
    ['chunks follow each other', [chunk(5, 3), chunk(8, 1)], { next: 9, buried: [] }],
    ['one is missing', [chunk(5, 3), chunk(9, 1)], { next: 8, buried: [], beyond: chunk(9, 1) }],
    ['the first is missing', [chunk(6, 1)], { next: 5, buried: [], beyond: chunk(6, 1) }],
    [
      'one was given up by its sender',
      [chunk(5, 1), tombstone(6, 3), chunk(9, 1)],
      { next: 10, buried: [6] },
    ],
    [
      'offsets were given up one by one',
      [tombstone(5), tombstone(6), chunk(7, 1)],
      { next: 8, buried: [5, 6] },
    ],
    [
      'a tombstone was meant for an offset inside a chunk',
      [chunk(5, 3), tombstone(6), tombstone(7), chunk(8, 1)],
      { next: 9, buried: [] },
    ],
    [
      'a tombstone stands inside what its sender gave up',
      [tombstone(5, 3), tombstone(6), chunk(8, 1)],
      { next: 9, buried: [5] },
    ],
  ] as const)('%s', (_case, items, expected) => {
    expect(walkDecided(items, 5)).toEqual({ beyond: undefined, ...expected });
  });
});

describe('how a selection is read', () => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => `n${n}`);

  test('by key in the namespaces that may be seen, while those are not too many to ask one by one', () => {
    expect(planRead(['x', 'y'], ['a', 'b'])).toEqual({
      along: 'pointers',
      partitions: [
        streamPartition('x', 'a'),
        streamPartition('x', 'b'),
        streamPartition('y', 'a'),
        streamPartition('y', 'b'),
      ],
    });
    expect(planRead(['x'], undefined)).toEqual({ along: 'pointers', partitions: [namespacePartition('x')] });
    expect(planRead([], ['a'])).toEqual({ along: 'pointers', partitions: [] });
    expect(planRead(many(100), many(11))).toMatchObject({ partitions: { length: 100 } });
    expect(planRead(many(1001), many(1))).toEqual({ along: 'log' });
    expect(planRead(undefined, undefined)).toEqual({ along: 'log' });
  });

  test('no two streams share a partition', () => {
    expect(streamPartition('a', 'bc')).not.toBe(streamPartition('ab', 'c'));
    expect(streamPartition('a', 'b')).not.toBe(namespacePartition('a'));
  });
});

describe('short forms', () => {
  test('positions are read as they were written', () => {
    expect(formatPositions([0, 1, 2, 5, 7, 8])).toBe('0-2,5,7-8');
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(499), { minLength: 1 }), (numbers) => {
        const positions = numbers.sort((a, b) => a - b);
        expect(parsePositions(formatPositions(positions))).toEqual(positions);
      }),
    );
  });

  test("a producer's ranges are read as they were written", () => {
    const ranges = [
      { sequence: 1, count: 100, offset: 201 },
      { sequence: 101, count: 1, offset: 9_007_199_254_740_991 },
    ];
    expect(formatRanges(ranges)).toBe('1.100.201 101.1.9007199254740991');
    for (const some of [[], ranges]) expect(parseRanges(formatRanges(some))).toEqual(some);
  });
});

describe("a record of the table's stream", () => {
  /** As a Lambda function gets it. */
  const imageOf = (item: object) =>
    Object.fromEntries(
      Object.entries(item).map(([name, value]) => {
        if (typeof value === 'string') return [name, { S: value }];
        if (typeof value === 'number') return [name, { N: `${value}` }];
        if (value instanceof Uint8Array) return [name, { B: Buffer.from(value).toString('base64') }];
        return [name, { L: value.map((one: number) => ({ N: `${one}` })) }];
      }),
    );

  test('tells the events of a new chunk', () => {
    for (const value of ['1', `"${'x'.repeat(3000)}"`]) {
      const drafts = [draft({ value }), draft({ key: 'b', namespace: 'y' })];
      const { chunk } = chunkItems(reservation(7, 2), drafts);
      expect(newChunkOf(imageOf(chunk))).toEqual({
        first: 7,
        last: 8,
        events: recordsOf(reservation(7, 2), drafts),
      });
    }
  });

  test('tells that a large chunk has events, without them', () => {
    const { chunk } = chunkItems(reservation(7, 2), [draft({ value: noise(20_000) }), draft()]);
    expect(newChunkOf(imageOf(chunk))).toEqual({ first: 7, last: 8, events: undefined });
  });

  test('of anything else tells nothing', () => {
    const tombstone = { PK: 'segment#0', SK: '0000000000000007', count: 1, dead: true };
    expect(newChunkOf(imageOf({ ...tombstone, dead: 1 }))).toBeUndefined();
    expect(newChunkOf(imageOf({ PK: 'head', SK: 'head', count: 1, at: 1 }))).toBeUndefined();
    expect(newChunkOf(undefined)).toBeUndefined();
  });
});
