import { afterEach, describe, expect, test } from 'vitest';
import type { WorkflowGraph } from '../../../../../core/contract/workflow.ts';
import { ownSteps } from '../../../../../core/workflow/runs/own-steps.ts';
import {
  failedNodes,
  lastOutputs,
  sumVectors,
  thresholds,
  vectorChanges,
} from '../../../../../core/workflow/runs/run-vectors.ts';
import { graphOf } from '../../../../conformance/workflow-language/check.ts';
import { openWorkflows, type Workflows } from '../run/open-workflows.ts';

describe("littleflow's vectors of a run", () => {
  let home: Workflows | undefined;
  afterEach(() => home?.close());

  const open = async (...args: Parameters<typeof openWorkflows>): Promise<Workflows> => {
    home = await openWorkflows(...args);
    return home;
  };

  /** The vectors of the run `r`, by the names of its tasks. */
  async function vectors({ deps, get }: Workflows) {
    const run = await get('r');
    const steps = await ownSteps(deps, run);
    const changes = vectorChanges(run.graph, steps);
    const { S, A } = sumVectors(run.graph, changes);
    return { S: named(run.graph, S), A: named(run.graph, A), changes, steps, graph: run.graph };
  }

  /** What is not zero. */
  function named({ nodes }: WorkflowGraph, vector: readonly number[]): Record<string, number> {
    return Object.fromEntries(
      nodes.flatMap((node) => {
        const count = vector[node.index]!;
        return count === 0 ? [] : [[node.kind === 'task' ? node.name : node.kind, count]];
      }),
    );
  }

  test('thresholds are the numbers of inputs, one at least; what closes a loop does not count', async () => {
    expect(thresholds(await graphOf('A → :y; B → :y; :y → D'))).toEqual([1, 1, 1, 2, 1]);
    expect(thresholds(await graphOf('A → B → :start'))).toEqual([1, 1, 1, 1]);
  });

  test('S has what is active, A what came and was not taken', async () => {
    const running = await open();
    await running.run('A → :j; B → :j; :j → J → K');
    expect(await vectors(running)).toMatchObject({ S: { A: 1, B: 1 }, A: {} });
    await running.end('r', '1');
    expect(await vectors(running)).toMatchObject({ S: { B: 1 }, A: { J: 1 } });
    await running.end('r', '2');
    expect(await vectors(running)).toMatchObject({ S: { J: 1 }, A: {} });
    await running.end('r', '3');
    await running.end('r', '4');
    const { S, A, changes } = await vectors(running);
    expect([S, A]).toEqual([{}, {}]);
    expect(changes.length).toBeGreaterThan(0);
  });

  test('changes are one for each time, in their order', async () => {
    const running = await open();
    await running.run('A → B');
    await running.pass(2);
    await running.end('r', '1');
    await running.pass(3);
    await running.end('r', '2');
    const { changes, graph } = await vectors(running);
    const first = changes[0]!.at;
    expect(changes.map(({ at, S, A }) => [at - first, named(graph, S), named(graph, A)])).toEqual([
      [0, { A: 1 }, {}],
      [2000, { A: -1, B: 1 }, {}],
      [5000, { B: -1 }, {}],
    ]);
  });

  test('a failed node stays active, and is a failure', async () => {
    const running = await open();
    await running.run('A → B');
    await running.fail('r', '1');
    const { S, A, steps } = await vectors(running);
    expect([S, A]).toEqual([{ A: 1 }, {}]);
    expect(failedNodes(steps)).toEqual([1]);
  });

  test('the rounds of an iteration count each', async () => {
    const running = await open();
    await running.run('* { A → B } → C', { input: [1, 2, 3] });
    expect(await vectors(running)).toMatchObject({ S: { subflow: 1, A: 3 }, A: {} });
    await running.end('r', '1[1].3');
    expect(await vectors(running)).toMatchObject({ S: { subflow: 1, A: 2, B: 1 }, A: {} });
    for (const id of ['1[0].3', '1[2].3', '1[0].4', '1[1].4', '1[2].4', '6']) await running.end('r', id);
    expect((await running.get('r')).state).toBe('succeeded');
    expect(await vectors(running)).toMatchObject({ S: {}, A: {} });
  });

  test('the passes of a loop come to nothing when it is through', async () => {
    let left = 3;
    const running = await open({
      anyTask: () => ({ output: { again: --left > 0 } }),
    });
    const run = await running.run('A :start0 → B :x → ?`$[?(@.again = true)]` C → :b; :b B2; :x → D');
    expect(run.state).toBe('succeeded');
    expect(await vectors(running)).toMatchObject({ S: {}, A: {} });
  });

  test('a skipped step gives on what it was given', async () => {
    const running = await open({ anyTask: () => ({ output: { a: 1 } }) });
    await running.run('A → ?`$.no` B → C');
    const { S, A, steps, graph } = await vectors(running);
    expect([S, A]).toEqual([{}, {}]);
    expect(lastOutputs(graph, steps)[2]).toEqual({ a: 1 });
  });

  test('all together come to nothing when a run has succeeded, whatever its graph', async () => {
    const sources = [
      'A | B → C',
      '{ A :x → B; :x → C } → D',
      'A :x → { B → C }; :x → D :y; :y → E; :x → F',
      '<{"a": 1}> → A; B → > C',
      '* A → * { B | C }',
      'A :a → B → C :c; :a → D → :e; :c → E :e0; :e F',
    ];
    for (const source of sources) {
      const running = await openWorkflows({ anyTask: () => ({ output: [{}] }) });
      const { state } = await running.run(source, { input: [1, 2] });
      if (state === 'succeeded') expect(await vectors(running), source).toMatchObject({ S: {}, A: {} });
      running.close();
    }
  });
});
