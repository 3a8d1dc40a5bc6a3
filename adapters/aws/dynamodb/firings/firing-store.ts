import type { Clock } from '../../../../core/ports/clock.ts';
import type { AttemptRecord, FiringStore, RunRecord } from '../../../../core/ports/firing-store.ts';
import type { FiringExecution } from '../../../../core/ports/orchestrator.ts';
import type { RunControl } from '../../../../core/ports/run-control.ts';
import type { Objects } from '../../objects.ts';
import type { Table } from '../table.ts';
import { acceptFiring, payloadObjectKey } from './accept-firing.ts';
import { cancelRun } from './cancel-run.ts';
import { claimRun } from './claim-run.ts';
import { closeFiring } from './close-firing.ts';
import { findHolder } from './find-holder.ts';
import type { StoredRun } from './firing-items.ts';
import { getAttempts, getRun } from './get-run.ts';
import { itemInputs } from './items-inputs.ts';
import { noteNotified } from './note-notified.ts';
import { fetchOutcome, placeOutcome } from './outcome-place.ts';
import { queryFiring } from './query-firing.ts';
import { queryItems, queryUnfinished } from './query-items.ts';
import { retryRun } from './retry-run.ts';
import { settleRun } from './settle-run.ts';
import { splitRun } from './split-run.ts';
import { stopItems } from './stop-items.ts';
import { waitForFinish } from './wait-for-finish.ts';
import { waitRun } from './wait-run.ts';

/** Firings and runs in the firings table; large payloads and outcomes as objects. */
export function dynamodbFiringStore(deps: {
  table: Table;
  objects: Objects;
  /** Sends an execution to the queue that `plan` starts them from. */
  enqueue: (execution: FiringExecution) => Promise<void>;
  clock: Clock;
  /** How long firings and runs are kept, in days. Idempotency keys are remembered as long. */
  retentionDays: number;
}): FiringStore & RunControl {
  const { table, objects, clock, retentionDays } = deps;
  const inputs = itemInputs(objects);

  const complete = async (
    { run, outcome }: StoredRun,
    attempts: readonly AttemptRecord[],
  ): Promise<RunRecord> => ({
    ...run,
    attempts,
    outcome: await fetchOutcome(objects, outcome),
  });

  return {
    accept: (firing, payload) => acceptFiring(deps, firing, payload),
    async get(id) {
      const found = await queryFiring(table, id);
      return (
        found && {
          firing: found.firing,
          runs: await Promise.all(found.runs.map((run) => complete(run, run.attempts))),
        }
      );
    },
    payload: async (_firingId, ref) =>
      'inline' in ref ? Buffer.from(ref.inline) : await objects.get(payloadObjectKey(ref.stored)),
    claim: (claim) => claimRun(table, claim, retentionDays),
    async settle(settlement) {
      const place = await placeOutcome(objects, settlement, settlement.outcome);
      return await settleRun(table, settlement, place, retentionDays);
    },
    async run(key) {
      const stored = await getRun(table, key);
      return stored && (await complete(stored, await getAttempts(table, key, stored.run)));
    },
    holder: (key) => findHolder(table, key),
    retry: (retry) => retryRun(table, retry, retentionDays),
    wait: (wait) => waitRun(table, wait, retentionDays),
    split: (split) => splitRun(table, inputs, split, retentionDays),
    unfinishedItems: (key) => queryUnfinished(table, key),
    async item(key, index) {
      const stored = await getRun(table, key);
      if (stored === undefined || stored.inputs === null || stored.run.itemCount === null) {
        throw new Error(`The run of handler ${key.handlerId} for ${key.firingId} was not split.`);
      }
      return { ...(await inputs.get(stored.inputs, index)), count: stored.run.itemCount };
    },
    items: (key) => queryItems(table, objects, key),
    stopItems: (key) => stopItems(table, key),
    cancel: (cancel) => cancelRun(table, cancel, retentionDays),
    notified: (key, at) => noteNotified(table, key, at),
    close: (firingId, at) => closeFiring(table, firingId, at),
    waitForFinish: (firingId, waitMs) => waitForFinish(table, clock, firingId, waitMs),
  };
}
