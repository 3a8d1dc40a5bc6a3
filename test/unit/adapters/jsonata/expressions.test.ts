import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import { jsonataExpressions } from '../../../../adapters/jsonata/expressions.ts';
import { prices, refusedFunctions } from '../../../../adapters/jsonata/functions.ts';
import { ExpressionFailed, ExpressionRefused } from '../../../../core/ports/expressions.ts';

const expressions = jsonataExpressions();

const payload = JSON.stringify({
  File: 'feeder-12.zip',
  amount: 120,
  none: null,
  DataSets: [
    { Name: 'a', Success: true, Streams: [{ StartNs: 5 }] },
    { Name: 'b', Success: false, Streams: null },
    { Name: 'c', Success: true, Streams: [{ StartNs: 7 }] },
  ],
});

async function select(text: string, json = payload): Promise<unknown> {
  const selected = await (await expressions.compile(text)).select(json);
  return typeof selected === 'object'
    ? selected.map(parse)
    : selected === undefined
      ? undefined
      : parse(selected);
}

function parse(json: string): unknown {
  return JSON.parse(json);
}

describe('the value of an expression', () => {
  it.each([
    ['File', 'feeder-12.zip'],
    ['DataSets.Name', ['a', 'b', 'c']],
    ['DataSets[Success].Name', ['a', 'c']],
    ['DataSets[0]', { Name: 'a', Success: true, Streams: [{ StartNs: 5 }] }],
    ['DataSets[-1].Name', 'c'],
    ['DataSets.Streams.StartNs', [5, 7]],
    ['DataSets^(>Name).Name', ['c', 'b', 'a']],
    ['DataSets.{"name": Name}', [{ name: 'a' }, { name: 'b' }, { name: 'c' }]],
    ['$count(DataSets[Success = false]) & " of " & $count(DataSets)', '1 of 3'],
    ['$sum(DataSets.Streams.StartNs) * 2 - 4', 20],
    ['$filter(DataSets, function($set) { $exists($set.Streams) and $set.Streams != null }).Name', ['a', 'c']],
    ['DataSets ~> $map(function($set, $index) { $index & $set.Name })', ['0a', '1b', '2c']],
    ['$reduce(DataSets.Streams.StartNs, function($total, $next) { $total + $next }, 1)', 13],
    ['($double := function($n) { $n * 2 }; $map([1..3], $double))', [2, 4, 6]],
    ['($down := function($n) { $n > 0 ? $down($n - 1) : "done" }; $down(500))', 'done'],
    ['$map(DataSets.Name, $uppercase)', ['A', 'B', 'C']],
    ['missing ?? amount', 120],
    ['none ?: "nothing"', 'nothing'],
    ['$substringBefore(File, ".") in ["feeder-12", "feeder-13"]', true],
    ['`File`', 'feeder-12.zip'],
    ['none', null],
    ['missing', undefined],
    ['DataSets[Name = "z"]', undefined],
    ['/* the name */ File', 'feeder-12.zip'],
  ])('%s is %j', async (text, value) => {
    expect(await select(text)).toEqual(value);
  });

  it('is what the jsonata package gives', async () => {
    const document = fc.record({
      a: fc.jsonValue({ maxDepth: 4 }),
      b: fc.array(fc.record({ a: fc.jsonValue({ maxDepth: 2 }), b: fc.integer() }), { maxLength: 5 }),
    });
    const texts = fc.constantFrom(
      'a',
      'b.a',
      'b[b > 0]',
      'b[a]',
      'a.a',
      'b.b',
      '[a, b]',
      'a ? b : a',
      '$count(b.a)',
      'b.{"x": a}',
    );
    await fc.assert(
      fc.asyncProperty(document, texts, async (input, text) => {
        const json = JSON.stringify(input);
        const plain: unknown = await jsonata(text).evaluate(JSON.parse(json));
        const expected: unknown = plain === undefined ? undefined : JSON.parse(JSON.stringify(plain));
        expect(await select(text, json)).toEqual(expected);
      }),
    );
  });

  it('is true or not as $boolean has it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (a) => {
        const json = JSON.stringify({ a });
        const expected: unknown = await jsonata('$boolean(a)').evaluate(JSON.parse(json));
        expect(await (await expressions.compile('a')).isTrue(json)).toBe(expected);
      }),
    );
    expect(await (await expressions.compile('missing')).isTrue('{}')).toBe(false);
  });

  it('may depend on the variables that it was compiled with', async () => {
    const expression = await expressions.compile('$event.firedBy = "allen" and amount > 100', ['event']);
    expect(await expression.isTrue(payload, { event: { firedBy: 'allen' } })).toBe(true);
    expect(await expression.isTrue(payload, { event: { firedBy: 'mona' } })).toBe(false);
  });

  it('does not see what another evaluation has done to its input', async () => {
    const expression = await expressions.compile('DataSets[]');
    expect(await expression.select(payload)).toEqual(await expression.select(payload));
  });
});

