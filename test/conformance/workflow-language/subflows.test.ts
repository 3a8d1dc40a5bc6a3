import { describe, expect, test } from 'vitest';
import { edgesOf, graphOf, showEdges } from './check.ts';

describe('A subflow', () => {
  test.each([
    [
      'has a start and an end of its own',
      'A → { B C } → D',
      [
        'start → A',
        'A → {}',
        '{}/start → {}/B',
        '{}/start → {}/C',
        '{}/B → {}/end',
        '{}/C → {}/end',
        '{} → D',
        'D → end',
      ],
    ],
    ['may be all there is', '{ A }', ['start → {}', '{}/start → {}/A', '{}/A → {}/end', '{} → end']],
    [
      'knows :start and :end as its own',
      'A → { :start → B → :end } → C',
      ['start → A', 'A → {}', '{}/start → {}/B', '{}/B → {}/end', '{} → C', 'C → end'],
    ],
    [
      'stands inside another',
      '{ { A } → B }',
      [
        'start → {}',
        '{}/start → {}/{}',
        '{}/{}/start → {}/{}/A',
        '{}/{}/A → {}/{}/end',
        '{}/{} → {}/B',
        '{}/B → {}/end',
        '{} → end',
      ],
    ],
    [
      'has statements with semicolons or line breaks',
      '{ A; B\nC }',
      [
        'start → {}',
        '{}/start → {}/A',
        '{}/start → {}/B',
        '{}/start → {}/C',
        '{}/A → {}/end',
        '{}/B → {}/end',
        '{}/C → {}/end',
        '{} → end',
      ],
    ],
    [
      'begins a statement of its own behind a task',
      'A { B }',
      ['start → A', 'start → {}', 'A → end', '{}/start → {}/B', '{}/B → {}/end', '{} → end'],
    ],
    [
      'may hold literals and resources',
      '{ <{}> → A → <b> }',
      ['start → {}', '{}/start → {}/{}', '{}/{} → {}/A', '{}/A → {}/<b>', '{}/<b> → {}/end', '{} → end'],
    ],
  ])('%s', async (_, source, edges) => {
    expect((await edgesOf(source)).sort()).toEqual([...edges].sort());
  });

  test('may lie 16 deep', async () => {
    expect((await graphOf(`${'{'.repeat(16)}A${'}'.repeat(16)}`)).nodes).toHaveLength(16 * 3 + 3);
  });
});

describe('Tasks side by side', () => {
  test.each([
    ['fan in', 'A|B|C → D', '{ A B C } → D'],
    ['fan out', 'D → A|B|C', 'D → { A B C }'],
    ['in the middle', 'A → B | C → D', 'A → { B; C } → D'],
    ['with labels and a guard for all of them', ':x ?`$.a` A | B :y', ':x ?`$.a` { A B } :y'],
    ['with a merge for all of them', 'A → > B | C', 'A → > { B C }'],
    ['iterated together', '* A | B', '* { A B }'],
    ['with parameters each', 'A({"a":1}) | B([2])', '{ A({"a":1}) B([2]) }'],
  ])('%s are a subflow: %s', async (_, source, same) => {
    expect(await withoutPlaces(source)).toEqual(await withoutPlaces(same));
  });
});

describe('Iteration', () => {
  test('of a task is of a subflow with nothing else in it', async () => {
    expect(await withoutPlaces('A → * B → C')).toEqual(await withoutPlaces('A → * { B } → C'));
    expect(await edgesOf('* A')).toEqual([
      'start → *{}',
      '*{} → end',
      '*{}/start → *{}/A',
      '*{}/A → *{}/end',
    ]);
  });

  test('of a subflow has its body once for all rounds', async () => {
    const graph = await graphOf('A → * { B → C; D } → E');
    expect(graph.nodes.find(({ kind }) => kind === 'subflow')).toMatchObject({ iterate: true, name: null });
    expect(showEdges(graph)).toContain('*{}/B → *{}/C');
  });

  test('takes a guard, which is asked once, about the whole input', async () => {
    const node = (await graphOf('* ?`$[0]` A')).nodes[1];
    expect(node).toMatchObject({ kind: 'subflow', iterate: true, guard: { expression: '$[0]' } });
    expect((await graphOf('* ?`$[0]` A')).nodes[3]).toMatchObject({ name: 'A', guard: null });
  });

  test('of a declared subflow adds no further one', async () => {
    expect(await edgesOf('@task X { A } * X')).toEqual([
      'start → *X',
      '*X → end',
      '*X/start → *X/A',
      '*X/A → *X/end',
    ]);
  });
});

describe('A merge', () => {
  test.each([
    ['before a task', 'A → :x > B; C → :x', 'B'],
    ['before a subflow', 'A → > { B }', 'subflow'],
    ['before the end', 'A → > :end', 'end'],
    ['before a resource', 'A → > <b>', 'sink'],
    ['before a guarded task', 'A → > ?`$` B', 'B'],
  ])('%s marks it', async (_, source, what) => {
    const merging = (await graphOf(source)).nodes.filter((node) => 'merge' in node && node.merge);
    expect(merging.map((node) => (node.kind === 'task' ? node.name : node.kind))).toEqual([what]);
  });

  test('begins a statement as well', async () => {
    expect((await graphOf('> A')).nodes[1]).toMatchObject({ name: 'A', merge: true });
  });
});

/** What a source means, apart from where it is written. */
async function withoutPlaces(source: string): Promise<object> {
  const { nodes, edges } = await graphOf(source);
  return { nodes: nodes.map((node) => ({ ...node, at: null })), edges };
}
