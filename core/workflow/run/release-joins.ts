import type { WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { parseStepId } from '../regions/step-path.ts';
import { stepsAfter, stepsAfterLoop } from '../regions/waiting-steps.ts';
import type { WorkflowDeps } from './deps.ts';
import { graphRegions } from './graph-regions.ts';
import { readInput } from './read-input.ts';

type Deps = Pick<WorkflowDeps, 'runs' | 'executions'>;

/** Lets go on what waited for the output of a step, and has all its inputs now. */
export async function releaseAfterStep(
  deps: Deps,
  run: WorkflowRunRecord,
  node: number,
  path: string,
): Promise<void> {
  const after = stepsAfter(graphRegions(run.graph), node, path);
  await release(
    deps,
    run,
    after.filter((stepId) => mayWait(run, node, parseStepId(stepId).node)),
  );
}

/**
 * The same for what waited for the end of a loop.
 *
 * @param path outside of the loop.
 */
export async function releaseAfterLoop(
  deps: Deps,
  run: WorkflowRunRecord,
  loop: number,
  path: string,
): Promise<void> {
  await release(deps, run, stepsAfterLoop(graphRegions(run.graph), loop, path));
}

/** Lets steps go on that wait in the execution that counts, and have their inputs. */
export async function release(deps: Deps, run: WorkflowRunRecord, stepIds: readonly string[]): Promise<void> {
  if (stepIds.length === 0) return;
  const records = await deps.runs.steps(run, stepIds);
  await Promise.all(
    records.map(async ({ stepId, state, token }) => {
      if (state !== 'waiting' || token === null || token.execution !== run.execution) return;
      const { node, path } = parseStepId(stepId);
      if ('isMissing' in (await readInput(deps, run, node, path))) return;
      await deps.executions.succeed(token.value, {});
    }),
  );
}

/** Whether a node can be waiting when one that leads to it ends: what continues its branch, and most ends of scopes, are not. */
function mayWait({ graph }: WorkflowRunRecord, node: number, next: number): boolean {
  const { nodes, loops, scopes } = graphRegions(graph);
  const { kind, scope } = graph.nodes[next]!;
  if (kind === 'end') return scopes.get(scope)!.straggles;
  const { from, around } = nodes[next]!;
  const { to, around: before } = nodes[node]!;
  const isChain = from.length === 1 && to.length === 1 && around.length === before.length;
  return !isChain || loops.has(next) || scopes.get(node)?.straggles === true;
}
