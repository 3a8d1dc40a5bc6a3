import type { WorkKey } from '../../../../core/ports/firing-store.ts';
import { expiryOf } from './firing-items.ts';

/** What makes a run (an item) that was never claimed come to be, within an update; of another nothing changes. */
export function asUnclaimed(
  work: WorkKey & { readonly handlerVersion: number; readonly tenantId: string; readonly at: number },
  retentionDays: number,
): { readonly set: string; readonly values: Readonly<Record<string, unknown>> } {
  return {
    set:
      'handlerId = :handlerId, handlerVersion = :handlerVersion, tenantId = :tenantId, ' +
      'attempt = if_not_exists(attempt, :zero), startedAt = if_not_exists(startedAt, :at), ' +
      'secretHash = if_not_exists(secretHash, :none), expiresAt = if_not_exists(expiresAt, :expiresAt)',
    values: {
      ':handlerId': work.handlerId,
      ':handlerVersion': work.handlerVersion,
      ':tenantId': work.tenantId,
      ':zero': 0,
      ':at': work.at,
      ':none': '',
      ':expiresAt': expiryOf(work.at, retentionDays),
    },
  };
}
