import { limits } from '../../contract/limits.ts';
import { platformNamespace } from '../../events/namespace-access.ts';
import type { EventDraft, EventRecord } from '../../ports/event-log.ts';
import type { StepRecord, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';

const KEPT_MS = limits.eventRetentionDays.default * 24 * 3600 * 1000;

/**
 * That a run has stored an event: of the type `receipt`, with littleflow's `for` (the event's offset) and `action`, and which step has it.
 * Its key is `eventCheckpointed`, its context the run.
 */
export function receiptDraft(
  run: WorkflowRunRecord,
  step: Pick<StepRecord, 'stepId' | 'node'>,
  event: EventRecord,
  at: number,
): EventDraft {
  const node = run.graph.nodes[step.node];
  const name = node?.kind === 'task' ? node.name : 'wait:event';
  const value = {
    for: event.offset,
    action: 'processed',
    key: event.key,
    workflow: run.runId,
    name,
    index: step.node,
    step: step.stepId,
  };
  return {
    key: 'eventCheckpointed',
    value: JSON.stringify(value),
    eventType: 'receipt',
    context: run.runId,
    namespace: platformNamespace(run.owner),
    sender: name,
    expiresAt: at + KEPT_MS,
  };
}
