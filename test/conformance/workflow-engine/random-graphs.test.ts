import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WorkflowGraph, WorkflowNode } from '../../../core/contract/workflow.ts';
import { endStep } from '../../../core/workflow/run/end-step.ts';
import type { TaskStart } from '../../../core/workflow/run/step-work.ts';
import {
  ada,
  openWorkflows,
  type Workflows,
  type WorkflowsOptions,
} from '../../unit/core/workflow/run/open-workflows.ts';
import { randomGraph } from '../workflow-language/random-graph.ts';
import { expectedRun, taskOutput } from './expected-run.ts';

/** How many graphs. */
const GRAPHS = Number(process.env.HOOKLINE_GRAPHS ?? 300);

let home: Workflows;
/** Tasks that somebody else ends, a moment later. */
const waiting: TaskStart[] = [];

beforeAll(async () => {
  const give: WorkflowsOptions['anyTask'] = (start) => {
    const { step, node, input } = start;
    if (node.index % 3 !== 0) return { output: taskOutput(step.stepId, node.index, input) };
    waiting.push(start);
    return undefined;
  };
  home = await openWorkflows({ anyTask: give });
});
afterAll(() => home.close());

/** Delays last, nothing is timed, and a literal that follows something else than a start is a task: it would take nothing. */
function timed(graph: WorkflowGraph): WorkflowGraph {
  const takes = (index: number) =>
    graph.edges.some(({ from, to }) => to === index && graph.nodes[from]!.kind !== 'start');
  const nodes = graph.nodes.map((node): WorkflowNode => {
    const { index, at, scope } = node;
    if (node.kind === 'literal' && takes(index)) {
      const name = `task-${index}`;
      return {
        index,
        at,
        scope,
        kind: 'task',
        name,
        base: name,
        parameters: null,
        merge: false,
        guard: null,
      };
    }
    if (node.kind !== 'task') return node;
    return { ...node, parameters: node.base === 'wait:delay' ? { duration: index % 4 } : null };
  });
  return { ...graph, nodes };
}

test(`${GRAPHS} random graphs give each step the inputs that a naive walk gives it, once, and the same output`, {
  timeout: 20_000 + GRAPHS * 200,
}, async () => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      randomGraph({ loops: false }).map(timed),
      fc.boolean(),
      fc.infiniteStream(fc.nat()),
      async (graph, holds, order) => {
        const runId = `run-${runs++}`;
        const input = holds ? { a: 1 } : [{ a: 1 }, { b: 2 }];
        home.started.length = 0;
        waiting.length = 0;
        await home.start('', { runId, workflow: { graph }, input });
        for (;;) {
          await home.quiet();
          if (waiting.length > 0) {
            const [{ step, node, input: given }] = waiting.splice(order.next().value % waiting.length, 1) as [
              TaskStart,
            ];
            const key = { tenantId: ada.userId, runId, stepId: step.stepId };
            expect(
              await endStep(home.deps, key, { output: taskOutput(step.stepId, node.index, given) }),
            ).toBe('ended');
          } else if (home.clock.nextDue() !== undefined) {
            home.clock.advance(home.clock.nextDue()! - home.clock.now());
          } else break;
        }
        const expected = expectedRun(graph, input);
        const inputs = home.started.map((start) => [start.step.stepId, start.input] as const);
        expect(new Map(inputs)).toEqual(expected.inputs);
        expect(inputs).toHaveLength(expected.inputs.size);
        expect(await home.get(runId)).toMatchObject({ state: 'succeeded', output: expected.output });
      },
    ),
    { numRuns: GRAPHS },
  );
});
