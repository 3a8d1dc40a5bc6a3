import { spawnSync } from 'node:child_process';
import globals from 'globals';
import { describe, expect, test } from 'vitest';
import { findOuterUses } from '../../../sdk/bundle/find-outer-uses.ts';
import { parseFunction } from '../../../sdk/bundle/parse-function.ts';

const namesIn = (source: string): readonly string[] => findOuterUses(parseFunction(source)).names;

const selfContained: readonly (readonly [string, source: string])[] = [
  ['an arrow function', '(input) => input.a + 1'],
  ['an arrow function with one bare parameter', 'input => input'],
  ['an async arrow function', 'async (input, context) => { await context.run; }'],
  ['a function expression', 'function (input) { return input; }'],
  ['a named function that calls itself', 'function f(n) { return n === 0 ? 0 : f(n - 1); }'],
  ['an async function', 'async function f(input) { for await (const x of input.list) console.log(x); }'],
  ['a generator', 'function* f() { yield 1; }'],
  ['an async generator', 'async function* f() { yield 1; }'],
  ['a method', 'run(input) { return input; }'],
  ['an async method', 'async run(input) { return input; }'],
  ['a generator method', '*run() { yield 1; }'],
  ['a method with a quoted name', '"on done"(input) { return input; }'],
  ['a method with a numeric name', '7(input) { return input; }'],
  ['a method called get', 'get(input) { return input; }'],
  ['a method called async', 'async(input) { return input; }'],
  ['a method called function', 'function(input) { return input; }'],
  ['destructuring with defaults', '({ a, b: { c = a } = {}, ...rest }, [d = c] = []) => [a, c, rest, d]'],
  ['destructuring assignment', '(o) => { let a, b; ({ a, b: [b] } = o); return a + b; }'],
  ['a parameter in a default', '(a, b = a) => b'],
  ['a default that is a function', '(f = (x) => x) => f(1)'],
  ['var hoisted from a block', '() => { if (true) { var x = 1; } return x; }'],
  ['a function used before its declaration', '() => { return g(); function g() { return 1; } }'],
  ['let in a loop', '() => { for (let i = 0; i < 3; i++) setTimeout(() => i); }'],
  [
    'const in for-of and for-in',
    '(o) => { for (const x of o) console.log(x); for (const k in o) console.log(k); }',
  ],
  ['catch with a pattern', '() => { try { throw 1; } catch ({ message }) { return message; } }'],
  ['catch without a binding', '() => { try { return 1; } catch { return 2; } }'],
  ['labels', '() => { outer: for (;;) { break outer; } }'],
  ['switch', '(x) => { switch (x) { case 1: { let y = 1; return y; } default: return 2; } }'],
  [
    'a class with fields, private members and static blocks',
    '() => class A extends Map { #p = 1; static s = 2; static { A.s = 3; } get p() { return this.#p; } m() { return super.size; } }',
  ],
  ['this of an inner function', '() => { function Thing() { this.a = 1; } return new Thing(); }'],
  ['arguments', 'function () { return arguments.length; }'],
  ['arguments in an inner arrow', 'function () { return () => arguments[0]; }'],
  ['new.target', 'function f() { return new.target; }'],
  ['property names', '(a) => ({ foreign: a.foreign, ["x" + a]: a?.other.third })'],
  ['shorthand properties of own variables', '(a) => ({ a })'],
  ['template literals and tags', '(a) => { const t = String.raw; return [a, t`x`]; }'],
  ['a regular expression', '(a) => /(?<year>\\d+)/u.exec(a)?.groups.year'],
  ['comments', '(a /* foreign */) => { // foreign\n return a; }'],
  ['a comment at the end', '(a) => a // foreign'],
  [
    'globals of the language',
    '() => [undefined, NaN, Infinity, globalThis, JSON, Math, BigInt(1), new WeakRef({}), Iterator, Intl, Atomics, Float16Array]',
  ],
  [
    'globals of Node',
    '() => [console, fetch, Buffer, process, structuredClone, URL, AbortSignal, setTimeout, queueMicrotask, crypto, performance, TextEncoder, navigator, WebSocket, global]',
  ],
  [
    'dynamic import of built-in modules',
    "async () => (await import('node:fs')).readFileSync + (await import('path')).sep",
  ],
  ['dynamic import of what is computed', '(name) => import(name)'],
  ['import.meta', '() => import.meta.url'],
  ['explicit resource management', '() => { using x = { [Symbol.dispose]() {} }; return x; }'],
  ["esbuild's helper for names", '() => { const f = __name(() => 1, "f"); return f(); }'],
];

