import fc from 'fast-check';
import jsonata from 'jsonata';
import { describe, expect, test } from 'vitest';
import { compilePlain, FALLBACK } from '../../../../../adapters/embedded/states-engine/compile-plain.ts';
import type { Json } from '../../../../../adapters/embedded/states-engine/json.ts';
import { type Branch, newBranch } from '../../../../../adapters/embedded/states-engine/live.ts';
import type { LoadedMachine } from '../../../../../adapters/embedded/states-engine/machine.ts';
import { contextOf, type Scope } from '../../../../../adapters/embedded/states-engine/scope.ts';

const VARIABLES = ['x', 'y', 'count'];
const FIELDS = ['a', 'b', 'toString', 'length'];

const scalar = fc.oneof(
  fc.constantFrom<Json>(null, true, false, 0, 1, -1, 0.5, '', 'a', 'true', '1'),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ maxLength: 3 }),
);

/** Small documents in which the paths of the expressions often lead somewhere. */
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...FIELDS), tie('json'), { maxKeys: 3 }),
  ),
}));

const path = fc
  .tuple(
    fc.constantFrom(
      '$states.input',
      '$states.result',
      '$states.context.Execution.Input',
      ...VARIABLES.map((name) => `$${name}`),
    ),
    fc.array(fc.constantFrom(...FIELDS), { maxLength: 3 }),
  )
  .map(([root, fields]) => [root, ...fields].join('.'));

const literal = fc.oneof(
  fc.constantFrom('true', 'false', 'null', '0', '1', '-1', '2.5', '""', '"a"', "'1'"),
  fc.integer({ min: -5, max: 5 }).map(String),
);

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    path,
    literal,
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('=', '!=', '<', '<=', '>', '>=', 'and', 'or', '+', '-', '*', '&'),
        tie('expression'),
      )
      .map(([left, operator, right]) => `(${left}) ${operator} (${right})`),
    fc
      .tuple(fc.constantFrom('exists', 'not', 'count'), tie('expression'))
      .map(([name, argument]) => `$${name}(${argument})`),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map(([a, b, c]) => `(${a}) ? (${b}) : (${c})`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(${a}) ? (${b})`),
  ),
}));

describe('An expression compiled to a plain function', () => {
  test('gives what jsonata gives, or leaves it to jsonata', async () => {
    let decided = 0;
    await fc.assert(
      fc.asyncProperty(expression, json, json, json, async (source, input, result, x) => {
        const parsed = jsonata(source);
        const assigned = new Set(['x', 'y']);
        const plain = compilePlain(parsed.ast(), assigned);
        if (plain === undefined) return;
        const scope = scopeOf(input, result, { x });
        const value = plain(scope);
        if (value === FALLBACK) return;
        decided++;
        const bindings = { x, states: { input, result, context: contextOf(scope) } };
        expect(value).toEqual(await parsed.evaluate(undefined, bindings));
      }),
      { numRuns: 3_000 },
    );
    expect(decided).toBeGreaterThan(500);
  });

  test.each([
    '$states.input',
    '$states.input.a.b',
    '$states.result.Payload',
    '$x.y',
    '$states.context.Map.Item.Value',
    "$x.next = 'notify'",
    '$states.input.n > 3 and $not($x)',
    '$exists($states.input.a) ? 1 : 2',
    '$count($states.input.list) = 0',
    '$x + 1',
    '"text"',
  ])('is made of %s', (source) => {
    expect(compilePlain(jsonata(source).ast(), new Set(['x']))).toBeTypeOf('function');
  });

  test.each([
    '$states.input.a[0]',
    '$states.input.a[]',
    '$states.input.*',
    '$states.input.a.(b)',
    '$states.input.a^(b)',
    '$sum($states.input.a)',
    '$states',
    '$never',
    '{"a": 1}',
    '[1, 2]',
    '$states.input ~> $count',
  ])('is not made of %s', (source) => {
    expect(compilePlain(jsonata(source).ast(), new Set(['x']))).toBeUndefined();
  });

  test.each([
    ['a path through a list', '$states.input.list.a'],
    ['a comparison of different types', '$states.input.list > 1'],
    ['a comparison of lists', '$states.input.list = $states.input.list'],
    ['a variable that is not assigned yet', '$y'],
    ['arithmetic with text', '$states.input.text + 1'],
    ['a number too large', '1e300 * 1e300'],
  ])('leaves %s to jsonata', (_, source) => {
    const plain = compilePlain(jsonata(source).ast(), new Set(['x', 'y']))!;
    expect(plain(scopeOf({ list: [{ a: 1 }], text: 'a' }, null, {}))).toBe(FALLBACK);
  });

  test('is hidden from a function whose name a variable has', () => {
    expect(compilePlain(jsonata('$count($x)').ast(), new Set(['x', 'count']))).toBeUndefined();
  });
});

function scopeOf(input: Json, result: Json, variables: Record<string, Json>): Scope {
  const machine: LoadedMachine = {
    name: 'machine',
    type: 'STANDARD',
    keepsHistory: true,
    timeoutSeconds: undefined,
    definition: 1,
    startAt: 'only',
    states: new Map([['only', { type: 'Succeed', name: 'only' }]]),
  };
  const branch: Branch = newBranch(
    {
      id: 'machine:name',
      name: 'name',
      machine,
      input,
      startedAt: 0,
      nextNumber: 1,
      garbage: [],
      lastEvent: 0,
      cancelTimeout: undefined,
      ended: false,
      stored: false,
      root: undefined,
    },
    machine,
    { number: 0, parent: undefined, position: 0, input, now: 0 },
  );
  branch.variables = variables;
  return { branch, input, result };
}
