import { limits } from '../../contract/limits.ts';
import type {
  WorkflowRun,
  WorkflowRunSummary,
  WorkflowStep,
  WorkflowStepSummary,
} from '../../contract/workflow-run.ts';
import type {
  WorkflowRunSummary as ListedRun,
  StepRecord,
  WorkflowRunRecord,
} from '../../ports/workflow-run-store.ts';
import { nodeNames } from './node-names.ts';

/**
 * A run as answered.
 *
 * @param steps all of them, in the order of their start.
 */
export function presentRun(run: WorkflowRunRecord, steps: readonly StepRecord[]): WorkflowRun {
  const names = nodeNames(run.graph);
  return {
    ...summarizeRun(run),
    input: run.input,
    output: run.output,
    catchErrors: run.catchErrors,
    steps: steps.slice(-limits.workflowRun.listedSteps).map((step) => summarizeStep(run, names, step)),
    stepCount: steps.length,
    changes: changesOf(run, steps),
  };
}

/** How often a run and its steps were written. */
export function changesOf(run: WorkflowRunRecord, steps: readonly StepRecord[]): number {
  return steps.reduce((sum, { revision }) => sum + revision, run.revision);
}

/** A run as listed. */
export function summarizeRun(run: ListedRun): WorkflowRunSummary {
  return {
    id: run.runId,
    name: run.name,
    workflow: run.workflow === null ? null : { ...run.workflow },
    owner: run.owner,
    state: run.state,
    error: run.error === null ? null : { ...run.error },
    metadata: { ...run.metadata },
    startedBy: { ...run.startedBy },
    parent: run.parent === null ? null : { runId: run.parent.runId, stepId: run.parent.stepId },
    createdAt: iso(run.createdAt),
    startedAt: isoOrNull(run.startedAt),
    endedAt: isoOrNull(run.endedAt),
    expiresAt: isoOrNull(run.expiresAt),
  };
}

/** A step with its output. */
export function presentStep(run: WorkflowRunRecord, step: StepRecord): WorkflowStep {
  return { ...summarizeStep(run, nodeNames(run.graph), step), output: step.output };
}

function summarizeStep(
  { graph }: WorkflowRunRecord,
  names: readonly (string | null)[],
  { stepId, node, state, startedAt, endedAt, error }: StepRecord,
): WorkflowStepSummary {
  return {
    id: stepId,
    node,
    kind: graph.nodes[node]!.kind,
    name: names[node]!,
    state,
    startedAt: isoOrNull(startedAt),
    endedAt: isoOrNull(endedAt),
    error: error === null ? null : { ...error },
  };
}

function isoOrNull(milliseconds: number | null): string | null {
  return milliseconds === null ? null : iso(milliseconds);
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
