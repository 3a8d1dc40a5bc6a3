import type { WorkKey } from '../../../../core/ports/firing-store.ts';
import type { Table } from '../table.ts';
import { getRun } from './get-run.ts';

/** Whose code a run's key belongs to, while the run goes on. */
export async function findHolder(
  table: Table,
  key: WorkKey,
): Promise<{ tenantId: string; secretHash: string } | undefined> {
  const stored = await getRun(table, key);
  const { attempt, endedAt, waiting } = stored?.run ?? {};
  if (stored === undefined || attempt === 0 || endedAt !== null || waiting !== null) return undefined;
  return { tenantId: stored.run.tenantId, secretHash: stored.run.secretHash };
}
