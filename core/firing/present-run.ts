import type { Run } from '../contract/firing.ts';
import type { ItemRecord, RunRecord } from '../ports/firing-store.ts';
import type { HandlerRecord } from '../ports/handler-store.ts';
import type { RunError } from '../ports/runner.ts';
import { presentAttempts } from './present-attempts.ts';
import { presentItems } from './present-items.ts';
import { stateOf } from './run-state.ts';
import { runId } from './run-task.ts';

/** A run as answered; `items` of one that was split. */
export function presentRun(
  firingId: string,
  handler: HandlerRecord,
  record: RunRecord | undefined,
  items: readonly ItemRecord[],
): Run {
  const outcome = record?.outcome ?? null;
  const returned = outcome?.ok === false ? outcome.returnedFailure : outcome;
  const began = record !== undefined && record.attempt > 0;
  return {
    id: runId({ firingId, handlerId: handler.id }),
    firingId,
    handlerId: handler.id,
    handlerName: handler.name,
    handlerVersion: handler.version,
    state: stateOf(record),
    attempt: record?.attempt ?? 0,
    startedAt: began ? iso(record.startedAt) : null,
    endedAt: record?.endedAt == null ? null : iso(record.endedAt),
    durationMs: outcome?.durationMs ?? null,
    result: returned?.result ?? null,
    resultType: returned?.resultType ?? null,
    resultCut: returned?.resultCut ?? false,
    error: outcome?.ok === false ? presentError(outcome.error) : null,
    output: outcome?.output ?? '',
    nextAt: record?.waiting?.until == null ? null : iso(record.waiting.until),
    attempts: record === undefined ? [] : presentAttempts(record),
    items: record === undefined || record.itemCount === null ? null : presentItems(record, items),
    cancelRequested:
      record?.cancelRequested == null
        ? null
        : { by: record.cancelRequested.by, at: iso(record.cancelRequested.at) },
  };
}

function presentError({ name, message, stack }: RunError): RunError {
  return { name, message, ...(stack !== undefined && { stack }) };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
