import { sha256Hex } from '../../hash.ts';
import type { StepContext } from '../../ports/workflow-executions.ts';
import type { StepRecord, WorkflowError, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { partId, partOfPath, partsOf } from '../regions/iteration-parts.ts';
import { parseStepId, roundPath } from '../regions/step-path.ts';
import { someAtOnce } from '../some-at-once.ts';
import type { WorkflowDeps } from './deps.ts';
import { graphRegions } from './graph-regions.ts';
import { isThrough, partRecordId } from './loop-record.ts';
import { hasParts, itemsOf } from './parts-that-go-on.ts';

type Deps = Pick<WorkflowDeps, 'executions' | 'runs'>;

/** The name of the execution that carries out a part of an iteration: 63 characters, and the same whenever it is asked for. */
export function nameOfPart(execution: string, part: string): string {
  return `${execution}-${sha256Hex(part).slice(0, 40)}`;
}

/** The name of the execution that carries out what is on a path. */
export function nameOfExecution(run: WorkflowRunRecord, path: string): string {
  const part = partOfPath(graphRegions(run.graph), path);
  return part === undefined ? run.execution : nameOfPart(run.execution, part);
}

/** The name of the execution that was started with a context. */
export function nameOfStarted(
  run: WorkflowRunRecord,
  { path, part }: Pick<StepContext, 'path' | 'part'>,
): string {
  if (part === undefined) return run.execution;
  return nameOfExecution(run, roundPath(path, part.iteration, part.rounds[0]!));
}

/**
 * Ends what carries out a run where it is: its execution, and those of the rounds of its iterations.
 *
 * @param steps all of the run, where they are known.
 */
export async function stopExecutions(
  deps: Deps,
  run: WorkflowRunRecord,
  steps?: readonly StepRecord[],
): Promise<void> {
  await deps.executions.stop(run.documentSha256, run.execution);
  if (!iterates(run)) return;
  const known = steps ?? (await deps.runs.allSteps(run));
  await stopAll(deps, run, partsThatGoOn(run, known));
}

/**
 * Ends what carries out a run that has failed, where the execution in which it failed does not: those that wait for it fail with it, and
 * those of other rounds are stopped.
 *
 * @param failed the name of the execution in which it failed.
 */
export async function failExecutions(
  deps: Deps,
  run: WorkflowRunRecord,
  { name, message }: WorkflowError,
  failed: string,
): Promise<void> {
  if (!iterates(run)) return;
  const steps = await deps.runs.allSteps(run);
  for (const { token } of iterationsThatGoOn(run, steps)) {
    await deps.executions.fail(token!.value, { name: 'StepFailed', message: `${name}: ${message}` });
  }
  const others = partsThatGoOn(run, steps).filter((part) => part !== failed);
  await stopAll(deps, run, failed === run.execution ? others : [...others, run.execution]);
}

/** Executions stopped at once. */
const AT_ONCE = 16;

async function stopAll(
  { executions }: Deps,
  { documentSha256 }: WorkflowRunRecord,
  names: readonly string[],
): Promise<void> {
  await someAtOnce(names, AT_ONCE, (name) => executions.stop(documentSha256, name));
}

function iterates({ graph }: WorkflowRunRecord): boolean {
  return graph.nodes.some((node) => node.kind === 'subflow' && node.iterate);
}

/** Those whose token the execution that counts waits for: of one with an output, what does not lead to its end may go on. */
function iterationsThatGoOn(run: WorkflowRunRecord, steps: readonly StepRecord[]): StepRecord[] {
  return steps.filter((step) => step.token?.execution === run.execution && hasParts(run, step));
}

function partsThatGoOn(run: WorkflowRunRecord, steps: readonly StepRecord[]): string[] {
  const regions = graphRegions(run.graph);
  const through = new Set(steps.filter(isThrough).map(({ stepId }) => stepId));
  return iterationsThatGoOn(run, steps).flatMap((step) => {
    const { path, node } = parseStepId(step.stepId);
    return partsOf(regions, node, itemsOf(step))
      .filter(({ number }) => !through.has(partRecordId(path, node, number)))
      .map(({ number }) => nameOfPart(run.execution, partId(path, node, number)));
  });
}
