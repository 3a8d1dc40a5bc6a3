import type { Structured } from '../../contract/workflow.ts';
import type { StepContext } from '../../ports/workflow-executions.ts';
import type { StepRecord, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { partId, roundsOfPart } from '../regions/iteration-parts.ts';
import { parseStepId, roundPath, stepIdOf } from '../regions/step-path.ts';
import { someAtOnce } from '../some-at-once.ts';
import { changeStep } from './change-record.ts';
import type { WorkflowDeps } from './deps.ts';
import { endStep } from './end-step.ts';
import { nameOfPart } from './executions-of-run.ts';
import { follow } from './follow.ts';
import { graphRegions } from './graph-regions.ts';
import { partRecordId } from './loop-record.ts';
import { itemsOf, partsThatGoOn } from './parts-that-go-on.ts';
import { readInput, type StepInput } from './read-input.ts';
import { StepFailed } from './step-failed.ts';
import { isEnded, newStep } from './step-record.ts';

/** Executions started, and rounds whose ends are read, at once. */
const AT_ONCE = 16;

/**
 * Starts the executions that carry out the rounds of an iteration, so many in each; those whose rounds are through are left out. Again
 * it changes nothing.
 *
 * @param step of the iteration; how many items there are is stored with it.
 */
export async function startParts(
  deps: Pick<WorkflowDeps, 'runs' | 'executions'>,
  run: WorkflowRunRecord,
  step: StepRecord,
): Promise<void> {
  const { path, node } = parseStepId(step.stepId);
  const { tenantId, runId, execution, documentSha256 } = run;
  const parts = await partsThatGoOn(deps, run, step);
  await someAtOnce(parts, AT_ONCE, async ({ number, rounds }) => {
    const context = { run: { tenantId, runId }, execution, path, part: { iteration: node, rounds } };
    const name = nameOfPart(execution, partId(path, node, number));
    await deps.executions.start(documentSha256, context, name);
  });
}

/**
 * The rounds that an execution was started for are through. Who is the last ends the iteration with the outputs of all rounds: each first
 * notes its own part and then looks at the others, so one of two sees both.
 *
 * @throws {StepFailed} when the outputs that meet at an end cannot be merged.
 */
export async function leavePart(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  { path, iteration, rounds }: { readonly path: string } & NonNullable<StepContext['part']>,
): Promise<void> {
  const regions = graphRegions(run.graph);
  const part = Math.floor(rounds[0]! / roundsOfPart(regions, iteration));
  const { tenantId, runId } = run;
  const key = { tenantId, runId, stepId: partRecordId(path, iteration, part) };
  const now = deps.clock.now();
  await changeStep(deps, key, (record) =>
    record === undefined
      ? {
          record: {
            ...newStep(run, key.stepId, iteration),
            state: 'succeeded',
            startedAt: now,
            endedAt: now,
          },
        }
      : undefined,
  );
  const stepKey = { tenantId, runId, stepId: stepIdOf(path, iteration) };
  const [step] = await deps.runs.steps(run, [stepKey.stepId]);
  if (step === undefined || (await partsThatGoOn(deps, run, step)).length > 0) return;
  await endIteration(deps, run, step);
}

/**
 * Ends an iteration whose rounds all have reached their ends, or tells again that it has ended; else does nothing.
 *
 * @throws {StepFailed} as `leavePart`.
 */
export async function endIteration(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  step: StepRecord,
): Promise<void> {
  if (step.state === 'failed') throw new StepFailed(step.error!.message);
  // The call may be repeated: the output was stored, and not all may have been told of it.
  if (isEnded(step)) return await follow(deps, { kind: 'step', key: step });
  const given = await readRounds(deps, run, step);
  if ('isMissing' in given) return;
  const result =
    'input' in given ? { output: given.input } : { error: { name: 'MergeFailed', message: given.problem } };
  await endStep(deps, step, result);
  if ('problem' in given) throw new StepFailed(given.problem);
}

/** What flows into the ends of all rounds, as a list. */
async function readRounds(deps: WorkflowDeps, run: WorkflowRunRecord, step: StepRecord): Promise<StepInput> {
  const { path, node } = parseStepId(step.stepId);
  const { end } = graphRegions(run.graph).scopes.get(node)!;
  const outputs: Structured[] = [];
  let other: StepInput | undefined;
  const rounds = Array.from({ length: itemsOf(step) }, (_, round) => round);
  await someAtOnce(rounds, AT_ONCE, async (round) => {
    if (other !== undefined) return;
    const given = await readInput(deps, run, end, roundPath(path, node, round));
    if ('input' in given) outputs[round] = given.input;
    else other ??= given;
  });
  return other ?? { input: outputs };
}
