import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileWorkflow } from '../../../core/workflow/compile/compile-workflow.ts';
import { documentProblem } from '../../../core/workflow/compile/document-problem.ts';
import { regionsOf } from '../../../core/workflow/regions/regions-of.ts';
import { sourceStepId, stepInputs } from '../../../core/workflow/regions/step-inputs.ts';
import { parseStepId } from '../../../core/workflow/regions/step-path.ts';
import { check, graphOf } from '../workflow-language/check.ts';
import { randomGraph } from '../workflow-language/random-graph.ts';
import { expectValidDocuments } from './expect-valid.ts';
import { expectedSteps } from './expected-steps.ts';
import type { Behaviour } from './play-steps.ts';
import { runDocument } from './run-document.ts';

/** Evenly distributed over the steps, and the same each time. */
function behaviourOf(seed: number): Behaviour {
  const number = (text: string, below: number): number => {
    let mixed = seed;
    for (const character of text)
      mixed = Math.imul(mixed ^ character.charCodeAt(0), 0x9e3779b1) ^ (mixed >>> 15);
    return (mixed >>> 8) % below;
  };
  return {
    seconds: (step) => number(step, 5),
    holds: (step) => number(`?${step}`, 3) > 0,
    items: (step) => number(`*${step}`, 4),
    passes: (loop, path) => 1 + number(`#${path}${loop}`, 2),
  };
}

const always: Behaviour = { seconds: () => 1, holds: () => true, items: () => 3, passes: () => 2 };

describe('The document of a workflow', () => {
  test('lets each step begin when what leads to it has ended, and not later', async () => {
    await fc.assert(
      fc.asyncProperty(randomGraph({ loops: false }), fc.nat(), async (graph, seed) => {
        const behaviour = behaviourOf(seed);
        const { status, error, steps } = await runDocument(graph, behaviour);
        expect([status, error]).toEqual(['SUCCEEDED', undefined]);
        expect(byStep(steps)).toEqual(byStep(expectedSteps(graph, behaviour)));
      }),
      { numRuns: 100 },
    );
  });

  test('repeats loops, and what is in them begins as soon as it can, too', async () => {
    await fc.assert(
      fc.asyncProperty(randomGraph({ steps: 5 }), fc.nat(), async (graph, seed) => {
        const behaviour = { ...behaviourOf(seed), items: () => 2 };
        const { status, error, steps } = await runDocument(graph, behaviour);
        expect([status, error]).toEqual(['SUCCEEDED', undefined]);
        const regions = regionsOf(graph);
        for (const [step, { began }] of steps) {
          const { node, path } = parseStepId(step);
          if (regions.loops.has(node)) continue;
          const sources = stepInputs(regions, node, path);
          const known = sources.every(
            ({ loops, node: from }) => loops.length === 0 && steps.has(`${path}${from}`),
          );
          if (!known || sources.length === 0) continue;
          const ends = sources.map((source) => steps.get(sourceStepId(source, () => 0))!.ended);
          expect(began, step).toBe(Math.max(...ends));
        }
      }),
      { numRuns: 100 },
    );
  });

  test('runs all rounds of an iteration at once, in as many executions as that takes', async () => {
    const graph = await graphOf('list → * A → report');
    const { steps, seconds } = await runDocument(graph, { ...always, items: () => 100 });
    expect([steps.size, seconds]).toEqual([103, 3]);
  });

  test('is taken by asl-validator and by the embedded engine', () => {
    const graphs = fc.sample(randomGraph(), { numRuns: 40, seed: 6 });
    expectValidDocuments(graphs.map((graph) => compileWorkflow(graph).text));
  });

  test('is the same for graphs of one shape, whatever their tasks are', async () => {
    const one = compileWorkflow(await graphOf('A({"x": 1}) → ?`$.a` B :x → { C }; :x → D'));
    const other = compileWorkflow(await graphOf('P → Q :q → { request:get({"url": "u"}) }; :q → R'));
    const guarded = compileWorkflow(await graphOf('A → B :x → ?`$` { C }; :x → D'));
    expect(one.text).toBe(other.text);
    expect(one.sha256).toBe(other.sha256);
    expect(one.sha256).not.toBe(guarded.sha256);
    expect(one.text).not.toMatch(/"A"|"B"|\$\.a/);
  });

  test('has unique names of states that are short enough', () => {
    for (const graph of fc.sample(randomGraph(), 100)) {
      const names = [...compileWorkflow(graph).text.matchAll(/"([^"]+)":\{"Type"/g)].map(([, name]) => name!);
      expect(new Set(names).size).toBe(names.length);
      expect(Math.max(...names.map((name) => name.length))).toBeLessThan(80);
    }
  });
});

describe('A thousand nodes', () => {
  test.each([
    ['side by side', 'A '.repeat(998)],
    ['one after the other', `${'A → '.repeat(997)}A`],
    ['that are iterations', Array.from({ length: 249 }, () => '* A').join('; ')],
    ['that wait for many', `${'A → :x; '.repeat(90)}${':x → B; '.repeat(90)}${'C → '.repeat(800)} C`],
  ])('%s fit into a document', async (_, source) => {
    expect(documentProblem(compileWorkflow(await graphOf(source)))).toBeUndefined();
  });
});

test('A workflow whose document is too large is refused', async () => {
  const source = Array.from({ length: 998 }, () => 'wait:delay({"duration": 1})').join('; ');
  expect((await check(source)).errors).toEqual([
    {
      code: 'too-large',
      line: 1,
      column: 1,
      length: 0,
      message: expect.stringMatching(/as Amazon States Language it has \d+ characters, and may have 1048576/),
    },
  ]);
});

/** What Step Functions charges for: 25 dollars for a million. */
describe('The price of a run, in states entered', () => {
  test.each([
    ['A', 3],
    ['A → B → C', 5],
    ['A | B | C → D', 9],
    ['A :x → B → :y; :x → C → :y D', 8],
    // What A gives is there when B has ended.
    ['A :x → B → :c; :x → :c C', 5],
    ['A → { B → C } → D', 8],
    ['A → ?`$.a` { B → C } → D', 9],
    // One execution for the graph and one for the rounds, which each begin with a choice between the two.
    ['list → * A → report', 12],
    ['list → * { A → B } → report', 15],
    ['wait:delay({"duration": 60}) → A', 6],
    ['A → :again B → ?`$.a` C :c → :again; :c → D', 13],
    ['<{"a": 1}> → A', 4],
  ])('%s', async (source, transitions) => {
    const { status, transitions: entered } = await runDocument(await graphOf(source), always);
    expect([status, entered]).toEqual(['SUCCEEDED', transitions]);
  });
});

function byStep(steps: ReadonlyMap<string, { began: number; ended: number }>): string[] {
  return [...steps].map(([step, { began, ended }]) => `${step}: ${began}–${ended}`).sort();
}
