import { describe, expect, test } from 'vitest';
import { check, edgesOf, errorsOf, graphOf, taskOf } from './check.ts';

describe('A declaration of the workflow', () => {
  test('gives its name, parameters and documentation', async () => {
    const graph = await graphOf('@flow test ({"a": 1}) """\nIt\'s a test.\n""" A');
    expect(graph).toMatchObject({ name: 'test', parameters: { a: 1 }, doc: "\nIt's a test.\n" });
  });

  test('may stand behind the statements, and may be missing', async () => {
    expect(await graphOf('A @flow late')).toMatchObject({ name: 'late', doc: null, parameters: null });
    expect(await graphOf('A')).toMatchObject({ name: null, doc: null, parameters: null });
  });
});

describe('A declaration of a task', () => {
  test('gives defaults and documentation', async () => {
    const source = "@task A (- dry-run: false -) '''Has one \"parameter\".''';\nA";
    expect((await graphOf(source)).tasks).toEqual([
      {
        name: 'A',
        base: null,
        subflow: false,
        parameters: { 'dry-run': false },
        doc: 'Has one "parameter".',
      },
    ]);
    expect(await taskOf(source, 'A')).toMatchObject({ base: 'A', parameters: { 'dry-run': false } });
  });

  test.each([
    ['nothing', '@task A A', null],
    ['defaults', '@task A({"a": 1}) A', { a: 1 }],
    ['defaults and empty parameters', '@task A({"a": 1}) A()', { a: 1 }],
    [
      'defaults that the invocation overrides key by key',
      '@task A({"a": 1, "b": 2}) A({"b": 3, "c": 4})',
      { a: 1, b: 3, c: 4 },
    ],
    ['nested values as a whole', '@task A({"a": {"b": 1}}) A({"a": {"c": 2}})', { a: { c: 2 } }],
    ['an empty default and anything', '@task A({}) A([1])', [1]],
    ['lists as a whole', '@task A([1, 2]) A([3])', [3]],
    ['JSON and YAML', '@task A(- a: 1 -) A({"b": 2})', { a: 1, b: 2 }],
    ['an alias', '@task A = X(- a: 1 -) A', { a: 1 }],
    [
      'an alias over what it stands for',
      '@task X(- {a: 1, b: 1, c: 1} -) @task A = X(- {b: 2, c: 2} -) A(- c: 3 -)',
      { a: 1, b: 2, c: 3 },
    ],
    ['a declaration behind its use', 'A @task A({"a": 1})', { a: 1 }],
    [
      'no prototype',
      '@task A({"__proto__": {"x": 1}}) A({"a": 1})',
      JSON.parse('{"__proto__": {"x": 1}, "a": 1}'),
    ],
  ])('is merged with the invocation: %s', async (_, source, parameters) => {
    expect((await taskOf(source, 'A')).parameters).toEqual(parameters);
  });

  test('may be an alias, of an alias too', async () => {
    expect(await taskOf('@task X = Y @task Y = Z X', 'X')).toMatchObject({ name: 'X', base: 'Z' });
  });

  test('may be a subflow, which runs in place of each mention', async () => {
    const edges = [
      'start → X',
      'X → C',
      "C → X'2",
      "X'2 → end",
      'X/start → X/A',
      'X/A → X/B',
      'X/B → X/end',
      "X'2/start → X'2/A",
      "X'2/A → X'2/B",
      "X'2/B → X'2/end",
    ];
    expect((await edgesOf("@task X '''Two.''' { A → B } X → C → X")).sort()).toEqual(edges.sort());
  });

  test('may be an alias of a subflow', async () => {
    expect(await edgesOf('@task X { A } @task Y = X Y')).toEqual([
      'start → Y',
      'Y → end',
      'Y/start → Y/A',
      'Y/A → Y/end',
    ]);
  });

  test('may be used by another', async () => {
    expect(await edgesOf('@task X { A } @task Y { X } Y')).toContain('Y/X/start → Y/X/A');
  });

  test('has a scope of its own', async () => {
    expect(await errorsOf('@task X { A :x } X → B; :x → C')).toEqual(['1:25 label-unknown']);
  });

  test('guards, merges and labels the mention, not the body', async () => {
    const graph = await graphOf('@task X { A } B → :i > ?`$.a` X :o → C; :o → D → :i');
    expect(graph.nodes.find(({ kind }) => kind === 'subflow')).toMatchObject({
      name: 'X',
      merge: true,
      guard: { expression: '$.a' },
    });
  });
});

describe('What is no declaration', () => {
  test.each([
    ['@foo A B', ['1:1 unexpected']],
    ['@task', ['1:6 unexpected']],
    ['@task A = ; B', ['1:11 unexpected']],
    ["@task A '''x''' (- a: 1 -) B", ['1:17 unexpected']],
    ['@task A (- a: 1 -) = B C', ['1:20 unexpected']],
    ['@task X = A { B } X', ['1:7 declaration-invalid']],
    ['@flow X = A B', ['1:7 declaration-invalid']],
    ['@flow X { A } B', ['1:7 declaration-invalid']],
    ['@flow X @flow Y A', ['1:15 declaration-already-exists']],
    ['@task X @task X A', ['1:15 declaration-already-exists']],
    ['@task X = Y @task Y = X A', ['1:7 declaration-recursive', '1:19 declaration-recursive']],
    ['@task X = X A', ['1:7 declaration-recursive']],
    ['@task X { A → X } X', ['1:15 declaration-recursive']],
    ['@task X { Y } @task Y { X } A', ['1:25 declaration-recursive']],
    ['@task X { A } X({"a": 1})', ['1:16 parameters-of-subflow']],
    ['@task X({"a": 1}) { A } X', ['1:8 parameters-of-subflow']],
    ['@task X { A } @task Y = X(- a: 1 -) Y', ['1:26 parameters-of-subflow']],
    ['@task A([1]) A({"a": 1})', ['1:15 parameters-mismatch']],
    ['@task A({"a": 1}) A([1])', ['1:20 parameters-mismatch']],
    ['@task wait:delay = A B', ['1:7 declaration-invalid']],
    ['@task X { A } → B', ['1:15 unexpected']],
    ['A → { @task X\nB }', ['1:7 unexpected']],
    ["@task X '''open", ['1:9 unclosed']],
    ['@task X', ['1:8 empty-workflow']],
    ['@task X { A → :nope } B', ['1:15 label-unknown']],
  ])('%s', async (source, errors) => {
    expect(await errorsOf(source)).toEqual(errors);
  });

  test('is said once, however often the declaration is used', async () => {
    expect(await errorsOf('@task X { ?`x` A } X → X → X')).toEqual(['1:13 guard-invalid']);
  });

  test('may not grow without end', async () => {
    const lines = Array.from({ length: 12 }, (_, i) => `@task t${i} { t${i + 1} t${i + 1} }`).join('\n');
    expect((await check(`${lines}\nt0`)).errors.map(({ code }) => code)).toEqual(['too-large']);
  });
});
