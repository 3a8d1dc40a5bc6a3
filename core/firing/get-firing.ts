import type { Firing } from '../contract/firing.ts';
import { type Caller, requirePermission, visibleTenant } from '../identity/caller.ts';
import type { FiringRecord, FiringStore, PlannedRun, RunRecord } from '../ports/firing-store.ts';
import type { HandlerRecord, HandlerStore } from '../ports/handler-store.ts';
import type { RunControl } from '../ports/run-control.ts';
import { declareProblem } from '../problem.ts';
import { firingHistory } from './firing-history.ts';
import { presentRun } from './present-run.ts';

export const firingNotFound = declareProblem('firing-not-found', {
  status: 404,
  title: 'There is no such firing',
});

/**
 * A firing with its runs and history, after waiting up to `waitMs` for it to finish. A developer sees the runs of their
 * own handlers, and a firing only when they fired it or own one of its runs.
 */
export async function getFiring(
  deps: {
    firings: Pick<FiringStore, 'get' | 'waitForFinish'> & Pick<RunControl, 'items'>;
    handlers: Pick<HandlerStore, 'version'>;
  },
  caller: Caller,
  id: string,
  waitMs: number,
): Promise<Firing> {
  requirePermission(caller, 'read');
  if (waitMs > 0) await deps.firings.waitForFinish(id, waitMs);
  const found = await deps.firings.get(id);
  const tenantId = visibleTenant(caller);
  const planned = found === undefined ? [] : await visibleHandlers(deps, found.firing.plan, tenantId);
  if (
    found === undefined ||
    (tenantId !== undefined && planned.length === 0 && found.firing.firedById !== tenantId)
  ) {
    throw firingNotFound(`There is no firing "${id}" that you may see.`, { field: 'id' });
  }
  return await presentFiring(deps, found.firing, found.runs, planned);
}

async function visibleHandlers(
  deps: { handlers: Pick<HandlerStore, 'version'> },
  runs: readonly PlannedRun[],
  tenantId: string | undefined,
): Promise<HandlerRecord[]> {
  const handlers = await Promise.all(runs.map((run) => deps.handlers.version(run.handlerId, run.version)));
  return handlers.filter(
    (handler): handler is HandlerRecord =>
      handler !== undefined && (tenantId === undefined || handler.tenantId === tenantId),
  );
}

async function presentFiring(
  deps: { firings: Pick<RunControl, 'items'> },
  firing: FiringRecord,
  records: readonly RunRecord[],
  handlers: readonly HandlerRecord[],
): Promise<Firing> {
  const recordOf = new Map(records.map((record) => [record.handlerId, record]));
  const runs = await Promise.all(
    handlers.map(async (handler) => {
      const record = recordOf.get(handler.id);
      const items = record === undefined || record.itemCount === null ? [] : await deps.firings.items(record);
      return presentRun(firing.id, handler, record, items);
    }),
  );
  const counts = {
    planned: 0,
    waiting: 0,
    running: 0,
    succeeded: 0,
    failed: 0,
    cancelled: 0,
    skipped: 0,
  };
  for (const run of runs) counts[run.state]++;
  return {
    id: firing.id,
    hook: firing.hook,
    tags: [...firing.tags],
    allHandlers: firing.allHandlers,
    firedBy: firing.firedBy,
    state: firing.finishedAt === null ? 'running' : 'finished',
    acceptedAt: iso(firing.acceptedAt),
    finishedAt: firing.finishedAt === null ? null : iso(firing.finishedAt),
    payloadBytes: firing.payloadBytes,
    counts,
    runs,
    history: firingHistory(
      firing,
      handlers.flatMap((handler) => recordOf.get(handler.id) ?? []),
    ),
  };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
