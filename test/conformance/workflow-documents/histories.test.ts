import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonataExpressions } from '../../../adapters/jsonata/expressions.ts';
import { yamlParser } from '../../../adapters/yaml/yaml-parser.ts';
import { limits } from '../../../core/contract/limits.ts';
import type { WorkflowGraph } from '../../../core/contract/workflow.ts';
import { checkWorkflow } from '../../../core/workflow/check-workflow.ts';
import { compileWorkflow } from '../../../core/workflow/compile/compile-workflow.ts';
import { documentProblem } from '../../../core/workflow/compile/document-problem.ts';
import { randomGraph } from '../workflow-language/random-graph.ts';
import { HISTORY_LIMIT, mostEvents } from './history-events.ts';
import type { Behaviour } from './play-steps.ts';
import { runDocument } from './run-document.ts';

const languages = { yaml: yamlParser(), expressions: jsonataExpressions() };

async function graphOf(source: string): Promise<WorkflowGraph> {
  const { graph, errors } = await checkWorkflow(source, languages);
  expect(errors).toEqual([]);
  return graph!;
}

const items = (count: number): Behaviour => ({
  seconds: () => 1,
  holds: () => true,
  items: () => count,
  passes: () => 1,
});

describe('The history of an execution', () => {
  test('has no more events than are reckoned from the states of the document', async () => {
    await fc.assert(
      fc.asyncProperty(randomGraph(), async (graph) => {
        const { status, events } = await runDocument(graph, items(3));
        expect(status).toBe('SUCCEEDED');
        expect(Math.max(...events)).toBeLessThanOrEqual(mostEvents(graph));
      }),
      { numRuns: 50 },
    );
  });

  test('has those of 40 rounds at most, and another history those of the others', async () => {
    const graph = await graphOf('list → * { A → B } → report');
    const { status, events } = await runDocument(graph, items(100));
    expect(status).toBe('SUCCEEDED');
    const [ofGraph, ...ofParts] = events;
    // But for what notes a failure.
    expect([ofGraph, ofParts[0]]).toEqual([31, mostEvents(graph) - 6]);
    expect(ofParts).toEqual([573, 573, 293]);
  });
});

/** The largest that the language takes, beside one another and in an iteration of as many rounds as one may have. */
describe(`A workflow of ${limits.workflow.nodes} nodes`, () => {
  const of = (count: number, text: string, between = ' ') => Array(count).fill(text).join(between);
  const shapes: [string, (nodes: number) => string][] = [
    ['side by side', (nodes) => of(nodes, 'A')],
    ['one after the other', (nodes) => of(nodes, 'A', ' → ')],
    ['of which each waits for all others', (nodes) => of(Math.ceil(nodes / 14), of(9, 'A'), ' | ')],
    ['that are delays', (nodes) => of(Math.ceil(nodes / 1.3), 'wait:delay({"duration": 1})', '; ')],
    ['that are subflows with guards', (nodes) => of(Math.ceil(nodes / 4), '?`$.a` { A }', '; ')],
    ['that are iterations', (nodes) => of(Math.ceil(nodes / 4), '* A', '; ')],
  ];

  test.each(shapes)('%s: no history is full', async (_, source) => {
    const graph = await graphOf(source(limits.workflow.nodes - 20));
    expect(documentProblem(compileWorkflow(graph))).toBeUndefined();
    expect(mostEvents(graph)).toBeLessThan(HISTORY_LIMIT);
  });

  test.each(shapes.flatMap(([name, source]) => [9, 200, 980].map((nodes) => [nodes, name, source] as const)))(
    '%i of them %s in each round of an iteration: no history is full',
    async (nodes, _, source) => {
      const graph = await graphOf(`list → * { ${source(nodes)} }`);
      expect(documentProblem(compileWorkflow(graph))).toBeUndefined();
      expect(mostEvents(graph)).toBeLessThan(HISTORY_LIMIT);
    },
  );
});
