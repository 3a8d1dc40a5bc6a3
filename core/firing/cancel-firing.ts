import { type Caller, requirePermission } from '../identity/caller.ts';
import { declareProblem } from '../problem.ts';
import { type CancelForDeps, cancelAndTell, requestBy } from './cancel-run.ts';
import { firingNotFound } from './get-firing.ts';
import { plannedHandler } from './planned-handler.ts';

const firingOfAnother = declareProblem('firing-of-another', {
  status: 403,
  title: 'Another user fired this',
});

/** How many runs of a firing were cancelled at once, are told to end, and had ended before. */
export interface CancelledFiring {
  readonly cancelled: number;
  readonly requested: number;
  readonly final: number;
}

/**
 * Cancels every run of a firing: for who fired it, and for admins. Whose handlers run for it may cancel those runs.
 */
export async function cancelFiring(
  deps: CancelForDeps,
  caller: Caller,
  id: string,
): Promise<CancelledFiring> {
  requirePermission(caller, 'cancel');
  const firing = (await deps.firings.get(id))?.firing;
  if (firing === undefined)
    throw firingNotFound(`There is no firing "${id}" that you may cancel.`, { field: 'id' });
  const handlers = await Promise.all(firing.plan.map((planned) => plannedHandler(deps, planned)));
  if (caller.role !== 'admin' && firing.firedById !== caller.userId) {
    if (handlers.some(({ tenantId }) => tenantId === caller.userId)) {
      throw firingOfAnother(
        'Only who fired it and admins may cancel all of it. Cancel your own runs of it: hookline runs cancel',
        {
          field: 'id',
        },
      );
    }
    throw firingNotFound(`There is no firing "${id}" that you may cancel.`, { field: 'id' });
  }
  const counts = { cancelled: 0, requested: 0, final: 0 };
  const request = requestBy(deps, caller);
  for (const handler of handlers) counts[await cancelAndTell(deps, firing, handler, request)]++;
  return counts;
}
