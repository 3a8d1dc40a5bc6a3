import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonataExpressions } from '../../../../adapters/jsonata/expressions.ts';
import {
  type WorkflowGraph,
  type WorkflowNode,
  workflowGraphSchema,
} from '../../../../core/contract/workflow.ts';
import { checkGraph } from '../../../../core/workflow/graph/check-graph.ts';
import { type AnyData, task } from '../../../../sdk/workflow/task.ts';
import { workflow } from '../../../../sdk/workflow/workflow.ts';
import { graphOf } from '../../../conformance/workflow-language/check.ts';

const deps = { expressions: jsonataExpressions() };
const problemsOf = (graph: WorkflowGraph) => checkGraph(graph, deps);

/** What the language makes of a text, changed by hand. */
async function changed(source: string, change: (graph: Changeable) => void): Promise<WorkflowGraph> {
  const graph = structuredClone(await graphOf(source)) as Changeable;
  change(graph);
  return graph as WorkflowGraph;
}

type Changeable = Omit<WorkflowGraph, 'nodes' | 'edges'> & {
  nodes: (WorkflowNode & Record<string, unknown>)[];
  edges: { from: number; to: number; loop: boolean }[];
};

const everything = `@flow all @task X = wait:delay(- duration: 1 -) @task S { P → Q :q → R
  :q → T }
  <{"a": 1}> → X :x → ?\`$[?(@.a > 0)]\` B | C → * S → > D → <http://x/y>
  :x → :again E → ?\`{% n < 3 %}\` F :more → :again; :more → { G → { H } } → :start`;

