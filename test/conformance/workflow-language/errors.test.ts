import { describe, expect, test } from 'vitest';
import { limits } from '../../../core/contract/limits.ts';
import { check, errorsOf } from './check.ts';

describe('An error', () => {
  test.each([
    ['', '1:1 empty-workflow'],
    [' \n# nothing\n', '3:1 empty-workflow'],
    ['→ A', '1:1 unexpected'],
    ['A →', '1:4 unexpected'],
    ['A → → B', '1:5 unexpected'],
    ['A → ;', '1:5 unexpected'],
    ['; A', '1:1 unexpected'],
    ['A;; B', '1:3 unexpected'],
    ['A |', '1:4 unexpected'],
    ['| A', '1:1 unexpected'],
    ['A | { B }', '1:5 unexpected'],
    ['{ A } | B', '1:7 unexpected'],
    ['* > A', '1:3 unexpected'],
    ['> * A', '1:3 unexpected'],
    ['A = B', '1:3 unexpected'],
    ['A => B', '1:3 unexpected'],
    ['A --> B', '1:3 unexpected'],
    ['A, B', '1:2 unexpected'],
    ['A → [ B C ] → D', '1:5 unexpected', '1:11 unexpected'],
    ['A // comment', '1:3 unexpected'],
    ['A ---> B', '1:3 unexpected'],
    ['5', '1:1 unexpected'],
    [`${'a'.repeat(201)} → B :${'b'.repeat(201)}`, '1:1 name-too-long', '1:208 name-too-long'],
    ['A : x → B', '1:3 unexpected'],
    ['A :5 → B', '1:3 unexpected'],
    ['@ A', '1:1 unexpected'],
    ['Ä → B', '1:1 unexpected'],
    ['"""doc""" A', '1:1 unexpected'],
    ['(- a: 1 -) A', '1:1 unexpected'],
    ['A → <{"a": 1}>', '1:5 unexpected'],
    ['<{"a": 1}> A', '1:12 unexpected'],
    ['<a>', '1:4 unexpected'],
    ['<a> → <b>', '1:7 unexpected'],
    [':x → :y', '1:8 unexpected'],
    [':x', '1:3 unexpected'],
    ['A → :x → B', '1:8 unexpected'],
    ['A → <b> → C', '1:9 unexpected'],
    ['A → :end → B', '1:10 unexpected'],
    ['A → {', '1:5 unclosed'],
    ['A → { B', '1:5 unclosed'],
    ['A → }', '1:5 unexpected'],
    ['A }', '1:3 unexpected'],
    ['A → {}', '1:6 unexpected'],
    ['{ A → } → B', '1:7 unexpected'],
    [`${'{'.repeat(17)}A${'}'.repeat(17)}`, '1:17 too-deep'],
    ['A :start', '1:3 label-reserved'],
    ['A → :end B', '1:5 label-reserved'],
    [':start A', '1:1 label-reserved'],
    [':end → A', '1:1 label-reserved'],
    ['A :x → B → C :x → D', '1:14 label-already-exists'],
    ['A → :x B → :x C', '1:12 label-already-exists'],
    ['A → :x B\n→ :x C', '2:3 label-already-exists'],
    ['A → :nope', '1:5 label-unknown'],
    [':nope → A', '1:1 label-unknown'],
    ['A :x → :y', '1:8 label-unknown'],
    ['A :x → { :x → B }', '1:10 label-unknown'],
    [':a → A → :a', '1:6 unreachable'],
    ['A; :a → B → C → :a', '1:9 unreachable', '1:13 unreachable'],
    ['A; :a → { B } → :a', '1:9 unreachable'],
    ['𝔸 → B', '1:1 unexpected'],
    ["@flow x '''𝔸''' → A", '1:17 unexpected'],
    ['A →\r\n  B → |', '2:7 unexpected'],
    ['A\n\t→ |', '2:4 unexpected'],
  ])('in %j is at %s', async (source, ...errors) => {
    expect(await errorsOf(source)).toEqual(errors);
  });

  test.each([
    ['A → → B', 'Found "→", expected a task, a subflow, a label or a resource.'],
    ['A => B', 'Found "=", expected a statement. An arrow is -> or →.'],
    ['A → [ B ]', 'Found "[", which has no meaning here. A subflow stands in { }.'],
    [
      'A → :x → B',
      'Found "→", expected the end of the statement. To go on from the label, begin a statement with it: "; :x → …".',
    ],
    ['A → ? B', 'Found the task B, expected a guard in backquotes. As in ?`$[?(@.status = 0)]`.'],
    [
      ':nope → A; B :x',
      'Unknown output label :nope. Put :nope behind the step whose output it stands for, in the same scope. Here are :x.',
    ],
    [
      'A → :nope; :x B',
      'Unknown input label :nope. Put :nope before the step whose input it stands for, in the same scope. Here are :x.',
    ],
    [
      'A :x → B → C :x → D',
      'The output label :x already exists, at 1:3. A line break does not end a statement: if the label begins one, put ";" before it.',
    ],
    ['A({"a" 1})', 'This is not JSON: Found "1", expected ":".'],
    ['A(- {a: 1, a: 2} -)', 'This is not YAML: The key "a" is there already.'],
  ])('in %j says what was found, what was expected and what to do', async (source, message) => {
    expect((await check(source)).errors[0]?.message).toBe(message);
  });

  test('tells how many characters of its line are meant', async () => {
    expect((await check('A → :nope')).errors[0]).toMatchObject({ column: 5, length: 5 });
    expect((await check('A → {\nB')).errors[0]).toMatchObject({ column: 5, length: 1 });
    expect((await check('A(- a: b\n')).errors[0]).toMatchObject({ column: 2, length: 7 });
    expect((await check('A →')).errors[0]).toMatchObject({ column: 4, length: 0 });
  });
});

