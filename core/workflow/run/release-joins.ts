import type { WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import type { Regions } from '../regions/regions.ts';
import { commonDepth } from '../regions/step-inputs.ts';
import { parseStepId, passPath, segmentsOf, stepIdOf } from '../regions/step-path.ts';
import type { WorkflowDeps } from './deps.ts';
import { graphRegions } from './graph-regions.ts';
import { readInput } from './read-input.ts';

/** A step that may wait for its inputs. */
export interface Waiting {
  readonly node: number;
  readonly path: string;
}

type Deps = Pick<WorkflowDeps, 'runs' | 'executions'>;

/** Lets go on what waited for the output of a step, and has all its inputs now. */
export async function releaseAfterStep(
  deps: Deps,
  run: WorkflowRunRecord,
  node: number,
  path: string,
): Promise<void> {
  const regions = graphRegions(run.graph);
  const { around, to } = regions.nodes[node]!;
  const next = to.filter((other) => mayWait(run, regions, node, other));
  await release(
    deps,
    run,
    next.flatMap((other) => waitingAt(regions, other, around, path)),
  );
}

/** The same for what waited for the end of a loop. */
export async function releaseAfterLoop(
  deps: Deps,
  run: WorkflowRunRecord,
  loop: number,
  path: string,
): Promise<void> {
  const regions = graphRegions(run.graph);
  const { nodes, around } = regions.loops.get(loop)!;
  const inside = new Set(nodes);
  const next = new Set(nodes.flatMap((node) => regions.nodes[node]!.to.filter((to) => !inside.has(to))));
  await release(
    deps,
    run,
    [...next].flatMap((node) => waitingAt(regions, node, around, path)),
  );
}

/** Lets a step go on if it waits in the execution that counts, and has its inputs. */
export async function release(
  deps: Deps,
  run: WorkflowRunRecord,
  waiting: readonly Waiting[],
): Promise<void> {
  if (waiting.length === 0) return;
  const records = await deps.runs.steps(
    run,
    waiting.map(({ node, path }) => stepIdOf(path, node)),
  );
  for (const { stepId, state, token } of records) {
    if (state !== 'waiting' || token === null || token.execution !== run.execution) continue;
    const { node, path } = parseStepId(stepId);
    if ('isMissing' in (await readInput(deps, run, node, path))) continue;
    await deps.executions.succeed(token.value, {});
  }
}

/** Whether a node can be waiting when one that leads to it ends: what continues its branch, and most ends of scopes, are not. */
function mayWait(run: WorkflowRunRecord, regions: Regions, node: number, next: number): boolean {
  const { kind, scope } = run.graph.nodes[next]!;
  if (kind === 'end') return regions.scopes.get(scope)!.straggles;
  const { from, around } = regions.nodes[next]!;
  const isChain =
    from.length === 1 &&
    regions.nodes[node]!.to.length === 1 &&
    around.length === regions.nodes[node]!.around.length;
  return !isChain || regions.loops.has(next) || regions.scopes.get(node)?.straggles === true;
}

/**
 * Where a node may wait behind one that has ended: not when it is outside of a loop that the other is in, since it waits for the loop's
 * end then. A node of a loop waits for those outside of it in pass 0.
 *
 * @param around what is around the node that has ended, or the loop.
 * @param path of the same.
 */
function waitingAt(
  regions: Regions,
  node: number,
  around: Regions['nodes'][number]['around'],
  path: string,
): Waiting[] {
  const own = regions.nodes[node]!.around;
  const common = commonDepth(own, around);
  if (common < around.length) return [];
  let full = segmentsOf(path)[common - 1]?.path ?? '';
  for (const region of own.slice(common)) {
    // Edges lead into no round.
    if (region.kind !== 'loop') return [];
    full = passPath(full, region.id, 0);
  }
  return [{ node, path: full }];
}
