import type { StepRecord, WorkflowRunKey, WorkflowRunStore } from '../../ports/workflow-run-store.ts';
import { isEngineRecord } from '../run/loop-record.ts';

/** What the nodes of a run did, in the order of their start; without the records of loops, which are the engine's own. */
export async function ownSteps(
  { runs }: { readonly runs: Pick<WorkflowRunStore, 'allSteps'> },
  key: WorkflowRunKey,
): Promise<StepRecord[]> {
  return (await runs.allSteps(key)).filter(({ stepId }) => !isEngineRecord(stepId));
}
