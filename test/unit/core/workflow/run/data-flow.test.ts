import { afterEach, describe, expect, test } from 'vitest';
import { openWorkflows, type Workflows } from './open-workflows.ts';

let home: Workflows;
afterEach(() => home.close());

/** A task gives its name; `keep` what it gets, `list` a list, `empty` nothing. */
async function outputOf(source: string, input?: unknown): Promise<unknown> {
  home = await openWorkflows({
    tasks: {
      keep: ({ input: given }) => ({ output: given }),
      numbers: () => ({ output: [{ n: 1 }, { n: 2 }, { n: 3 }] }),
      empty: () => ({ output: {} }),
      parameters: ({ parameters }) => ({ output: parameters ?? { none: true } }),
    },
    anyTask: ({ node, input: given }) => ({ output: { [node.name]: given } }),
  });
  const run = await home.run(source, { input });
  expect(run.error).toBeNull();
  expect(run.state).toBe('succeeded');
  return run.output;
}

describe('what flows', () => {
  test('into a workflow is what it is started with', async () => {
    expect(await outputOf('keep', { a: 1 })).toEqual({ a: 1 });
  });

  test('into a workflow is an empty object unless something is given', async () => {
    expect(await outputOf('keep')).toEqual({});
  });

  test('into a workflow is a list of a value that is neither an object nor a list', async () => {
    expect(await outputOf('keep', 5)).toEqual([5]);
  });

  test('into a node from one other is its output', async () => {
    expect(await outputOf('A → B', { x: 1 })).toEqual({ B: { A: { x: 1 } } });
  });

  test('into a node from several others is a list, in the order of mention', async () => {
    expect(await outputOf('A → :x C; B → :x')).toEqual({ C: [{ A: {} }, { B: {} }] });
  });

  test('into a node keeps empty objects', async () => {
    expect(await outputOf('empty | A → keep')).toEqual([{}, { A: {} }]);
  });

  test('by ">" is one object, the later overriding', async () => {
    expect(await outputOf('<{"a": 1, "b": 1}> → keep → :x > keep; <{"b": 2}> → keep → :x')).toEqual({
      a: 1,
      b: 2,
    });
  });

  test('past a guard that does not hold is the input', async () => {
    expect(await outputOf('?`$.missing` A → B', { x: 1 })).toEqual({ B: { x: 1 } });
  });

  test('past a guarded subflow that does not hold is the input', async () => {
    expect(await outputOf('?`$.missing` { A → C } → B', { x: 1 })).toEqual({ B: { x: 1 } });
  });

  test('by a guard in JSONata', async () => {
    expect(await outputOf('?`{% x > 1 %}` A → ?`{% A.x = 2 %}` B', { x: 2 })).toEqual({ B: { A: { x: 2 } } });
  });

  test('into each round of an iteration is an item, and out of it a list in their order', async () => {
    expect(await outputOf('numbers → * A')).toEqual([{ A: { n: 1 } }, { A: { n: 2 } }, { A: { n: 3 } }]);
  });

  test('into an iteration, an object is the only item', async () => {
    expect(await outputOf('* A', { n: 1 })).toEqual([{ A: { n: 1 } }]);
  });

  test('out of an iteration over nothing is nothing', async () => {
    expect(await outputOf('<[]> → * A → keep')).toEqual([]);
  });

  test('into an iteration inside of another', async () => {
    expect(await outputOf('<[[1, 2], [3]]> → * { * A }')).toEqual([[{ A: [1] }, { A: [2] }], [{ A: [3] }]]);
  });

  test('out of a literal is its value', async () => {
    expect(await outputOf('<[1, 2]> → keep')).toEqual([1, 2]);
  });

  test('through a subflow', async () => {
    expect(await outputOf('A → { B; C → D } → keep')).toEqual([{ B: { A: {} } }, { D: { C: { A: {} } } }]);
  });

  test('through subflows in one another', async () => {
    expect(await outputOf('{ { A → { B } } } → C')).toEqual({ C: { B: { A: {} } } });
  });

  test('to the end from several is a list', async () => {
    expect(await outputOf('A; B')).toEqual([{ A: {} }, { B: {} }]);
  });

  test('as parameters are those of the declaration, overridden by the invocation', async () => {
    expect(
      await outputOf('@task parameters({"a": 1, "b": 1}) parameters({"b": 2, "$catchErrors": false})'),
    ).toEqual({
      a: 1,
      b: 2,
    });
  });
});

describe('what cannot flow', () => {
  async function errorOf(source: string): Promise<unknown> {
    home = await openWorkflows({ anyTask: () => ({ output: [1] }) });
    const { state, error } = await home.run(source);
    expect(state).toBe('failed');
    return error;
  }

  test('an item by ">" that is no object', async () => {
    expect(await errorOf('A | B → > C')).toEqual({
      name: 'MergeFailed',
      message: 'Item 1 of what is merged is a list, no object.',
      step: expect.any(String),
    });
  });

  test('the same at the end', async () => {
    expect(await errorOf('A | B → > :end')).toMatchObject({ name: 'MergeFailed' });
  });

  test('the same at the end of a subflow', async () => {
    expect(await errorOf('{ A | B → > :end } → C')).toMatchObject({ name: 'MergeFailed' });
  });
});
