import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { yamlParser } from '../../../adapters/yaml/yaml-parser.ts';
import type { Structured } from '../../../core/contract/workflow.ts';
import { locateIn } from '../../../core/workflow/language/locate.ts';
import { parseWorkflow } from '../../../core/workflow/language/parse-workflow.ts';
import { openReport } from '../../../core/workflow/language/report.ts';
import type { Program, Statement, Step } from '../../../core/workflow/language/syntax.ts';
import { check, edgesOf } from './check.ts';
import { printProgram } from './print-program.ts';

const yaml = yamlParser();

/** Parts of programs are compared apart from where they stand. */
const place = { offset: 0, length: 0 };

const nameArb = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_:-]{0,6}$/).map((name) => name.replace(/-+$/, ''));
const labelArb = nameArb.map((name) => ({ name, ...place }));
const valueArb: fc.Arbitrary<Structured> = fc.oneof(
  fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3, noNullPrototype: true }),
  fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 3 }),
);
/** As JSON writes it: without minus zero, for one. */
const jsonArb = valueArb.map((value) => JSON.parse(JSON.stringify(value)) as Structured);
const literalArb = fc.option(jsonArb).map((value) => ({ value, ...place }));
const parametersArb = fc.option(literalArb, { freq: 3 });
const taskArb = fc
  .record({ name: nameArb, parameters: parametersArb })
  .map((task) => ({ ...task, ...place }));
const uriArb = fc.stringMatching(/^[a-z][!-;=?-~]{0,9}$/);
const resourceArb = fc
  .record({ uri: uriArb, parameters: parametersArb })
  .map((resource) => ({ kind: 'resource' as const, ...resource, ...place }));
const guardArb = fc
  .constantFrom('$', '$.a', '$[?(@.a = 1)]', '{% a = 1 %}')
  .map((text) => ({ text, ...place }));

const { statements: statementsArb } = fc.letrec<{
  step: Step;
  statement: Statement;
  statements: readonly Statement[];
}>((tie) => ({
  step: fc
    .record({
      input: fc.option(labelArb, { freq: 3 }),
      mode: fc.constantFrom('iterate', 'merge', null, null, null),
      guard: fc.option(guardArb, { freq: 3 }),
      body: fc.oneof(
        { maxDepth: 2, withCrossShrink: true },
        fc.record({
          kind: fc.constant('tasks' as const),
          tasks: fc.array(taskArb, { minLength: 1, maxLength: 3 }),
        }),
        fc.record({ kind: fc.constant('subflow' as const), statements: tie('statements') }),
      ),
      output: fc.option(labelArb, { freq: 3 }),
    })
    .map((step) => ({ ...step, ...place })),
  statement: fc.record({
    source: fc.option(
      fc.oneof(
        labelArb.map((label) => ({ kind: 'label' as const, ...label })),
        resourceArb,
        literalArb.map((literal) => ({ kind: 'literal' as const, ...literal })),
      ),
      { freq: 3 },
    ),
    steps: fc.array(tie('step'), { minLength: 1, maxLength: 2 }),
    destination: fc.option(
      fc.record({
        merge: fc.boolean(),
        to: fc.oneof(
          labelArb.map((label) => ({ kind: 'label' as const, ...label })),
          resourceArb,
        ),
      }),
      { freq: 3 },
    ),
  }),
  statements: fc.array(tie('statement'), { minLength: 1, maxLength: 2 }),
}));

const programArb: fc.Arbitrary<Program> = fc.record({
  declarations: fc.array(
    fc
      .record({
        kind: fc.constantFrom('flow', 'task'),
        name: nameArb,
        alias: fc.option(labelArb),
        parameters: parametersArb,
        doc: fc.option(fc.string().filter((doc) => !doc.includes("'"))),
        subflow: fc.option(statementsArb),
      })
      .map((declaration) => ({ ...declaration, ...place })),
    { maxLength: 2 },
  ),
  statements: statementsArb,
});

