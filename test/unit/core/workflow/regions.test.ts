import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WorkflowGraph } from '../../../../core/contract/workflow.ts';
import type { Regions } from '../../../../core/workflow/regions/regions.ts';
import { regionsOf } from '../../../../core/workflow/regions/regions-of.ts';
import { sourceStepId, stepInputs } from '../../../../core/workflow/regions/step-inputs.ts';
import {
  parseStepId,
  passPath,
  roundPath,
  segmentsOf,
  stepIdOf,
} from '../../../../core/workflow/regions/step-path.ts';
import { stepsAfter, stepsAfterLoop } from '../../../../core/workflow/regions/waiting-steps.ts';
import { graphOf } from '../../../conformance/workflow-language/check.ts';
import { randomGraph } from '../../../conformance/workflow-language/random-graph.ts';

/** A source's regions, with the indexes of its tasks and subflows by name. */
async function read(source: string): Promise<{ regions: Regions; at: Record<string, number> }> {
  const graph = await graphOf(source);
  const at = Object.fromEntries(
    graph.nodes.map((node) => ['name' in node && node.name !== null ? node.name : node.kind, node.index]),
  );
  return { regions: regionsOf(graph), at };
}

/** Loops as `first: nodes; closing`. */
function show({ loops }: Regions, at: Record<string, number>): string[] {
  const name = (index: number) => Object.keys(at).find((key) => at[key] === index)!;
  return [...loops.values()].map(
    ({ id, nodes, closing }) => `${name(id)}: ${nodes.map(name).join(' ')}; ${closing.map(name).join(' ')}`,
  );
}

describe('A loop', () => {
  test.each([
    ['A → B', []],
    ['A → :x B → :x', ['B: B; B']],
    ['fetch → :again check → more :rest → :again; :rest → store', ['check: check more; more']],
    ['A → B → :start', ['start: start A B; B']],
    ['A → :x B :y → C → :x; :y → D → :x', ['B: B C D; C D']],
    ['A → :x B → :y C → D :z → :y; :z → E → :x', ['B: B C D E; E', 'C: C D; D']],
    // Of two ways in, the walk took one first.
    ['A → :x B :p → :y; S → :y C :q → :x', ['B: B C; C']],
  ])('is found in %s', async (source, expected) => {
    const { regions, at } = await read(source);
    expect(show(regions, at)).toEqual(expected);
  });

  test('is around its nodes, inside of the iteration that it is in', async () => {
    const { regions, at } = await read('@task each { A → :x B → C → :x } list → * each → D');
    const iteration = { kind: 'iteration', node: at.each };
    expect(regions.nodes[at.A!]!.around).toEqual([iteration]);
    expect(regions.nodes[at.C!]!.around).toEqual([iteration, { kind: 'loop', id: at.B }]);
    expect(regions.nodes[at.each!]!.around).toEqual([]);
    expect(regions.scopes.get(at.each!)).toMatchObject({ around: [iteration], straggles: true });
    expect(regions.scopes.get(null)).toMatchObject({ start: 0, around: [], straggles: true });
  });
});