describe('A graph that comes as such', () => {
  test('is good when the language makes it', async () => {
    expect(await problemsOf(await graphOf(everything))).toEqual([]);
  });

  test('is good when the SDK makes it', async () => {
    const { graph } = workflow('all', (flow) => {
      const parsed = flow.run(task<AnyData, AnyData>('parse'), flow.input);
      return flow.each(parsed, (inner) =>
        inner.run(task<unknown, AnyData>('load'), inner.input, { when: '$.file' }),
      );
    });
    expect(await problemsOf(graph)).toEqual([]);
  });

  const broken: readonly (readonly [string, string, (graph: Changeable) => void, string, string])[] = [
    [
      'an index that is not its place',
      'A → B',
      ({ nodes }) => (nodes[1]!.index = 5),
      'nodes[1].index',
      'index 1',
    ],
    ['no start', 'A', ({ nodes }) => nodes.shift(), 'nodes[0].index', 'index 0'],
    ['no end', 'A', ({ nodes }) => nodes.pop(), 'nodes', 'Each start has an end'],
    ['no steps', 'A', ({ nodes }) => nodes.splice(1, 1), 'nodes[1].index', 'index 1'],
    [
      'two starts',
      'A → B',
      ({ nodes }) => (nodes[1] = { ...nodes[0]!, index: 1 }),
      'nodes[1].kind',
      'A start stands first',
    ],
    [
      'something behind the end',
      'A',
      ({ nodes }) => nodes.push({ ...nodes[1]!, index: 3 }),
      'nodes[3]',
      'Nothing stands behind',
    ],
    ['a body without a start', '{ A }', ({ nodes }) => nodes.splice(2, 1), 'nodes[2].index', 'index 2'],
    [
      'a node of another scope',
      '{ A } → B',
      ({ nodes }) => (nodes[3]!.scope = null),
      'nodes[3].scope',
      'part of 1',
    ],
    [
      'an edge from nowhere',
      'A',
      ({ edges }) => edges.push({ from: 7, to: 1, loop: false }),
      'edges[2].from',
      'no such node',
    ],
    [
      'an edge to nowhere',
      'A',
      ({ edges }) => edges.push({ from: 1, to: 7, loop: false }),
      'edges[2].to',
      'no such node',
    ],
    ['an edge twice', 'A', ({ edges }) => edges.push({ ...edges[1]! }), 'edges[2]', 'each once'],
    ['edges out of order', 'A → B', ({ edges }) => edges.reverse(), 'edges[1]', 'sorted'],
    [
      'an edge into a subflow',
      '{ A } → B',
      ({ edges }) => edges.splice(1, 0, { from: 0, to: 3, loop: false }),
      'edges[1]',
      'one scope',
    ],
    [
      'an edge from an end',
      'A → B',
      ({ edges }) => edges.push({ from: 3, to: 1, loop: true }),
      'edges[3]',
      'Nothing follows an end',
    ],
    [
      'an edge into a literal',
      '<{}> → A; B',
      ({ edges }) => edges.splice(4, 0, { from: 3, to: 1, loop: false }),
      'edges[4]',
      'takes nothing',
    ],
    [
      'a loop that is not marked',
      'A → :start',
      ({ edges }) => (edges[1]!.loop = false),
      'edges[1].loop',
      'closes a loop',
    ],
    [
      'a loop that is none',
      'A → B',
      ({ edges }) => (edges[1]!.loop = true),
      'edges[1].loop',
      'does not close',
    ],
    [
      'a circle that nothing enters',
      'A → B',
      ({ edges }) => edges.splice(0, 2, { from: 1, to: 2, loop: false }, { from: 2, to: 1, loop: false }),
      'nodes[1]',
      'No way leads here',
    ],
    [
      'a JSONPath that is none',
      'A',
      ({ nodes }) => (nodes[1]!.guard = { language: 'jsonpath', expression: '$[' }),
      'nodes[1].guard.expression',
      'cannot be used',
    ],
    [
      'JSONata that does not compile',
      'A',
      ({ nodes }) => (nodes[1]!.guard = { language: 'jsonata', expression: 'a +' }),
      'nodes[1].guard.expression',
      'cannot be used',
    ],
    [
      'a guard that is too long',
      'A',
      ({ nodes }) => (nodes[1]!.guard = { language: 'jsonpath', expression: `$.${'a'.repeat(2000)}` }),
      'nodes[1].guard.expression',
      '2000 characters',
    ],
    [
      'a name that is none',
      'A',
      ({ nodes }) => Object.assign(nodes[1]!, { name: 'a b', base: 'a b' }),
      'nodes[1].name',
      'A name has',
    ],
    [
      'a base that nothing declares',
      'A',
      ({ nodes }) => (nodes[1]!.base = 'B'),
      'nodes[1].base',
      'stands for A',
    ],
    [
      'a task that is declared twice',
      '@task X = A X',
      ({ tasks }) => tasks.push(tasks[0]!),
      'tasks[1].name',
      'declared already',
    ],
    [
      'an alias of itself',
      '@task X = A X',
      ({ tasks }) => Object.assign(tasks[0]!, { base: 'X' }),
      'tasks[0].base',
      'stands for itself',
    ],
    [
      'a built-in task that there is not',
      'A',
      ({ nodes }) => Object.assign(nodes[1]!, { name: 'wait:no', base: 'wait:no' }),
      'nodes[1].parameters',
      'no built-in task',
    ],
    [
      'a parameter that is wrong',
      'wait:delay({"duration": 1})',
      ({ nodes }) => (nodes[1]!.parameters = { duration: 'x' }),
      'nodes[1].parameters.duration',
      'expected a number',
    ],
    [
      'a parameter that is missing',
      'wait:delay({"duration": 1})',
      ({ nodes }) => (nodes[1]!.parameters = null),
      'nodes[1].parameters',
      'needs the parameter',
    ],
    ['a URI with a blank', 'A → <x>', ({ nodes }) => (nodes[2]!.uri = 'a b'), 'nodes[2].uri', 'no blanks'],
    [
      'a value that is too deep',
      '<{}> → A',
      ({ nodes }) => (nodes[1]!.value = deep(65)),
      'nodes[1].value',
      '64 levels',
    ],
  ];

  test.each(broken)('is not good with %s', async (_, source, change, field, message) => {
    const problems = await problemsOf(await changed(source, change));
    expect(problems[0]).toEqual({ field, message: expect.stringContaining(message) });
  });

  test('has subflows inside one another, up to sixteen', async () => {
    expect(await problemsOf(nested(16))).toEqual([]);
    expect((await problemsOf(nested(17)))[0]?.message).toContain('more than 16 subflows');
  });

  test('has at most 1,000 nodes', async () => {
    const { nodes, edges, ...rest } = await graphOf('A');
    const many = Array.from({ length: 1001 }, (_, index) => ({ ...nodes[1]!, index }));
    expect(await problemsOf({ ...rest, edges, nodes: many })).toEqual([
      { field: 'nodes', message: 'A workflow has at most 1000 nodes and 10000 edges.' },
    ]);
  });

  test('has no fields that a graph does not have', async () => {
    const graph = await graphOf('A');
    const node = { ...graph.nodes[1], retries: 3 };
    expect(
      workflowGraphSchema.safeParse({ ...graph, nodes: graph.nodes.with(1, node as never) }).success,
    ).toBe(false);
  });

  test('is checked without an error of its own, however it is broken', async () => {
    const graph = await graphOf(everything);
    const numbers = fc.integer({ min: 0, max: graph.nodes.length + 1 });
    const edge = fc.record({ from: numbers, to: numbers, loop: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(edge, { maxLength: 40 }), fc.subarray(graph.nodes), async (edges, nodes) => {
        expect(await problemsOf({ ...graph, edges })).toBeInstanceOf(Array);
        expect(await problemsOf({ ...graph, nodes })).toBeInstanceOf(Array);
      }),
    );
  });
});

function deep(levels: number): Record<string, unknown> {
  return levels === 1 ? {} : { a: deep(levels - 1) };
}

function nested(depth: number): WorkflowGraph {
  const nodes: WorkflowNode[] = [];
  const edges: WorkflowGraph['edges'] = [];
  const add = (node: object) => nodes.push({ index: nodes.length, at: null, ...node } as WorkflowNode) - 1;
  const addScope = (scope: number | null, left: number) => {
    const start = add({ kind: 'start', scope, merge: false });
    const task = { kind: 'task', scope, name: 'A', base: 'A', parameters: null, merge: false, guard: null };
    const step =
      left === 0
        ? add(task)
        : add({ kind: 'subflow', scope, name: null, iterate: false, merge: false, guard: null });
    if (left > 0) addScope(step, left - 1);
    const end = add({ kind: 'end', scope, merge: false });
    edges.push({ from: start, to: step, loop: false }, { from: step, to: end, loop: false });
  };
  addScope(null, depth);
  edges.sort((a, b) => a.from - b.from || a.to - b.to);
  return { name: null, doc: null, parameters: null, tasks: [], nodes, edges };
}