describe('A program', () => {
  test('that is printed and parsed is the same', async () => {
    void fc.assert(
      fc.property(programArb, (program) => {
        const source = printProgram(program);
        const report = openReport(source, locateIn(source));
        expect(withoutPlaces(parseWorkflow(source, yaml, report))).toEqual(withoutPlaces(program));
        expect(report.errors()).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  const labels = ['a', 'b', 'c'];
  const show = (label: string | null | undefined) => (label == null ? '' : `:${label}`);

  /** One statement for each task, with the labels on its four sides. */
  const portsArb = fc.array(
    fc.record({
      source: fc.option(fc.constantFrom(...labels), { freq: 2 }),
      destination: fc.option(fc.constantFrom(...labels), { freq: 2 }),
      input: fc.boolean(),
      output: fc.boolean(),
    }),
    { minLength: 1, maxLength: 7 },
  );

  test('leads each sender of a label to each receiver, and what has no label from the start and to the end', async () => {
    await fc.assert(
      fc.asyncProperty(portsArb, async (ports) => {
        const tasks = ports.map((port, i) => ({
          ...port,
          name: `T${i}`,
          // Unique in their scope, and shared with the labels that lead there from elsewhere.
          input: port.input && labels[i] !== undefined ? labels[i] : null,
          output: port.output && labels[i] !== undefined ? labels[i] : null,
        }));
        const source = tasks
          .map((task) => {
            const before = task.source === null ? '' : `:${task.source} → `;
            const after = task.destination === null ? '' : ` → :${task.destination}`;
            return `${before}${show(task.input)} ${task.name} ${show(task.output)}${after};`;
          })
          .join('\n');
        const expected = new Set<string>();
        for (const from of tasks) {
          if (from.source === null) expected.add(`start ${from.name}`);
          if (from.destination === null) expected.add(`${from.name} end`);
          const sends = [from.destination, from.output];
          for (const to of tasks) {
            if (sends.some((label) => label !== null && [to.source, to.input].includes(label))) {
              expected.add(`${from.name} ${to.name}`);
            }
          }
        }
        const { errors } = await check(source);
        const takes = (label: string) => tasks.some((task) => [task.source, task.input].includes(label));
        const gives = (label: string) =>
          tasks.some((task) => [task.destination, task.output].includes(label));
        const missing = tasks.some(
          ({ source: from, destination: to }) =>
            (from !== null && !gives(from)) || (to !== null && !takes(to)),
        );
        expect(errors.some(({ code }) => code === 'label-unknown')).toBe(missing);
        fc.pre(errors.length === 0);
        const edges = (await edgesOf(source)).map((edge) => edge.replace(/ [→↺] /, ' '));
        expect(edges.sort()).toEqual([...expected].sort());
        expect(isAcyclic((await edgesOf(source)).filter((edge) => !edge.includes('↺')))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('The parser', () => {
  const fragments = [
    'A',
    'B',
    ':x',
    ':start',
    ':end',
    '→',
    '->',
    '-',
    '|',
    '*',
    '>',
    '<',
    '?',
    '`',
    '`$.a`',
    '{',
    '}',
    '(',
    ')',
    '({',
    '})',
    '(-',
    '-)',
    '<-',
    '<{',
    '}>',
    '<a>',
    '@flow',
    '@task',
    '=',
    ';',
    '\n',
    '#',
    "'''",
    '"""',
    '"',
    '[',
    ']',
    ',',
    '1',
    '{%',
    '%}',
    '$',
    '𝔸',
    '\u0000',
  ];
  const textArb = fc.oneof(
    fc.array(fc.constantFrom(...fragments), { maxLength: 60 }).map((parts) => parts.join(' ')),
    fc.array(fc.constantFrom(...fragments), { maxLength: 60 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 200 }),
  );

  test('takes any text: it gives a graph or errors that are inside of it', async () => {
    await fc.assert(
      fc.asyncProperty(textArb, async (source) => {
        const { graph, errors } = await check(source);
        expect(graph === null).toBe(errors.length > 0);
        const lines = source.split('\n');
        for (const { line, column, length } of errors) {
          const characters = [...(lines[line - 1] ?? '')].length;
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column - 1 + length).toBeLessThanOrEqual(characters);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['braces', '{'],
    ['opening brackets of YAML', '(-'],
    ['opening brackets of JSON', 'A({'],
    ['backquotes', '`'],
    ['quotes', "'''"],
    ['hyphens', '-'],
    ['a name of hyphens', 'a-'],
    ['arrows', '→'],
    ['labels', ':x '],
    ['statements', 'A :x → ?`$` B;\n'],
    ['declarations', '@task A '],
    ['tasks side by side', 'A|'],
    ['resources', '<a> → '],
    ['lists in a list', 'A(['.concat('[')],
    ['colons', ':'],
  ])('is quick with 100,000 characters of %s', async (_, part) => {
    const source = part.repeat(Math.ceil(100_000 / part.length)).slice(0, 100_000);
    expect((await check(source)).errors.length).toBeGreaterThan(0);
  });
});

/** The same without the positions. */
function withoutPlaces(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, part: unknown) => (key === 'offset' || key === 'length' ? undefined : part)),
  );
}

function isAcyclic(edges: readonly string[]): boolean {
  let left = edges.map((edge) => edge.split(' → '));
  while (left.length > 0) {
    const targets = new Set(left.map(([, to]) => to));
    const next = left.filter(([from]) => targets.has(from));
    if (next.length === left.length) return false;
    left = next;
  }
  return true;
}
