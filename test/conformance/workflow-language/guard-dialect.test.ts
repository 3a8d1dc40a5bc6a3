import { describe, expect, test } from 'vitest';
import { matchesPath } from '../../../core/workflow/guard/match-path.ts';
import { parsePath } from '../../../core/workflow/guard/parse-path.ts';

function matches(path: string, input: unknown): boolean | 'too-costly' {
  const parsed = parsePath(path);
  if ('problem' in parsed) throw new Error(`${parsed.problem.offset}: ${parsed.problem.message}`);
  return matchesPath(parsed.path, input);
}

const shop = {
  status: 0,
  name: 'corner shop',
  open: true,
  owner: null,
  tags: ['red', 'blue'],
  items: [
    { id: 1, price: 5, title: 'ink' },
    { id: 2, price: 12, title: 'paper', sizes: [4, 5] },
  ],
  'full name': { first: 'A' },
};

describe('A path', () => {
  test.each([
    ['$', true],
    ['  $  ', true],
    ['$.status', true],
    ['$ . status', true],
    ['$.owner', true],
    ['$.nothing', false],
    ['$.status.deeper', false],
    ['$.toString', false],
    ['$.__proto__', false],
    ['$["full name"]', true],
    ["$['full name'].first", true],
    ["$['it\\'s']", false],
    ['$.tags[0]', true],
    ['$.tags[-2]', true],
    ['$.tags[2]', false],
    ['$.tags[-3]', false],
    ['$.status[0]', false],
    ['$.name[0]', false],
    ['$.items.price', false],
    ['$.items[*].price', true],
    ['$.items[*].sizes[1]', true],
    ['$.items[*].sizes[2]', false],
    ['$.*', true],
    ['$.status.*', false],
    ['$.tags.*', true],
    ['$.tags[0:1]', true],
    ['$.tags[2:]', false],
    ['$.tags[:-5]', false],
    ['$.tags[:0]', false],
    ['$.tags[::-1]', true],
    ['$.tags[1:0:-1]', true],
    ['$.tags[0:1:-1]', false],
    ['$.tags[-100:100:7]', true],
    ['$.name[0:1]', false],
    ['$[nothing()]', undefined],
    ['$["nothing","status"]', true],
    ['$["nothing","never"]', false],
    ['$..sizes', true],
    ['$..title', true],
    ['$..["title","x"]', true],
    ['$..*', true],
    ['$..nothing', false],
    ['$..[1]', true],
    ['$..[5]', false],
    ['$.items[$.status]', true],
    ['$[@.nothing]', false],
    ['$.and', false],
  ])('%s: %s', (path, expected) => {
    if (expected === undefined) expect(() => matches(path, shop)).toThrow('There is no function');
    else expect(matches(path, shop)).toBe(expected);
  });
});

describe('A filter tests the current value itself', () => {
  test.each([
    ['$[?(@.status=0)]', true],
    ['$[?(@.status = 1)]', false],
    ['$.items[?(@.id=1)]', false],
    ['$.items[*][?(@.id=1)]', true],
    ['$.items[*][?(@.id=3)]', false],
    ['$.items[0][?(@.price < 10)].title', true],
    ['$.items[1][?(@.price < 10)].title', false],
    ['$..[?(@.price > 10)]', true],
    ['$..[?(@.price > 12)]', false],
    ['$.status[?(@ = 0)]', true],
    ['$[?(@.items[*][?(@.id = 2)])]', true],
    ['$[?(@.status=0)][?(@.open=true)]', true],
  ])('%s: %s', (path, expected) => {
    expect(matches(path, shop)).toBe(expected);
  });

  test('of a list as a whole, not of its items', () => {
    expect(matches('$[?(@.status=0)]', [{ status: 0 }])).toBe(false);
    expect(matches('$[*][?(@.status=0)]', [{ status: 1 }, { status: 0 }])).toBe(true);
  });
});

