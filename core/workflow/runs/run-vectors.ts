import type { Structured, WorkflowGraph } from '../../contract/workflow.ts';
import type { StepRecord } from '../../ports/workflow-run-store.ts';
import { splitStepId, withoutPasses } from './step-place.ts';

/** A change of the vectors at one time (milliseconds since the epoch); each has a place for each node. */
export interface VectorChange {
  readonly at: number;
  readonly S: readonly number[];
  readonly A: readonly number[];
}

/** How many inputs it takes to start each node, at least one: edges that close loops do not count. */
export function thresholds({ nodes, edges }: WorkflowGraph): number[] {
  const inputs = nodes.map(() => 0);
  for (const { to, loop } of edges) if (!loop) inputs[to]! += 1;
  return inputs.map((count) => Math.max(1, count));
}

/**
 * littleflow's vectors as they changed, oldest first: S counts where nodes are active, A their inputs that have come and that they did
 * not start with yet.
 *
 * They are derived from the steps, of which each round of an iteration and each pass of a loop has its own: a node may be active several
 * times. A failed step stays active, since a restart starts it again (littleflow); the body of a subflow begins with no input of
 * its own. Changes of one millisecond are one change.
 */
export function vectorChanges(graph: WorkflowGraph, steps: readonly StepRecord[]): VectorChange[] {
  const followers = Map.groupBy(
    graph.edges.filter(({ loop }) => !loop),
    ({ from }) => from,
  );
  const needed = thresholds(graph);
  // Inputs that came and were not taken, by the step that waits for them; passes of a loop share what comes from outside.
  const arrived = new Map<string, Set<number>>();
  const changes: { at: number; S: number[]; A: number[] }[] = [];

  const take = (place: string, node: number, { A }: { A: number[] }) => {
    A[node]! -= arrived.get(place)?.size ?? 0;
    arrived.delete(place);
  };
  const end = ({ stepId, node, state }: StepRecord, change: { S: number[]; A: number[] }) => {
    change.S[node]! -= 1;
    if (state === 'cancelled') return;
    const place = splitStepId(withoutPasses(stepId)).path;
    for (const { to } of followers.get(node) ?? []) {
      const inputs = arrived.get(`${place}${to}`) ?? new Set();
      if (!inputs.has(node)) change.A[to]! += 1;
      arrived.set(`${place}${to}`, inputs.add(node));
      // The end of a scope has no step of its own: it begins, and is over, with its last input.
      if (graph.nodes[to]!.kind === 'end' && inputs.size >= needed[to]!) take(`${place}${to}`, to, change);
    }
  };
  const start = ({ stepId, node }: StepRecord, change: { S: number[]; A: number[] }) => {
    change.S[node]! += 1;
    take(withoutPasses(stepId), node, change);
  };

  for (const { at, happened, step } of happenings(steps)) {
    let change = changes.at(-1);
    if (change?.at !== at) {
      change = { at, S: graph.nodes.map(() => 0), A: graph.nodes.map(() => 0) };
      changes.push(change);
    }
    if (happened === 'end') end(step, change);
    else start(step, change);
  }
  return changes;
}

/** All changes together. */
export function sumVectors(
  graph: WorkflowGraph,
  changes: readonly VectorChange[],
): { S: number[]; A: number[] } {
  const [S, A] = [graph.nodes.map(() => 0), graph.nodes.map(() => 0)];
  for (const change of changes) {
    for (const node of S.keys()) {
      S[node]! += change.S[node]!;
      A[node]! += change.A[node]!;
    }
  }
  return { S, A };
}

/** What each node gave, the last time; null where it gave nothing. */
export function lastOutputs(graph: WorkflowGraph, steps: readonly StepRecord[]): (Structured | null)[] {
  const outputs: (Structured | null)[] = graph.nodes.map(() => null);
  const ended = steps.filter(({ output }) => output !== null);
  ended.sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0));
  for (const { node, output } of ended) outputs[node] = output;
  return outputs;
}

/** The nodes that have a failed step. */
export function failedNodes(steps: readonly StepRecord[]): number[] {
  const failed = new Set(steps.filter(({ state }) => state === 'failed').map(({ node }) => node));
  return [...failed].sort((a, b) => a - b);
}

/** Starts and ends in their order. At one time ends come first: what starts then takes what they gave. */
function happenings(
  steps: readonly StepRecord[],
): { at: number; happened: 'start' | 'end'; step: StepRecord }[] {
  const all = steps.flatMap((step) => {
    const { startedAt, endedAt, state } = step;
    return [
      ...(startedAt === null ? [] : [{ at: startedAt, happened: 'start' as const, step }]),
      ...(startedAt === null || endedAt === null || state === 'failed'
        ? []
        : [{ at: endedAt, happened: 'end' as const, step }]),
    ];
  });
  return all.sort((a, b) => a.at - b.at || (a.happened === b.happened ? 0 : a.happened === 'end' ? -1 : 1));
}
