import type { EventDraft } from '../../ports/event-log.ts';
import type {
  StepRecord,
  WorkflowRunKey,
  WorkflowRunRecord,
  WorkflowRunStore,
} from '../../ports/workflow-run-store.ts';
import type { StepKey } from './step-work.ts';

/** What is written, with what the log is to tell of it; undefined to leave all as it is. */
export type Change<T> = { readonly record: T; readonly events?: readonly EventDraft[] } | undefined;

/** What is stored in the end, and whether this call wrote it. */
export interface Changed<T> {
  readonly record: T;
  readonly isChanged: boolean;
}

/** As often as somebody else can have been faster; then something is wrong, and the caller's caller tries again. */
const TRIES = 100;

/** Changes a run by a rule that is asked again when somebody else was faster. */
export async function changeRun(
  { runs }: { readonly runs: Pick<WorkflowRunStore, 'get' | 'put'> },
  key: WorkflowRunKey,
  rule: (run: WorkflowRunRecord) => Change<WorkflowRunRecord>,
): Promise<Changed<WorkflowRunRecord> | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    const run = await runs.get(key);
    if (run === undefined) return undefined;
    const change = rule(run);
    if (change === undefined) return { record: run, isChanged: false };
    const record = { ...change.record, revision: run.revision + 1 };
    if (await runs.put(record, change.events)) return { record, isChanged: true };
  }
  throw new Error(`The run ${key.runId} was changed by others ${TRIES} times.`);
}

/** Changes a step likewise, or writes the first record of one; undefined when there is none and the rule writes none. */
export async function changeStep(
  { runs }: { readonly runs: Pick<WorkflowRunStore, 'steps' | 'putStep'> },
  key: StepKey,
  rule: (step: StepRecord | undefined) => Change<StepRecord>,
  known?: { readonly step: StepRecord | undefined },
): Promise<Changed<StepRecord> | undefined> {
  let before = known;
  for (let tries = 0; tries < TRIES; tries++) {
    const step = before === undefined ? (await runs.steps(key, [key.stepId]))[0] : before.step;
    before = undefined;
    const change = rule(step);
    if (change === undefined) return step === undefined ? undefined : { record: step, isChanged: false };
    const record = { ...change.record, revision: (step?.revision ?? 0) + 1 };
    if (await runs.putStep(record, change.events)) return { record, isChanged: true };
  }
  throw new Error(`The step ${key.stepId} of ${key.runId} was changed by others ${TRIES} times.`);
}
