import type { FiringRecord } from '../../../../core/ports/firing-store.ts';
import type { FiringExecution } from '../../../../core/ports/orchestrator.ts';
import { checkPlanSize, executionOf } from '../../firing-execution.ts';
import type { Objects } from '../../objects.ts';
import type { Table } from '../table.ts';
import { putFiring } from './put-firing.ts';
import { queryFiring } from './query-firing.ts';

/** Where a payload that does not travel with its execution is. */
export const payloadObjectKey = (firingId: string): string => `payloads/${firingId}`;

/**
 * The firing first, under the condition that its id is free; then the payload, if it is large; then the message. Without
 * the message the caller gets no answer and sends again: that finds the firing unfinished, and sends the message anew.
 */
export async function acceptFiring(
  deps: {
    table: Table;
    objects: Objects;
    retentionDays: number;
    enqueue: (execution: FiringExecution) => Promise<void>;
  },
  firing: FiringRecord,
  payload: Uint8Array,
): Promise<{ existing?: FiringRecord }> {
  checkPlanSize(firing);
  if (await putFiring(deps.table, firing, deps.retentionDays)) {
    await launch(deps, firing, payload);
    return {};
  }
  const standing = (await queryFiring(deps.table, firing.id))?.firing;
  if (standing === undefined) throw new Error(`The firing ${firing.id} expired just now; send it again.`);
  if (standing.finishedAt === null && standing.fingerprint === firing.fingerprint) {
    await launch(deps, standing, payload);
  }
  return { existing: standing };
}

async function launch(
  deps: { objects: Objects; enqueue: (execution: FiringExecution) => Promise<void> },
  firing: FiringRecord,
  payload: Uint8Array,
): Promise<void> {
  if (firing.plan.length === 0) return;
  const execution = executionOf(firing, payload);
  if ('stored' in execution.payload) await deps.objects.put(payloadObjectKey(firing.id), payload);
  await deps.enqueue(execution);
}