describe('A comparison', () => {
  test.each([
    ['@.status = 0', true],
    ['@.status=0.0', true],
    ['@.status = -0', true],
    ['@.status = "0"', false],
    ['@.status = false', false],
    ['@.open = 1', false],
    ['@.open = true', true],
    ['@.owner = null', true],
    ['@.nothing = null', false],
    ['@.name = "corner shop"', true],
    ["@.name = 'corner shop'", true],
    ['@.name = "c\\u006frner shop"', true],
    ['"corner shop" = @.name', true],
    ['@.tags = ["red", "blue"]', true],
    ['@.tags = ["blue", "red"]', false],
    ['@.tags = []', false],
    ['@.items[0] = {"title": "ink", "price": 5, "id": 1}', true],
    ['@.items[0] = {"title": "ink", "price": 5}', false],
    ['@.items[0] = {"title": "ink", "price": 5, "id": 2}', false],
    ['@.status != 1', true],
    ['@.status != 0', false],
    ['@.status != "0"', true],
    ['@.nothing != 1', false],
    ['@.status < 1', true],
    ['@.status < 0', false],
    ['@.status <= 0', true],
    ['@.status > -1', true],
    ['@.status >= 0', true],
    ['@.status > 0', false],
    ['1e2 > @.status', true],
    ['@.name > "a"', false],
    ['@.name < "z"', false],
    ['@.open > 0', false],
    ['@.owner <= 0', false],
    ['@.nothing < 1', false],
    ['@.items[*].price > 10', true],
    ['@.items[*].price > 12', false],
    ['@.items[*].price = @.items[*].id', false],
    ['@.items[*].sizes[*] = @.items[*].price', true],
    ['@.items[0].id < @.items[1].id', true],
    ['$.status = @.status', true],
    ['@.tags contains "red"', true],
    ['@.tags contains "re"', false],
    ['@.tags contains ["red"]', false],
    ['@.name contains "shop"', true],
    ['@.name contains 1', false],
    ['@ contains "status"', true],
    ['@ contains "nothing"', false],
    ['@ contains "toString"', false],
    ['@.status contains 0', false],
    ['@.owner contains "a"', false],
    ['@.nothing contains "a"', false],
    ['["red", "green"] contains @.tags[0]', true],
    ['1 = 1', true],
    ['1 = 2', false],
  ])('%s: %s', (test_, expected) => {
    expect(matches(`$[?(${test_})]`, shop)).toBe(expected);
  });
});

describe('Words between tests', () => {
  test.each([
    ['@.status = 0 and @.open = true', true],
    ['@.status = 0 and @.open = false', false],
    ['@.status = 1 or @.open = true', true],
    ['@.status = 1 or @.open = false', false],
    ['not @.nothing', true],
    ['not @.status', false],
    ['not @.status = 1', true],
    ['not not @.status = 0', true],
    ['not (@.status = 1 or @.open = true)', false],
    ['(@.status = 0)', true],
    ['((@.status = 0) and (not (@.open = false)))', true],
    // "or" binds closer: false and (… or true), and (true or …) and false.
    ['1 = 2 and 1 = 2 or 1 = 1', false],
    ['(1 = 2 and 1 = 2) or 1 = 1', true],
    ['1 = 1 or 1 = 1 and 1 = 2', false],
    ['1 = 1 or (1 = 1 and 1 = 2)', true],
    ['1 = 1 and 1 = 1 and 1 = 1', true],
    ['1 = 2 or 1 = 2 or 1 = 1', true],
    ['@.nothing', false],
    ['@.owner', true],
    ['true', true],
    ['false', false],
    ['null', false],
    ['0', false],
    ['""', false],
    ['[]', false],
    ['{"a": 1}', true],
    ['@.android = 1 or @.order = 2 or @.nothing', false],
  ])('%s: %s', (test_, expected) => {
    expect(matches(`$[?(${test_})]`, shop)).toBe(expected);
  });

  test('may be many', () => {
    expect(matches(`$[?(${Array.from({ length: 100 }, () => '1 = 1').join(' and ')})]`, {})).toBe(true);
  });
});

describe('A function', () => {
  test.each([
    ['$[?(@.tags.length() = 2)]', true],
    ['$[?(@.tags[length()] = 2)]', true],
    ['$[?(@.name.length() = 11)]', true],
    ['$[?(@.length() = 7)]', false],
    ['$[?(@.status.length() = 1)]', false],
    ['$[?(@.keys() contains "status")]', true],
    ['$[?(@.tags.keys() = [0, 1])]', true],
    ['$[?(@.items[0].values() contains 5)]', true],
    ['$[?(@.tags.values() = ["red", "blue"])]', true],
    ['$[?(@.items[0].entries() contains ["id", 1])]', true],
    ['$[?(@.tags.entries() = [[0, "red"], [1, "blue"]])]', true],
    ['$[?(@.name.charAt(0) = "c")]', true],
    ['$[?(@.name.charAt(-1) = "p")]', true],
    ['$[?(@.name.charAt(99) = "p")]', false],
    ['$[?(@.name.charAt($.status) = "c")]', true],
    ['$[?(@.name.charAt("a") = "c")]', false],
    ['$[?(@.name.charAt() = "c")]', false],
    ['$[?(@.name.substring(7) = "shop")]', true],
    ['$[?(@.name.substring(0, 6) = "corner")]', true],
    ['$[?(@.tags.substring(0) = "red")]', false],
    ['$[?(@.tags.length(1) = 2)]', false],
    ['$.tags.length()', true],
    ['$.status.keys()', false],
  ])('%s: %s', (path, expected) => {
    expect(matches(path, shop)).toBe(expected);
  });

  test('counts characters, not units of UTF-16', () => {
    expect(matches('$[?(@[0].length() = 1 and @[0].charAt(0) = "𝔸")]', ['𝔸'])).toBe(true);
  });
});

