import { describe, expect, test } from 'vitest';
import { edgesOf, errorsOf, graphOf, taskOf } from './check.ts';

/** What littleflow 0.13 does not carry out, or carries out wrongly; here it works. */
describe('A known defect is mended:', () => {
  test('a line break before a label that is given already ends the statement', async () => {
    expect(await edgesOf('A :out → B\n:out → C')).toEqual(await edgesOf('A :out → B;\n:out → C'));
  });

  test('iteration is no syntax alone', async () => {
    expect((await graphOf('* { A → B }')).nodes[1]).toMatchObject({ kind: 'subflow', iterate: true });
  });

  test('resources are nodes, read and written', async () => {
    expect((await graphOf('<a> → B → <c>')).nodes.map(({ kind }) => kind)).toEqual([
      'start',
      'source',
      'task',
      'sink',
      'end',
    ]);
  });

  test('a declared subflow keeps its body, and is no plain task', async () => {
    expect(await edgesOf('@task X { A → B } X → C')).toContain('X/A → X/B');
  });

  test('a loop to the start is a loop', async () => {
    expect(await edgesOf('A → B → C → :start; D → :end')).toContain('C ↺ start');
  });

  test('a loop by labels is marked, so that no step waits for itself', async () => {
    expect(await edgesOf('A → :again B → C → :again')).toContain('C ↺ B');
  });

  test("parameters of a declaration and of an invocation merge, the invocation's first", async () => {
    expect((await taskOf('@task A({"a": 1, "b": 1}) A({"b": 2})', 'A')).parameters).toEqual({ a: 1, b: 2 });
    expect(await errorsOf('@task A({"a": 1}) A([2])')).toEqual(['1:20 parameters-mismatch']);
  });

  test('an explicit end behind a subflow adds no edge', async () => {
    const source = '<- test: true -> → A → { B C } → > D → { B C } → > { B C } → > :end';
    const toEnd = (await edgesOf(source)).filter((edge) => edge.endsWith('→ end'));
    expect(toEnd).toEqual(["{}'3 → end"]);
    expect((await graphOf(source)).nodes.at(-1)).toMatchObject({ kind: 'end', merge: true });
  });

  test('an input label in one statement does no harm to a literal in a later one', async () => {
    expect(await edgesOf('A → :x B; <{"a": 1}> → C; D → :x')).toContain('{"a":1} → C');
  });

  test('a guard, merge or iteration of tasks side by side is that of the group alone', async () => {
    const inner = (await graphOf('> ?`$` A | B')).nodes.filter(({ kind }) => kind === 'task');
    expect(inner).toMatchObject([
      { guard: null, merge: false },
      { guard: null, merge: false },
    ]);
  });

  test('a second destination for a label does not undo the first', async () => {
    expect(await edgesOf('A :x → B; :x → D; C → :x')).toEqual(expect.arrayContaining(['A → D', 'C → D']));
  });

  test('JSON closes with its own bracket, not with the first one', async () => {
    expect((await taskOf('A({"a": {"b": 1}})', 'A')).parameters).toEqual({ a: { b: 1 } });
  });
});
