import type { WorkflowRunTrace, WorkflowRunVectors } from '../../contract/workflow-run.ts';
import type { Caller } from '../../identity/caller.ts';
import type { WorkflowRunStore } from '../../ports/workflow-run-store.ts';
import { checkAnswerSize } from './check-answer-size.ts';
import { type FindRunDeps, findRun, type RunChoice } from './find-run.ts';
import { ownSteps } from './own-steps.ts';
import { failedNodes, lastOutputs, sumVectors, thresholds, vectorChanges } from './run-vectors.ts';

type Deps = FindRunDeps & { readonly runs: Pick<WorkflowRunStore, 'allSteps'> };

/**
 * A run as littleflow sees it: S, A and T, which nodes failed, and what each gave.
 *
 * @throws `workflow-run-not-found`, `answer-too-large`
 */
export async function getVectors(deps: Deps, caller: Caller, choice: RunChoice): Promise<WorkflowRunVectors> {
  const run = await findRun(deps, caller, choice);
  const steps = await ownSteps(deps, run);
  const { graph, state } = run;
  const failures = failedNodes(steps);
  return checkAnswerSize({
    state,
    ...sumVectors(graph, vectorChanges(graph, steps)),
    T: thresholds(graph),
    ...(failures.length > 0 && { failures }),
    output: lastOutputs(graph, steps),
  });
}

/**
 * How S or A changed, the newest change first.
 *
 * @throws `workflow-run-not-found`, `answer-too-large`
 */
export async function getTrace(
  deps: Deps,
  caller: Caller,
  choice: RunChoice,
  vector: 'S' | 'A',
): Promise<WorkflowRunTrace> {
  const run = await findRun(deps, caller, choice);
  const changes = vectorChanges(run.graph, await ownSteps(deps, run));
  const trace = changes
    .filter((change) => change[vector].some((delta) => delta !== 0))
    .reverse()
    .map((change): [string, number[]] => [new Date(change.at).toISOString(), [...change[vector]]]);
  return checkAnswerSize({ trace });
}
