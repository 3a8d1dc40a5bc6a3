import { eventsOfFiring, isTold } from '../../events/firing-event.ts';
import { executionTypeFor } from '../../firing/plan.ts';
import { sha256Parts } from '../../hash.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FiringStore } from '../../ports/firing-store.ts';
import type { HandlerRecord } from '../../ports/handler-store.ts';
import type { PlannedStep } from '../../ports/runner.ts';
import type { WorkflowRunRecord } from '../../ports/workflow-run-store.ts';

export interface FireDeps {
  readonly firings: Pick<FiringStore, 'accept'>;
  readonly clock: Clock;
}

export interface HandlerFiring {
  readonly firingId: string;
  /** Anything JSON. */
  readonly payload: unknown;
  readonly step: PlannedStep;
}

/** Fires one handler alone, for a step of a workflow of its owner's; once per firing id. */
export async function fireHandler(
  { firings, clock }: FireDeps,
  handler: HandlerRecord,
  { firingId, payload, step }: HandlerFiring,
): Promise<void> {
  const text = new TextEncoder().encode(JSON.stringify(payload));
  const firing = {
    id: firingId,
    hook: handler.hook,
    tags: [],
    allHandlers: false,
    firedById: handler.tenantId,
    firedBy: handler.createdBy,
    fingerprint: sha256Parts([text]),
    payloadBytes: text.byteLength,
    plan: [{ handlerId: handler.id, version: handler.version, step }],
    executionType: executionTypeFor([handler]),
    acceptedAt: clock.now(),
    finishedAt: null,
  };
  await firings.accept(firing, text, () =>
    firing.plan.every(isTold) ? eventsOfFiring(firing, [handler]) : [],
  );
}

/**
 * The id of a firing for a step. The time of the run is in it: another run may get the id of one that was removed. As ids of firings are:
 * 22 characters, the first no hyphen.
 */
export function firingIdOf(
  run: Pick<WorkflowRunRecord, 'tenantId' | 'runId' | 'createdAt'>,
  stepId: string,
  what: string,
): string {
  const parts = [run.tenantId, run.runId, String(run.createdAt), stepId, what];
  return sha256Parts(parts).slice(0, 22).replace(/^-/, '0');
}
