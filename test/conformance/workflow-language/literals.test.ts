import { describe, expect, test } from 'vitest';
import { edgesOf, errorsOf, graphOf, taskOf } from './check.ts';

describe('Parameters', () => {
  test.each([
    ['()', null],
    ['(  )', null],
    [' ()', null],
    ['({})', {}],
    ['([])', []],
    ['({ "json": true })', { json: true }],
    ['({"a": {"b": {"c": 1}}})', { a: { b: { c: 1 } } }],
    ['({"a": "})", "b": "\\"})"})', { a: '})', b: '"})' }],
    ['({"a": 1} )', { a: 1 }],
    ['({"__proto__": 1, "constructor": 2})', JSON.parse('{"__proto__": 1, "constructor": 2}')],
    ['([1,2,3])', [1, 2, 3]],
    ['([\n1,\n2\n])', [1, 2]],
    ['([[1],[[2]]])', [[1], [[2]]]],
    ['({"a": "\\u00e9\\n", "b": -1.5e3, "c": null, "d": false})', { a: 'é\n', b: -1500, c: null, d: false }],
    ['({"n": 1591844350000000000})', { n: 1591844350000000000 }],
    ['(--)', null],
    ['(- -)', null],
    ['(- yaml: true -)', { yaml: true }],
    ['(- {start: 1, end: 10} -)', { start: 1, end: 10 }],
    ['(- [1,2,3] -)', [1, 2, 3]],
    ['(-\n- 1\n- 2\n-)', [1, 2]],
    ['(-\nstart: 10\nend: 50\n-)', { start: 10, end: 50 }],
    ['(- a: 1\nb: 2 -)', { a: 1, b: 2 }],
    ['(- a: 1\n    b: 2 -)', { a: 1, b: 2 }],
    ['(-\n  a:\n    - b: x # a comment\n    - "y"\n-)', { a: [{ b: 'x' }, 'y'] }],
    ['(- a: &x {b: 1}\nc: *x -)', { a: { b: 1 }, c: { b: 1 } }],
    ["(- name: 'my-{input[id]}' -)", { name: 'my-{input[id]}' }],
    ['(- a: yes\nb: 0x10\nc: 2026-11-21 -)', { a: 'yes', b: 16, c: '2026-11-21' }],
    ['(- 1: a -)', { 1: 'a' }],
    ['(- a-b: c-d -)', { 'a-b': 'c-d' }],
  ])('A%s', async (text, value) => {
    expect((await taskOf(`A${text} → B`, 'A')).parameters).toEqual(value);
  });

  test('belong to a resource too', async () => {
    expect((await graphOf('<a>(- method: PUT -) → B')).nodes[1]).toMatchObject({
      kind: 'source',
      uri: 'a',
      parameters: { method: 'PUT' },
    });
    expect((await graphOf('A → <b>({"method": "PUT"})')).nodes[2]).toMatchObject({
      kind: 'sink',
      uri: 'b',
      parameters: { method: 'PUT' },
    });
  });
});

