import { type MachineCase, single } from '../machine-case.ts';

const gives = (name: string, expression: string, output: unknown, input: unknown = {}): MachineCase => ({
  name,
  definition: single({ Type: 'Pass', Output: { v: `{% ${expression} %}` }, End: true }),
  input: input as NonNullable<MachineCase['input']>,
  expected: { output: { v: output as NonNullable<MachineCase['input']> } },
});

const refuses = (name: string, expression: string, cause: RegExp, input: unknown = {}): MachineCase => ({
  name,
  definition: single({ Type: 'Pass', Output: { v: `{% ${expression} %}` }, End: true }),
  input: input as NonNullable<MachineCase['input']>,
  expected: { error: 'States.QueryEvaluationError', cause },
});

const UUID = '/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/';

export const expressions: MachineCase[] = [
  refuses('nothing is not null', '$states.input.absent', /'Output\/v' returned nothing \(undefined\)/),
  gives('null is a value', '$states.input.a', null, { a: null }),
  gives('a path maps over lists and flattens, as JSONata does', '$states.input.a.b', [1, 2, 3], {
    a: [{ b: 1 }, { b: [2, 3] }],
  }),
  gives('a list of one that JSONata makes is the one', '$states.input.a.b', 1, { a: [{ b: 1 }] }),
  gives('a list of one that was there stays a list', '$states.input.a', [1], { a: [1] }),
  gives('predicates select', '$states.input.items[price > 5].name', ['b', 'c'], {
    items: [
      { name: 'a', price: 1 },
      { name: 'b', price: 6 },
      { name: 'c', price: 7 },
    ],
  }),
  gives('functions of JSONata are there', '$uppercase($join($states.input, "-"))', 'A-B', ['a', 'b']),
  gives('lambdas are there', '$map($states.input, function($x) { $x * $x })', [1, 4], [1, 2]),
  gives('$now and $millis tell the time of the machine', '[$now(), $millis(), $now("[Y]")]', [
    '2026-11-21T12:00:00.000Z',
    Date.UTC(2026, 10, 21, 12),
    '2026',
  ]),
  refuses(
    'an expression that throws fails the state',
    '$number("x")',
    /threw an error during evaluation\. D3030/,
  ),
  refuses('comparing what cannot be compared fails the state', '$states.input.a > 1', /T2009/, { a: 'x' }),
  refuses('a function is no JSON', '$uppercase', /a function, which is not JSON/),
  refuses('$error fails the state', '$error("my own words")', /my own words/),
  gives('$partition cuts a list', '$partition($states.input, 2)', [[1, 2], [3, 4], [5]], [1, 2, 3, 4, 5]),
  gives('$range counts, its end included', '$range(0, 10, 5)', [0, 5, 10]),
  gives('$range counts down', '$range(3, 1, -1)', [3, 2, 1]),
  refuses('$range without a step is nothing', '$range(0, 3)', /returned nothing/),
  gives('$hash digests', '$hash("input data", "SHA-1")', 'aaff4a450a104cd177d28d18d74485e8cae074b7'),
  refuses('$hash knows its algorithms', '$hash("x", "sha-1")', /does not know 'sha-1'/),
  gives('$random is in [0, 1)', '($r := $random(); $r >= 0 and $r < 1)', true),
  gives('$random repeats for a seed', '$random(7) = $random(7) and $random(7) != $random(8)', true),
  gives('$uuid makes a version 4 UUID', `$match($uuid(), ${UUID}) ~> $count()`, 1),
  gives('$parse reads JSON', '$parse($states.input).a[1]', 2, '{"a":[1,2]}'),
  refuses('$parse fails on what is no JSON', '$parse("{")', /JSON/),
];
