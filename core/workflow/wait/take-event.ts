import type { Structured } from '../../contract/workflow.ts';
import type { StepRecord, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import type { StepResult } from '../run/step-work.ts';
import { eventOutput } from './event-output.ts';
import type { EventWaitOptions } from './event-wait-options.ts';
import type { OpenedEvent } from './matches-wait.ts';
import { receiptDraft } from './receipt-draft.ts';

/** What a step that waits for an event keeps with it; the offset when it has its event. */
export interface EventWork {
  readonly waitsFor: 'event';
  readonly key: string | null;
  /** Only events after this offset count. */
  readonly after: number;
  readonly offset?: number;
}

/**
 * How a step ends with its event. The receipt is written with it: the log tells of it when the event is stored in the run, and not before,
 * and no crash keeps it from being told.
 */
export function takeEvent(
  run: WorkflowRunRecord,
  step: Pick<StepRecord, 'stepId' | 'node'>,
  wait: { readonly after: number; readonly options: EventWaitOptions; readonly input: Structured },
  event: OpenedEvent,
  at: number,
): StepResult {
  const { options, input, after } = wait;
  const work: EventWork = { waitsFor: 'event', key: event.record.key, after, offset: event.record.offset };
  return {
    output: eventOutput(event.value, options, input),
    work: { ...work },
    ...(options.receipt && { events: [receiptDraft(run, step, event.record, at)] }),
  };
}