describe('integers beyond 2^53', () => {
  const big = '9007199254740993';
  it.each([
    [`{"id":${big}}`, 'id', big],
    [`{"a":{"id":${big}}}`, 'a', `{"id":${big}}`],
    [`{"a":[{"id":${big},"n":1.5}]}`, 'a', [`{"id":${big},"n":1.5}`]],
    [`{"ids":[${big},9007199254740995]}`, 'ids', [big, '9007199254740995']],
    [`{"ids":[9007199254740992,${big}]}`, 'ids', ['9007199254740992', big]],
    [`{"a":[{"id":-${big}}]}`, 'a.{"key": id}', `{"key":-${big}}`],
    ['{"a":123456789012345678901234567890.5}', 'a', '1.2345678901234568e+29'],
  ])('keep their digits: %s, %s', async (json, text, value) => {
    expect(await (await expressions.compile(text)).select(json)).toEqual(value);
  });

  it('compare as the numbers that they are rounded to', async () => {
    const expression = await expressions.compile('StartNs > 1732186000000000000');
    expect(await expression.isTrue('{"StartNs":1732186000000000500}')).toBe(true);
    expect(await expression.isTrue('{"StartNs":1732185999999990000}')).toBe(false);
  });

  it('fail the evaluation when it is not known which of two is meant', async () => {
    const expression = await expressions.compile('a.{"key": id}');
    await expect(expression.select(`{"a":[{"id":9007199254740992},{"id":${big}}]}`)).rejects.toThrow(
      'JavaScript cannot tell from another of the input',
    );
  });

  it('survive wherever they are', async () => {
    const item = fc.dictionary(fc.string(), fc.oneof(fc.bigInt(), fc.string()));
    await fc.assert(
      fc.asyncProperty(fc.array(item, { minLength: 2 }), async (items) => {
        const texts = items.map((fields) =>
          JSON.stringify(fields, (_key, value) =>
            typeof value === 'bigint'
              ? (JSON as unknown as { rawJSON(t: string): unknown }).rawJSON(`${value}`)
              : value,
          ),
        );
        const selected = await (await expressions.compile('items')).select(`{"items":[${texts.join(',')}]}`);
        expect(selected).toEqual(texts);
      }),
    );
  });
});

