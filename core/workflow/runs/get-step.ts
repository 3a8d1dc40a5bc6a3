import type { WorkflowStep } from '../../contract/workflow-run.ts';
import type { Caller } from '../../identity/caller.ts';
import type { StepRecord, WorkflowRunRecord, WorkflowRunStore } from '../../ports/workflow-run-store.ts';
import { declareProblem } from '../../problem.ts';
import { isEngineRecord } from '../run/loop-record.ts';
import { type FindRunDeps, findRun, type RunChoice } from './find-run.ts';
import { nodeNames } from './node-names.ts';
import { ownSteps } from './own-steps.ts';
import { presentStep } from './present-run.ts';
import { splitStepId, withoutPasses } from './step-place.ts';

const stepNotFound = declareProblem('workflow-step-not-found', {
  status: 404,
  title: 'There is no such step',
});
const stepAmbiguous = declareProblem('workflow-step-ambiguous', {
  status: 409,
  title: 'Several steps are meant',
});

/** As many are named where one has to be chosen. */
const NAMED = 10;

/**
 * One step of a run, with its output: by its id (`7`, `4[2].7`), or with a name in place of the node's index (`fetch`, `4[2].fetch_1`). Of
 * several passes of a loop it is the last, unless one is named.
 *
 * @throws `workflow-run-not-found`, `workflow-step-not-found`; `workflow-step-ambiguous` when it ran in several rounds of an iteration
 */
export async function getStep(
  deps: FindRunDeps & { readonly runs: Pick<WorkflowRunStore, 'steps' | 'allSteps'> },
  caller: Caller,
  choice: RunChoice,
  idOrName: string,
): Promise<WorkflowStep> {
  const run = await findRun(deps, caller, choice);
  const [exact] = isEngineRecord(idOrName) ? [] : await deps.runs.steps(run, [idOrName]);
  if (exact !== undefined) return presentStep(run, exact);
  const candidates = findSteps(run, await ownSteps(deps, run), idOrName);
  const places = new Set(candidates.map(({ stepId }) => withoutPasses(stepId)));
  if (places.size > 1) {
    const ids = candidates.slice(0, NAMED).map(({ stepId }) => stepId);
    const more = candidates.length > NAMED ? ', …' : '';
    throw stepAmbiguous(`"${idOrName}" ran several times. Choose one of ${ids.join(', ')}${more}`, {
      field: 'step',
    });
  }
  const last = candidates.at(-1);
  if (last !== undefined) return presentStep(run, last);
  const names = nodeNames(run.graph).filter((name) => name !== null);
  const has =
    names.length === 0
      ? ''
      : ` Its tasks are ${names.slice(0, NAMED).join(', ')}${names.length > NAMED ? ', …' : ''}.`;
  throw stepNotFound(`The run has no step "${idOrName}", or has not come to it yet.${has}`, {
    field: 'step',
  });
}

/** Steps of the node that is named, in the order of their start; those of the named place, where there is one. */
function findSteps(run: WorkflowRunRecord, steps: readonly StepRecord[], idOrName: string): StepRecord[] {
  const { path, last } = splitStepId(idOrName);
  const node = /^\d+$/.test(last) ? Number(last) : nodeNames(run.graph).indexOf(last);
  return steps.filter(
    (step) => step.node === node && (path === '' || splitStepId(step.stepId).path === path),
  );
}