describe('The inputs of a step', () => {
  const loop = 'A → :x B → C :y → :x; :y → E';

  test('of the first node of a loop come from outside of it in pass 0, and from what closes it afterwards', async () => {
    const { regions, at } = await read(loop);
    const B = at.B!;
    expect(stepInputs(regions, B, passPath('', B, 0))).toEqual([{ node: at.A, path: '', loops: [] }]);
    expect(stepInputs(regions, B, passPath('', B, 2))).toEqual([
      { node: at.C, path: passPath('', B, 1), loops: [] },
    ]);
  });

  test('behind a loop are those of its last pass', async () => {
    const { regions, at } = await read(loop);
    const sources = stepInputs(regions, at.E!, '');
    expect(sources).toEqual([{ node: at.C, path: '', loops: [at.B] }]);
    expect(sourceStepId(sources[0]!, () => 4)).toBe(`${at.B}#4.${at.C}`);
  });

  test('from outside of a loop are the same in each pass, but for its first node', async () => {
    const { regions, at } = await read('A → :x B → :c C → D → :x; other → :c');
    const path = passPath('', at.B!, 3);
    expect(stepInputs(regions, at.C!, path)).toEqual([
      { node: at.B, path, loops: [] },
      { node: at.other, path: '', loops: [] },
    ]);
  });

  test('in loops in one another name the last pass of the inner one', async () => {
    const { regions, at } = await read('A → :x B → :y C → D :z → :y; :z → E → :x');
    const [B, C, D] = [at.B!, at.C!, at.D!];
    const path = passPath('', B, 1);
    expect(stepInputs(regions, at.E!, path)).toEqual([{ node: D, path, loops: [C] }]);
    expect(stepInputs(regions, C, passPath(path, C, 0))).toEqual([{ node: B, path, loops: [] }]);
    expect(stepInputs(regions, C, passPath(path, C, 1))).toEqual([
      { node: D, path: passPath(path, C, 0), loops: [] },
    ]);
  });

  test('in a round of an iteration are those of the round', async () => {
    const { regions, at } = await read('@task each { A → B } list → * each');
    const path = roundPath('', at.each!, 7);
    expect(stepInputs(regions, at.B!, path)).toEqual([{ node: at.A, path, loops: [] }]);
    expect(stepIdOf(path, at.B!)).toBe(`${at.each}[7].${at.B}`);
  });
});

describe('A path', () => {
  test('can be taken apart', () => {
    const path = passPath(roundPath('', 4, 2), 5, 11);
    expect(segmentsOf(path)).toEqual([
      { kind: 'iteration', node: 4, number: 2, before: '', path: '4[2].' },
      { kind: 'loop', node: 5, number: 11, before: '4[2].', path: '4[2].5#11.' },
    ]);
    expect(parseStepId(stepIdOf(path, 17))).toEqual({ path, node: 17 });
    expect(parseStepId('0')).toEqual({ path: '', node: 0 });
  });
});

/** Goes through a graph with nothing but what the regions say, and tells the steps in the order in which they ended. */
function walk(graph: WorkflowGraph, regions: Regions, passes: number): string[] {
  const done = new Set<string>();
  const begun = new Set<string>();
  const pass = new Map<string, number>();
  const ended = new Set<string>();
  const order: string[] = [];
  const queue: string[] = [];

  const isReady = (step: string): boolean => {
    const { node, path } = parseStepId(step);
    return stepInputs(regions, node, path).every((source) => {
      let inLoop = source.path;
      for (const loop of source.loops) {
        if (!ended.has(inLoop + loop)) return false;
        inLoop = passPath(inLoop, loop, pass.get(inLoop + loop)!);
      }
      return done.has(sourceStepId(source, (loop, path) => pass.get(path + loop)!));
    });
  };
  /** The nodes and loops that are directly in a scope, or in a loop. */
  const directly = (nodes: readonly number[], depth: number) => {
    const inLoops = [...regions.loops.values()].filter(
      ({ around, id }) => nodes.includes(id) && around.length === depth,
    );
    return { loops: inLoops, plain: nodes.filter((n) => regions.nodes[n]!.around.length === depth) };
  };
  const begin = (nodes: readonly number[], depth: number, path: string): void => {
    const { plain, loops } = directly(nodes, depth);
    for (const { id, nodes: inside } of loops) {
      pass.set(path + id, 0);
      begin(inside, depth + 1, passPath(path, id, 0));
    }
    for (const node of plain) {
      begun.add(stepIdOf(path, node));
      queue.push(stepIdOf(path, node));
    }
  };
  const end = (step: string): void => {
    if (done.has(step)) return;
    done.add(step);
    order.push(step);
    const { node, path } = parseStepId(step);
    queue.push(...stepsAfter(regions, node, path));
    const { around } = regions.nodes[node]!;
    if (around.at(-1)?.kind === 'loop') endPass(around.length, path);
    const { kind, scope } = graph.nodes[node]!;
    if (kind === 'end' && scope !== null) endRound(scope, path);
  };
  const endPass = (depth: number, path: string): void => {
    const { node: loop, number, before } = segmentsOf(path).at(-1)!;
    const { nodes } = regions.loops.get(loop)!;
    const { plain, loops } = directly(nodes, depth);
    if (ended.has(before + loop) || pass.get(before + loop) !== number) return;
    if (!plain.every((n) => done.has(stepIdOf(path, n)))) return;
    if (!loops.every(({ id }) => ended.has(path + id))) return;
    if (number + 1 < passes) {
      pass.set(before + loop, number + 1);
      begin(nodes, depth, passPath(before, loop, number + 1));
      return;
    }
    ended.add(before + loop);
    queue.push(...stepsAfterLoop(regions, loop, before));
    if (segmentsOf(before).at(-1)?.kind === 'loop') endPass(depth - 1, before);
  };
  const endRound = (subflow: number, path: string): void => {
    const node = graph.nodes[subflow]!;
    if (node.kind !== 'subflow' || !node.iterate) {
      end(stepIdOf(path, subflow));
      return;
    }
    const { before } = segmentsOf(path).at(-1)!;
    const last = regions.scopes.get(subflow)!.end;
    if ([0, 1].every((round) => done.has(stepIdOf(roundPath(before, subflow, round), last))))
      end(stepIdOf(before, subflow));
  };
  const start = (step: string): void => {
    const { node, path } = parseStepId(step);
    const here = graph.nodes[node]!;
    if (here.kind !== 'subflow') {
      end(step);
      return;
    }
    const body = regions.scopes.get(node)!;
    if (!here.iterate) begin(body.nodes, body.around.length, path);
    else for (const round of [0, 1]) begin(body.nodes, body.around.length, roundPath(path, node, round));
  };

  const started = new Set<string>();
  begin(regions.scopes.get(null)!.nodes, 0, '');
  for (let step = queue.shift(); step !== undefined; step = queue.shift()) {
    if (!begun.has(step) || started.has(step) || !isReady(step)) continue;
    started.add(step);
    start(step);
  }
  for (const step of begun) expect(started.has(step) || !isReady(step), `${step} was not told`).toBe(true);
  return order;
}