describe('A literal', () => {
  test.each([
    ['<>', {}],
    ['< >', {}],
    ['<{}>', {}],
    ['<[]>', []],
    ['<{ "start": true }>', { start: true }],
    ['<{"a": "}>"}>', { a: '}>' }],
    ['<[ {"i": 0}, {"i": 1} ]>', [{ i: 0 }, { i: 1 }]],
    ['<- start: true ->', { start: true }],
    ['<-\nmultiline: true\ncount: 10\n->', { multiline: true, count: 10 }],
    ['<-\n- index: 0\n- index: 1\n->', [{ index: 0 }, { index: 1 }]],
    ['<- ->', {}],
  ])('%s is a node of its own', async (text, value) => {
    const graph = await graphOf(`${text} → A`);
    expect(graph.nodes[1]).toMatchObject({ kind: 'literal', value });
    expect(graph.edges.map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
  });
});

describe('A resource', () => {
  test.each([
    [
      'is read at the start',
      '<dataset.json> → A',
      ['start → <dataset.json>', '<dataset.json> → A', 'A → end'],
    ],
    [
      'is written at the end',
      'A → <http://x/y?z=1#f>',
      ['start → A', 'A → <http://x/y?z=1#f>', '<http://x/y?z=1#f> → end'],
    ],
    ['is read and written', '<a> → B → <c>', ['start → <a>', '<a> → B', 'B → <c>', '<c> → end']],
    ['has parameters', '<a>(- b: 1 -) → C', ['start → <a>', '<a> → C', 'C → end']],
  ])('%s', async (_, source, edges) => {
    expect((await edgesOf(source)).sort()).toEqual([...edges].sort());
  });
});

describe('What is no literal', () => {
  test.each([
    ['A({"a": 1,})', '1:11 json-invalid'],
    ['A({a: 1})', '1:4 json-invalid'],
    ["A({'a': 1})", '1:4 json-invalid'],
    ['A({"a" 1})', '1:8 json-invalid'],
    ['A({"a": 1 "b": 2})', '1:11 json-invalid'],
    ['A([1 2])', '1:6 json-invalid'],
    ['A([1,])', '1:6 json-invalid'],
    ['A([01])', '1:5 json-invalid'],
    ['A([nul])', '1:4 json-invalid'],
    ['A({"a": 1, "a": 2})', '1:12 json-invalid'],
    ['A({"a": "\\x"})', '1:10 json-invalid'],
    ['A({"a": "b\nc"})', '1:9 json-invalid'],
    ['A({} x})', '1:6 json-invalid'],
    [`A(${'['.repeat(65)}${']'.repeat(65)})`, '1:67 json-invalid'],
    ['A({"n": 12345678901234567891})', '1:9 number-inexact'],
    ['A([1e999])', '1:4 number-inexact'],
    ['A(- a: 12345678901234567891 -)', '1:5 number-inexact'],
    ['A(- a: .inf -)', '1:5 number-inexact'],
    ['A(- [1, -)', '1:8 yaml-invalid'],
    ['A(-\n  a: b: c\n-)', '2:6 yaml-invalid'],
    ['A(- {a: 1, a: 2} -)', '1:12 yaml-invalid'],
    ['A(- a: *b -)', '1:5 yaml-invalid'],
    ['A(- a: !b c -)', '1:8 yaml-invalid'],
    ['A(- a: !!binary aGk= -)', '1:5 yaml-invalid'],
    ['A(- a: &a [*a, *a] -)', '1:5 yaml-invalid'],
    [`A(- ${'['.repeat(65)}1${']'.repeat(65)} -)`, '1:5 yaml-invalid'],
    ['A(- a -)', '1:5 literal-not-structured'],
    ['A(- 5 -)', '1:5 literal-not-structured'],
    ['A(- ~ -)', '1:5 literal-not-structured'],
    ['<- a -> → B', '1:4 literal-not-structured'],
    ['<{"a": }> → B', '1:8 json-invalid'],
    ['A("a")', '1:2 unexpected'],
    ['A(a=1)', '1:2 unexpected'],
    ['<a b> → C', '1:1 resource-invalid'],
  ])('%s', async (source, error) => {
    expect(await errorsOf(source)).toEqual([error]);
  });

  test.each([
    ['A({"a": 1', '1:2 unclosed'],
    ['A([1', '1:2 unclosed'],
    ['A(- a: 1', '1:2 unclosed'],
    ['<{"a": 1} → B', '1:1 unclosed'],
    ['<- a: 1 - > → B', '1:1 unclosed'],
    ['<a → B', '1:1 unclosed'],
    ['A → <b', '1:5 unclosed'],
  ])('%s, which nothing closes', async (source, error) => {
    expect(await errorsOf(source)).toEqual([error]);
  });
});