const foreign: readonly (readonly [string, source: string, names: readonly string[]])[] = [
  ['a variable', '() => foreign', ['foreign']],
  ['several, sorted, each once', '() => b + a.x + b', ['a', 'b']],
  ['a call', '(x) => helper(x)', ['helper']],
  ['a tag', '() => html`<p>`', ['html']],
  ['an assignment', '() => { counter = 1; }', ['counter']],
  ['an increment', '() => counter++', ['counter']],
  ['a destructuring assignment', '(o) => { ({ a, ...rest } = o); }', ['a', 'rest']],
  ['typeof', '() => typeof maybe', ['maybe']],
  ['a shorthand property', '() => ({ secret })', ['secret']],
  ['a computed property', '() => ({ [key]: 1 })', ['key']],
  ["a method's computed name", '[key](input) { return input; }', ['key']],
  ['a default', '(a = fallback) => a', ['fallback']],
  ['a default in a pattern', '({ a = fallback }) => a', ['fallback']],
  ['a body variable in a default', '(a = b) => { var b = 1; return a + b; }', ['b']],
  ['the outer one of a shadowed name', '(x) => { { const y = x; } return y; }', ['y']],
  ['a catch binding after its block', '() => { try {} catch (e) {} return e; }', ['e']],
  ['a named expression outside itself', '() => { const g = function h() {}; return h; }', ['h']],
  ['a base class', '() => class extends Base {}', ['Base']],
  ['a class field', '() => class { a = outer; static b = other; }', ['other', 'outer']],
  ['an inner function', '() => () => { function deep() { return far; } return deep; }', ['far']],
  ['a loop head', '() => { for (const x of list) console.log(x); }', ['list']],
  ['a spread', '() => [...items]', ['items']],
  ['a name like one of Object', '() => hasOwnProperty + constructor', ['constructor', 'hasOwnProperty']],
  ['require', "() => require('node:fs')", ['require']],
  [
    'other variables of CommonJS',
    '() => [module, exports, __dirname, __filename]',
    ['__dirname', '__filename', 'exports', 'module'],
  ],
  ['globals of browsers', '() => window.document', ['window']],
  ['globals of test runners', '() => expect(1)', ['expect']],
  ['this of an arrow function', '() => this.a', ['this']],
  ['this of a method', 'run() { return this.helper(); }', ['this']],
  ['this in a default', 'function (a = this) { return a; }', ['this']],
  ['super', 'run() { return super.run(); }', ['super']],
  ['arguments of an arrow function', '() => arguments', ['arguments']],
];

describe('What a function takes from around it', () => {
  test.each(selfContained)('is nothing for %s', (_, source) => {
    expect(namesIn(source)).toEqual([]);
  });

  test.each(foreign)('is found in %s', (_, source, names) => {
    expect(namesIn(source)).toEqual(names);
  });

  test('is not what every module of Node 24 has, and is everything else', () => {
    const script = 'console.log(JSON.stringify(Object.getOwnPropertyNames(globalThis)))';
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-'], {
      input: script,
      encoding: 'utf8',
    });
    const inNode: string[] = JSON.parse(stdout);
    expect(namesIn(`() => [${inNode.join()}]`)).toEqual([]);
    const inherited = Object.getOwnPropertyNames(Object.prototype);
    const known = new Set(Object.values(globals).flatMap((names) => Object.keys(names)));
    const elsewhere = [...known].filter((name) => !inNode.includes(name) && !inherited.includes(name));
    expect(elsewhere).toContain('Temporal');
    expect(namesIn(`() => [${elsewhere.map((name) => `typeof ${name}`).join()}]`)).toEqual(elsewhere.sort());
  });

  test('includes modules beside a file that is not known', () => {
    const source = "async () => [await import('./a.js'), await import('../b.js'), await import('node:fs')]";
    expect(findOuterUses(parseFunction(source)).relativeImports).toEqual(['./a.js', '../b.js']);
  });
});

describe('A function whose source is not to be had is refused', () => {
  const refused: readonly (readonly [string, unknown, RegExp])[] = [
    ['a bound one', ((x: number) => x).bind(null), /bound or built in/],
    ['a built-in one', Math.max, /bound or built in/],
    ['a proxy of one', new Proxy(() => 1, {}), /bound or built in/],
    ['a class', class Thing {}, /is a class/],
    [
      'a getter',
      Object.getOwnPropertyDescriptor(
        {
          get x() {
            return 1;
          },
        },
        'x',
      )?.get,
      /not that of a function/,
    ],
    ['a private method', '#run() {}', /not that of a function/],
    ['one of sloppy mode', '(o) => { with (o) { return a; } }', /not that of a function/],
    ['no function at all', '{ a: 1 }', /not that of a function/],
    ['more than one', 'a() {}, b() {}', /not that of a function/],
  ];
  test.each(refused)('%s', (_, fn, why) => {
    expect(() => parseFunction(String(fn))).toThrow(why);
    expect(() => parseFunction(String(fn))).toThrow(
      expect.objectContaining({ code: 'handler-not-readable', field: 'handler' }),
    );
  });
});
