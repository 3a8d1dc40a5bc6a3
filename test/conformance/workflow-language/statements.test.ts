import { describe, expect, test } from 'vitest';
import { edgesOf, graphOf, taskOf } from './check.ts';

describe('A statement', () => {
  test.each([
    ['is one task', 'A', ['start → A', 'A → end']],
    ['leads from task to task', 'A → B → C', ['start → A', 'A → B', 'B → C', 'C → end']],
    ['has ASCII arrows too', 'A -> B -> C', ['start → A', 'A → B', 'B → C', 'C → end']],
    ['needs no blanks around an arrow', 'A->B→C', ['start → A', 'A → B', 'B → C', 'C → end']],
    ['goes over several lines', 'A →\n  B\n  → C', ['start → A', 'A → B', 'B → C', 'C → end']],
    [
      'ends where no arrow follows',
      'A → B\nC → B',
      ['start → A', 'start → C', 'A → B', 'B → end', "C → B'2", "B'2 → end"],
    ],
    ['ends so on the same line too', 'A B', ['start → A', 'start → B', 'A → end', 'B → end']],
    ['may end with a semicolon', 'A → B; C;', ['start → A', 'start → C', 'A → B', 'B → end', 'C → end']],
    ['may begin at :start', ':start → A', ['start → A', 'A → end']],
    ['may end at :end', 'A → :end', ['start → A', 'A → end']],
    ['may say both', ':start → A → :end', ['start → A', 'A → end']],
  ])('%s', async (_, source, edges) => {
    expect((await edgesOf(source)).sort()).toEqual(edges.sort());
  });

  test('makes each mention of a task a node of its own, numbered in the order of mention', async () => {
    const { nodes } = await graphOf('A → C\nB → C');
    expect(nodes.map((node) => [node.index, node.kind === 'task' ? node.name : node.kind])).toEqual([
      [0, 'start'],
      [1, 'A'],
      [2, 'C'],
      [3, 'B'],
      [4, 'C'],
      [5, 'end'],
    ]);
  });

  test('has nodes that know where they are in the source', async () => {
    expect((await taskOf('A →\r\n  B', 'B')).at).toEqual({ line: 2, column: 3 });
    expect((await taskOf('<{"𝔸": "𝔹"}> → A', 'A')).at).toEqual({ line: 1, column: 16 });
  });
});

describe('A name', () => {
  test.each([
    ['letters, digits, "_", "-" and ":"', 'my:peel-banana_2', 'my:peel-banana_2'],
    ['letters of any script behind the first', 'größe', 'größe'],
    ['"_" first', '_x', '_x'],
    ['a hyphen last, where no arrow follows', 'A- → B', 'A-'],
    ["no hyphen that is an arrow's", 'A-b->C', 'A-b'],
  ])('has %s', async (_, source, name) => {
    expect((await taskOf(source, name)).base).toBe(name);
  });
});

describe('A comment', () => {
  test.each([
    ['before a statement', '# first\nA'],
    ['behind a statement', 'A # → B'],
    ['between the parts of one', 'A # → B\n'],
    ['with marks of the language in it', "A # {`\"'''<-(-"],
    ['at the very end', 'A\n#'],
  ])('is not read: %s', async (_, source) => {
    expect(await edgesOf(source)).toEqual(['start → A', 'A → end']);
  });

  test('is no comment inside a resource or a literal', async () => {
    expect(await edgesOf('<http://x/y#z> → A(- a: "#1" -)')).toEqual([
      'start → <http://x/y#z>',
      '<http://x/y#z> → A',
      'A → end',
    ]);
    expect((await taskOf('A(- a: "#1" -)', 'A')).parameters).toEqual({ a: '#1' });
  });
});