describe('Several errors', () => {
  test.each([
    ['one for each statement', 'A → → B\nC\nD → |\nE ?x', ['1:5', '3:5', '4:4']],
    ['separated by semicolons', 'A → → B; C; D → |; E', ['1:5', '1:17']],
    ['inside and behind a subflow', '{ A → →\nB }\nC → =', ['1:7', '3:5']],
    ['in declarations and statements', '@task = A\n@task B\nC → ,', ['1:7', '3:5']],
    ['in literals of one statement', 'A({a}) → B([,]) → C(- [ -)', ['1:4', '1:13', '1:24']],
    ['of the graph', 'A → :x; :y → B; wait:delay; ?`x` C', ['1:5', '1:9', '1:17', '1:31']],
    ['a subflow is skipped whole', '= { A → → B }\nC → →', ['1:1', '2:5']],
  ])('are reported at once: %s', async (_, source, places) => {
    expect((await check(source)).errors.map(({ line, column }) => `${line}:${column}`)).toEqual(places);
  });

  test(`are at most ${limits.workflow.errors}, the first of the source`, async () => {
    const { errors } = await check('A → →\n'.repeat(limits.workflow.errors + 1));
    expect(errors).toHaveLength(limits.workflow.errors);
    expect(errors.at(-1)?.line).toBe(limits.workflow.errors);
  });
});

describe('A workflow', () => {
  test(`has at most ${limits.workflow.nodes} nodes`, async () => {
    expect(await errorsOf('A '.repeat(limits.workflow.nodes - 2))).toEqual([]);
    expect(await errorsOf('A '.repeat(limits.workflow.nodes - 1))).toEqual(['1:1 too-large']);
    expect(await errorsOf('A '.repeat(limits.workflow.nodes))).toEqual(['1:1999 too-large']);
  });

  test(`has at most ${limits.workflow.edges} edges`, async () => {
    const joint = (tasks: number) => `${'A → :x; '.repeat(tasks)}${':x → B; '.repeat(tasks)}`;
    expect(await errorsOf(joint(98))).toEqual([]);
    expect(await errorsOf(joint(100))).toEqual(['1:1 too-large']);
  });
});