describe('Of any graph', () => {
  test('every step is told when its inputs are there, and none is forgotten', () => {
    void fc.assert(
      fc.property(randomGraph(), fc.integer({ min: 1, max: 2 }), (graph, passes) => {
        const regions = regionsOf(graph);
        const order = walk(graph, regions, passes);
        const ran = new Set(order.map((step) => parseStepId(step).node));
        expect([...ran].sort((a, b) => a - b)).toEqual(graph.nodes.map(({ index }) => index));
      }),
      { numRuns: 300 },
    );
  });

  test('the nodes of a loop lead to one another, and what is left of it without its first node is loops inside of it', () => {
    void fc.assert(
      fc.property(randomGraph({ subflows: false }), (graph) => {
        const { nodes, loops } = regionsOf(graph);
        for (const loop of loops.values()) {
          const among = new Set(loop.nodes);
          for (const node of loop.nodes) {
            expect(reach(node, (n) => nodes[n]!.to, among)).toEqual(among);
            expect(nodes[node]!.around.slice(0, loop.around.length + 1)).toEqual([
              ...loop.around,
              { kind: 'loop', id: loop.id },
            ]);
          }
          expect(loop.closing).toEqual(nodes[loop.id]!.from.filter((node) => among.has(node)));
          for (const node of loop.closing)
            expect(graph.edges).toContainEqual({ from: node, to: loop.id, loop: true });
        }
        const closing = [...loops.values()].reduce((sum, loop) => sum + loop.closing.length, 0);
        expect(graph.edges.filter(({ loop }) => loop)).toHaveLength(closing);
      }),
      { numRuns: 300 },
    );
  });
});

/** Where one comes from a node by at least one edge, without leaving the set. */
function reach(from: number, to: (node: number) => readonly number[], among: Set<number>): Set<number> {
  const found = new Set(to(from).filter((node) => among.has(node)));
  for (const node of found) for (const next of to(node)) if (among.has(next)) found.add(next);
  return found;
}
