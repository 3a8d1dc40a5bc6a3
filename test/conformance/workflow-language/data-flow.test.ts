import { describe, expect, test } from 'vitest';
import { iterationItems } from '../../../core/workflow/data/iteration-items.ts';
import { nodeInput } from '../../../core/workflow/data/node-input.ts';
import { nodeOutput } from '../../../core/workflow/data/node-output.ts';

describe('The input of a node', () => {
  test.each([
    ['is {} without a predecessor', [], {}],
    ['is the output of the only one', [{ a: 1 }], { a: 1 }],
    ['is the list that the only one gave', [[{ a: 1 }, 2]], [{ a: 1 }, 2]],
    [
      'is a list of the outputs of several, in the order of the nodes',
      [{ b: 1 }, { a: 2 }, { c: 3 }],
      [{ b: 1 }, { a: 2 }, { c: 3 }],
    ],
    ['keeps empty objects in the list', [{}, { a: 1 }, {}], [{}, { a: 1 }, {}]],
    ['keeps them when there is nothing else', [{}, {}], [{}, {}]],
    ['keeps lists in the list', [[1], { a: 1 }], [[1], { a: 1 }]],
  ])('%s', (_, outputs, input) => {
    expect(nodeInput(outputs, false)).toEqual({ input });
  });
});

describe('A merge', () => {
  test.each([
    [
      'makes one object of several',
      [{ fruit: 'banana' }, { animal: 'monkey' }],
      { fruit: 'banana', animal: 'monkey' },
    ],
    ['lets the later override', [{ a: 1, b: 1 }, { b: 2, c: 2 }, { c: 3 }], { a: 1, b: 2, c: 3 }],
    ['goes no deeper than one level', [{ a: { b: 1 } }, { a: { c: 2 } }], { a: { c: 2 } }],
    ['leaves empty objects out', [{}, { a: 1 }, {}], { a: 1 }],
    ['leaves a single object as it is', [{ a: 1 }], { a: 1 }],
    ['makes one object of a single list', [[{ a: 1 }, { b: 2 }]], { a: 1, b: 2 }],
    ['makes {} of nothing', [], {}],
    ['makes {} of an empty list', [[]], {}],
    [
      'takes every key for a key',
      [JSON.parse('{"__proto__": {"x": 1}}'), { a: 1 }],
      JSON.parse('{"__proto__": {"x": 1}, "a": 1}'),
    ],
  ])('%s', (_, outputs, input) => {
    expect(nodeInput(outputs, true)).toEqual({ input });
  });

  test.each([
    ['a list', [{ a: 1 }, [1]], 'Item 2 of what is merged is a list, no object.'],
    ['a number', [[1, { a: 1 }]], 'Item 1 of what is merged is a number, no object.'],
    ['null', [[{}, {}, null]], 'Item 3 of what is merged is null, no object.'],
  ])('refuses %s', (_, outputs, problem) => {
    expect(nodeInput(outputs, true)).toEqual({ problem });
  });

  test('changes no output', () => {
    const outputs = [Object.freeze({ a: 1 }), Object.freeze({ a: 2 })];
    expect(nodeInput(outputs, true)).toEqual({ input: { a: 2 } });
    expect(outputs[0]).toEqual({ a: 1 });
  });
});

describe('The output of a node', () => {
  test.each([
    ['an object as it is', { a: 1 }, { a: 1 }],
    ['a list as it is', [1, 'a'], [1, 'a']],
    ['nothing as {}', undefined, {}],
    ['null as {}', null, {}],
    ['a text as a list of it', 'a', ['a']],
    ['a number as a list of it', 0, [0]],
    ['false as a list of it', false, [false]],
  ])('is %s', (_, result, output) => {
    expect(nodeOutput(result)).toEqual(output);
  });
});

describe('An iteration', () => {
  test.each([
    ['has a round for each item', [{ a: 1 }, { a: 2 }], [{ a: 1 }, { a: 2 }]],
    ['has one round for an object', { a: 1 }, [{ a: 1 }]],
    ['has no round for an empty list', [], []],
    ['gives items that are no objects as outputs are given', [1, 'a', null, [2]], [[1], ['a'], {}, [2]]],
  ])('%s', (_, input, items) => {
    expect(iterationItems(input)).toEqual(items);
  });
});