describe('an expression is refused', () => {
  it.each([
    ['DataSets[', 'Near character 9: It cannot be read: Expected "]" before end of expression.'],
    ['amount >', 'Near character 8: It cannot be read: Unexpected end of expression.'],
    ['"open', 'Near character 5: It cannot be read: String literal must be terminated by a matching quote.'],
    ['$contains(File, /a+b/)', 'Near character 21: Regular expressions are not allowed'],
    ['$eval("1")', 'Near character 5: $eval is not allowed. Write the expression out.'],
    ['$now()', 'Near character 4: $now is not allowed. An expression must give the same for the same input'],
    ['$map([1], $random)', 'Near character 17: $random is not allowed.'],
    ['*', 'Near character 1: The wildcard * is not allowed.'],
    ['DataSets.**.Name', 'Near character 11: The wildcard ** is not allowed.'],
    ['DataSets.Streams.%.Name', 'The parent operator % is not allowed.'],
    ['DataSets@$set.Name', 'The bindings @ and # are not allowed.'],
    ['DataSets#$index.Name', 'The bindings @ and # are not allowed.'],
    ['DataSets{Name: Success}', 'Grouping with { } after a path is not allowed.'],
    ['| DataSets | {"a": 1} |', 'The transform operator | ... | is not allowed.'],
    ['$substring(?, 1)', 'Partial application with ? is not allowed.'],
    ['function($a)<s+s+s+s+:s>{ $a }("x")', 'Signatures of functions are not allowed.'],
    ['$customer.name', 'Near character 9: There is no $customer.'],
    ['($count := 1; $count)', 'Near character 7: $count is a function of JSONata. Choose another name.'],
    ['a ?? a ?? a ?? a ?? a ?? a ?? a ?? a', 'It has more than 6 of ?? and ?:.'],
    [`${'('.repeat(900)}1${')'.repeat(900)}`, undefined],
  ])('%s', async (text, message) => {
    const compiled = expressions.compile(text);
    if (message === undefined) {
      // Deep, but well-formed: it may be compiled or be refused, and nothing worse.
      await compiled.catch((error) => expect(error).toBeInstanceOf(ExpressionRefused));
      return;
    }
    await expect(compiled).rejects.toThrow(message);
    await expect(compiled).rejects.toBeInstanceOf(ExpressionRefused);
  });

  it('when it calls a function of JSONata that is not known to be harmless', () => {
    const source = readFileSync(createRequire(import.meta.url).resolve('jsonata'), 'utf8');
    const functions = [...source.matchAll(/(?:staticFrame|environment)\.bind\('(\w+)'/g)].map(
      (match) => match[1]!,
    );
    expect(functions.length).toBeGreaterThan(60);
    expect(functions.filter((name) => !prices.has(name) && !refusedFunctions.has(name))).toEqual([]);
  });

  it('within a moment, whatever the text', async () => {
    const parts = [
      'a',
      '$f',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '??',
      '?:',
      '?',
      ':',
      '.',
      ',',
      '"',
      '1',
      '&',
      '~>',
      'function($f)',
      ':=',
      ';',
      '|',
      '/',
      '%',
      '^',
      '<',
      '>',
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...parts), { maxLength: 60 }), async (tokens) => {
        try {
          const expression = await expressions.compile(tokens.join(' '));
          await expression.select('{"a":{"a":1}}');
        } catch (error) {
          expect(error instanceof ExpressionRefused || error instanceof ExpressionFailed).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('an evaluation fails', () => {
  it.each([
    ['amount + File', 'The right side of the "+" operator must evaluate to a number'],
    ['$number(File)', 'Unable to cast value to a number: "feeder-12.zip"'],
    ['amount / 0', 'A number is not finite'],
    ['[$uppercase]', 'A function can be called'],
    ['{"toJSON": $uppercase}', 'A function can be called'],
    ['function($x) { $x }', 'A function can be called'],
    ['$append(DataSets, $sum)', 'A function can be called'],
    ['$string(DataSets, true)', '$string writes on one line here'],
    ['{DataSets: 1}', 'A list is neither the name of a field nor a number.'],
    ['-$$', 'An object is neither the name of a field nor a number.'],
    ['[1..2000000]', 'The maximum sequence length'],
    ['$map([1..20000], function() { $$.DataSets })', 'It costs too much on this input'],
  ])('%s: %s', async (text, message) => {
    const selected = (await expressions.compile(text)).select(payload);
    await expect(selected).rejects.toThrow(message);
    await expect(selected).rejects.toBeInstanceOf(ExpressionFailed);
  });

  it('when it would give more than a payload may have', async () => {
    const text = JSON.stringify({ text: 'x'.repeat(600_000) });
    await expect((await expressions.compile('[text, text]')).select(text)).rejects.toThrow(
      'It gives more than 1048576 bytes. Select less.',
    );
  });

  it('with a short message, whatever the input', async () => {
    const text = JSON.stringify({ text: 'x'.repeat(600_000) });
    const error = await (await expressions.compile('$number(text)')).select(text).catch((thrown) => thrown);
    expect((error as Error).message.length).toBeLessThan(400);
  });
});

describe('nothing is in reach of an expression', () => {
  it.each([
    'constructor',
    '__proto__',
    'toString',
    'File.constructor',
    'DataSets.length',
    'DataSets.map',
    '$$.constructor',
  ])('but its input: %s is nothing', async (text) => {
    expect(await select(text)).toBeUndefined();
  });

  it.each([
    ['a function', { _jsonata_function: true, implementation: { apply: 1 } }],
    [
      'a lambda',
      {
        _jsonata_lambda: true,
        arguments: [],
        body: { type: 'value', value: 'reached' },
        environment: { base: {} },
      },
    ],
    [
      'a call put off',
      {
        _jsonata_lambda: true,
        thunk: true,
        body: { type: 'function', procedure: { type: 'variable', value: 'eval' } },
      },
    ],
  ])('and input that pretends to be %s is not called', async (_what, a) => {
    const json = JSON.stringify({ a, list: [a, a] });
    for (const text of [
      'a()',
      'a',
      '($f := a; $f())',
      '$map([1], a)',
      '$map(list, function($f) { $f() })',
      '1 ~> a',
      '($f := function() { $$.a }; $f())',
    ]) {
      await expect((await expressions.compile(text)).select(json), text).rejects.toBeInstanceOf(
        ExpressionFailed,
      );
    }
  });
});

describe('the cost of an evaluation is bounded', () => {
  const many = JSON.stringify({ a: Array.from({ length: 250_000 }, () => 1) });
  const long = JSON.stringify({ s: 'a'.repeat(400_000), p: `${'a'.repeat(50_000)}b` });
  const nested = JSON.stringify({ a: [[Array.from({ length: 400_000 }, () => 0)]] });
  const wide = JSON.stringify({
    o: Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`k${i}`, 1])),
  });
  const loop = (body: string) => `($f := function($n) { $n > 0 ? (${body}; $f($n - 1)) : 0 }; $f(1000000))`;
  it.each([
    ['a function that calls itself for ever', '{}', '($f := function($x) { $f($x) }; $f(1))'],
    ['deep recursion', '{}', '($f := function($x) { 1 + $f($x) }; $f(1))'],
    ['two functions', '{}', '($f := function($x) { $f($f($x)) }; $f(1))'],
    ['a text doubled again and again', '{}', '($f := function($s) { $f($s & $s) }; $f("xx"))'],
    ['a list doubled', '{}', '($f := function($l) { $f([$l, $l]) }; $f([1]))'],
    ['an object doubled', '{}', '($f := function($o) { $f({"a": $o, "b": $o}) }; $f({}))'],
    ['loops in loops', many, '$map([1..1000], function() { $map([1..1000], function() { 1 }) })'],
    ['paths in paths', many, '[1..1000].($$.a)'],
    ['a sort', many, '$sort(a)'],
    ['distinct values', many, '$distinct(a)'],
    ['searching a long text', long, '$contains(s, p)'],
    ['a long separator', long, '$join($split($substring(s, 0, 9000), ""), s)'],
    ['writing the input again and again', long, loop('$string($$)')],
    ['comparing the input again and again', wide, loop('$$.o = $$.o')],
    ['judging lists of lists', nested, loop('$$.a and $$.a')],
    ['fields of lists of lists', nested, loop('$$.a.x')],
    ['listing fields', wide, loop('$keys($$.o)')],
  ])('%s', async (_what, json, text) => {
    const expression = await expressions.compile(text);
    await expect(expression.isTrue(json)).rejects.toThrow(
      /It costs too much on this input|maximum sequence length/,
    );
  });

  it('and leaves the event loop its turns', async () => {
    const expression = await expressions.compile(loop('1'));
    let turns = 0;
    const count = setInterval(() => turns++, 0);
    await expect(expression.isTrue('{}')).rejects.toThrow('It costs too much');
    clearInterval(count);
    expect(turns).toBeGreaterThan(3);
  });

  it('while what handlers really ask is far from it', async () => {
    const json = JSON.stringify({
      DataSets: Array.from({ length: 2000 }, (_, i) => ({ Name: `recording-${i}`, Success: i % 3 > 0 })),
    });
    expect(await (await expressions.compile('$count(DataSets[Success = false]) > 600')).isTrue(json)).toBe(
      true,
    );
  });
});