describe('What is no path', () => {
  test.each([
    ['', 0, 'expected "$"'],
    ['a', 0, 'expected "$"'],
    ['@.a', 0, 'expected "$"'],
    ['$.', 2, 'expected a key'],
    ['$..', 3, 'expected a key'],
    ['$...a', 3, 'expected a key'],
    ['$.1', 2, 'expected a key'],
    ['$.a-b', 2, 'stands in ["…"]'],
    ['$a', 1, 'expected the end of the path'],
    ['$[', 2, 'expected a key in quotes'],
    ['$[]', 2, 'expected a key in quotes'],
    ['$[a]', 2, 'A key takes quotes here: ["a"]'],
    ['$["a"', 5, 'expected "," or "]"'],
    ['$["a]', 2, 'The string is not closed'],
    ['$["a", ]', 7, 'expected a key in quotes'],
    ['$[1.5]', 3, 'expected a whole number'],
    ['$[1:2:0]', 5, 'The step of a slice is not 0'],
    ['$[?]', 3, 'expected "("'],
    ['$[?()]', 4, 'expected a path'],
    ['$[?(@.a]', 7, 'expected ")"'],
    ['$[?(@.a)', 8, 'expected "," or "]"'],
    ['$[?(@.a == 1)]', 8, 'Equality is "="'],
    ['$[?(@.a <== 1)]', 9, 'Equality is "="'],
    ['$[?(@.a && @.b)]', 8, 'Write "and"'],
    ['$[?(@.a || @.b)]', 8, 'Write "or"'],
    ['$[?(!@.a)]', 4, 'Write "not"'],
    ['$[?(@.a = )]', 10, 'expected a path'],
    ['$[?(@.a = b)]', 10, 'Text takes quotes'],
    ['$[?(@.a = [1,])]', 13, 'expected a value'],
    ['$[?(@.a = {"b": })]', 16, 'expected a value'],
    ['$[?(@.a = "\\x")]', 11, 'is no escape'],
    ['$[?(@.a = 12345678901234567891)]', 10, 'would lose digits'],
    ['$[?(@.a and)]', 11, 'expected a path'],
    ['$[?(not)]', 7, 'expected a path'],
    ['$[?(@.a contains)]', 16, 'expected a path'],
    ['$.size()', 2, 'There is no function size'],
    ['$.length(', 9, 'expected a path'],
    ['$.length(1', 10, 'expected "," or ")"'],
    [`$[?(${'('.repeat(40)}1${')'.repeat(40)})]`, 35, 'more than 32 levels'],
    [`$[?(${'not '.repeat(40)}1)]`, 127, 'more than 32 levels'],
  ])('%s', (path, offset, message) => {
    const parsed = parsePath(path);
    expect('problem' in parsed ? parsed.problem : undefined).toMatchObject({
      offset,
      message: expect.stringContaining(message),
    });
  });
});

describe('A costly guard', () => {
  const wide = Array.from({ length: 2000 }, (_, i) => ({ i, inner: [i] }));
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level++) deep = [deep];

  test.each([
    ['each looked at', '$[*][?(@.i > 5000)]', wide, false],
    ['each compared with each and none equal', '$[?(@[*].i = @[*].inner)]', wide, 'too-costly'],
    ['descents inside one another', '$..[?($..[?($..nothing)])]', wide, 'too-costly'],
    [
      'the whole compared with each part',
      '$..[?(@.x = $ or $ = @.y or @ = $.z or $[*] = $)]',
      wide,
      'too-costly',
    ],
    [
      'texts searched for in texts',
      '$[?(@.a contains @.b)]',
      { a: 'a'.repeat(200_000), b: `${'a'.repeat(100_000)}b` },
      'too-costly',
    ],
    ['a level after another', '$..nothing', deep, false],
    ['deep values compared', '$[?(@ = $)]', deep, true],
    ['a slice far beyond the end', '$[0:999999999999999]', [], false],
  ])('%s ends', (_, path, input, expected) => {
    expect(matches(path, input)).toBe(expected);
  });
});
