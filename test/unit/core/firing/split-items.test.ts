import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonataExpressions } from '../../../../adapters/jsonata/expressions.ts';
import { splitItems } from '../../../../core/firing/split-items.ts';

const deps = { expressions: jsonataExpressions() };

async function split(handler: { each: string; batchSize?: number }, payload: string): Promise<string[]> {
  const inputs = await splitItems(deps, handler, new TextEncoder().encode(payload));
  return inputs.map((input) => new TextDecoder().decode(input));
}

describe('Each input', () => {
  test.each([
    [
      'is the item when that is an object',
      'DataSets',
      '{"DataSets":[{"Name":"a"},{"Name":"b"}]}',
      ['{"Name":"a"}', '{"Name":"b"}'],
    ],
    [
      'has another item under `item`',
      'ids',
      '{"ids":[1,"a",null,[2]]}',
      ['{"item":1}', '{"item":"a"}', '{"item":null}', '{"item":[2]}'],
    ],
    ['keeps the digits of integers', 'ids', '{"ids":[9007199254740993]}', ['{"item":9007199254740993}']],
    ['is the one value that is no list', 'set', '{"set":{"Name":"a"}}', ['{"Name":"a"}']],
    [
      'is chosen by an expression',
      'DataSets[Success].Name',
      '{"DataSets":[{"Name":"a","Success":true},{"Name":"b"}]}',
      ['{"item":"a"}'],
    ],
    ['is not there when nothing is selected', 'missing', '{}', []],
    ['is not there for null', 'DataSets', '{"DataSets":null}', []],
    ['is not there for the empty list', 'DataSets', '{"DataSets":[]}', []],
  ])('%s', async (_name, each, payload, inputs) => {
    expect(await split({ each }, payload)).toEqual(inputs);
  });
});

describe('A batch', () => {
  test('holds the items in order, under `items`; the last one holds what is left', async () => {
    expect(await split({ each: 'ids', batchSize: 2 }, '{"ids":[1,{"a":2},9007199254740993]}')).toEqual([
      '{"items":[1,{"a":2}]}',
      '{"items":[9007199254740993]}',
    ]);
  });

  test('of one item is a batch too, and of no items there is none', async () => {
    expect(await split({ each: 'id', batchSize: 5 }, '{"id":1}')).toEqual(['{"items":[1]}']);
    expect(await split({ each: 'ids', batchSize: 5 }, '{"ids":[]}')).toEqual([]);
  });

  test('loses no item and changes none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue()), fc.integer({ min: 1, max: 20 }), async (ids, batchSize) => {
        const json = JSON.stringify({ ids });
        const batches = await split({ each: 'ids', batchSize }, json);
        const items: unknown = batches.flatMap((batch) => (JSON.parse(batch) as { items: unknown[] }).items);
        expect(items).toEqual((JSON.parse(json) as { ids: unknown }).ids);
        expect(batches).toHaveLength(Math.ceil(ids.length / batchSize));
      }),
    );
  });
});

describe('Too many', () => {
  const payload = JSON.stringify({ ids: Array.from({ length: 2001 }, (_, id) => id) });

  test('items fail the run, with the remedy', async () => {
    await expect(split({ each: 'ids' }, payload)).rejects.toThrow(
      'It gives 2001 items, and a run has at most 1000. Group them with batchSize, or select fewer.',
    );
    expect(await split({ each: '[1..1000]' }, '{}')).toHaveLength(1000);
  });

  test('batches fail the run, with the remedy', async () => {
    await expect(split({ each: 'ids', batchSize: 2 }, payload)).rejects.toThrow(
      'It gives 2001 items in 1001 batches, and a run has at most 1000. Raise batchSize, or select fewer.',
    );
    expect(await split({ each: 'ids', batchSize: 3 }, payload)).toHaveLength(667);
  });
});
