import { limits } from '../../contract/limits.ts';
import { platformNamespace } from '../../events/namespace-access.ts';
import type { EventDraft } from '../../ports/event-log.ts';
import type { StepRecord, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';

const KEPT_MS = limits.eventRetentionDays.default * 24 * 3600 * 1000;

/**
 * What the log tells of a run: the workflow's name is the key (`workflow` without one), the run's id the context, in the platform's
 * namespace of its owner, who is the sender.
 */
export function eventOfRun(
  run: WorkflowRunRecord,
  change: 'started' | 'succeeded' | 'failed' | 'terminated' | 'cancelled',
  at: number,
): EventDraft {
  return draft(run, `workflow.${change}`, at, {
    runId: run.runId,
    workflow: run.workflow?.name ?? null,
    version: run.workflow?.version ?? null,
    state: run.state,
    ...(change === 'started' ? { startedBy: run.startedBy } : { error: run.error }),
  });
}

/** What the log tells of a task, likewise. */
export function eventOfTask(
  run: WorkflowRunRecord,
  step: StepRecord,
  change: 'started' | 'succeeded' | 'failed' | 'skipped',
  at: number,
): EventDraft[] {
  const node = run.graph.nodes[step.node];
  if (node?.kind !== 'task') return [];
  return [
    draft(run, `task.${change}`, at, {
      runId: run.runId,
      workflow: run.workflow?.name ?? null,
      step: step.stepId,
      task: node.name,
      base: node.base,
      node: node.index,
      ...(change !== 'started' && { error: step.error }),
    }),
  ];
}

function draft(run: WorkflowRunRecord, eventType: string, at: number, value: object): EventDraft {
  return {
    key: run.workflow?.name ?? 'workflow',
    eventType,
    context: run.runId,
    namespace: platformNamespace(run.owner),
    sender: run.owner,
    expiresAt: at + KEPT_MS,
    value: JSON.stringify(value),
  };
}
