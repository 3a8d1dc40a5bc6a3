import type { Firing, HistoryEntry, Run, RunState } from '../contract/firing.ts';
import { type Caller, requirePermission, visibleTenant } from '../identity/caller.ts';
import type { FiringRecord, FiringStore, PlannedRun, Progress, RunRecord } from '../ports/firing-store.ts';
import type { HandlerRecord, HandlerStore } from '../ports/handler-store.ts';
import type { RunError } from '../ports/runner.ts';
import { declareProblem } from '../problem.ts';
import { finalState } from './final-state.ts';
import { presentAttempts } from './present-attempts.ts';
import { runId } from './run-task.ts';

const firingNotFound = declareProblem('firing-not-found', { status: 404, title: 'There is no such firing' });

/**
 * A firing with its runs and history, after waiting up to `waitMs` for it to finish. A developer sees the runs of their
 * own handlers, and a firing only when they fired it or own one of its runs.
 */
export async function getFiring(
  deps: {
    firings: Pick<FiringStore, 'get' | 'waitForFinish'>;
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
  return presentFiring(found.firing, found.runs, planned);
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

function presentFiring(
  firing: FiringRecord,
  records: readonly RunRecord[],
  handlers: readonly HandlerRecord[],
): Firing {
  const recordOf = new Map(records.map((record) => [record.handlerId, record]));
  const runs = handlers.map((handler) => presentRun(firing.id, handler, recordOf.get(handler.id)));
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
    history: history(
      firing,
      handlers.flatMap((handler) => recordOf.get(handler.id) ?? []),
    ),
  };
}

function presentRun(firingId: string, handler: HandlerRecord, record: RunRecord | undefined): Run {
  const outcome = record?.outcome ?? null;
  const returned = outcome?.ok === false ? outcome.returnedFailure : outcome;
  return {
    id: runId({ firingId, handlerId: handler.id }),
    firingId,
    handlerId: handler.id,
    handlerName: handler.name,
    handlerVersion: handler.version,
    state: stateOf(record),
    attempt: record?.attempt ?? 0,
    startedAt: record === undefined ? null : iso(record.startedAt),
    endedAt: record?.endedAt == null ? null : iso(record.endedAt),
    durationMs: outcome?.durationMs ?? null,
    result: returned?.result ?? null,
    resultType: returned?.resultType ?? null,
    resultCut: returned?.resultCut ?? false,
    error: outcome?.ok === false ? presentError(outcome.error) : null,
    output: outcome?.output ?? '',
    nextAt: record?.waiting?.until == null ? null : iso(record.waiting.until),
    attempts: record === undefined ? [] : presentAttempts(record),
    items: null,
    cancelRequested:
      record?.cancelRequested == null
        ? null
        : { by: record.cancelRequested.by, at: iso(record.cancelRequested.at) },
  };
}

function presentError({ name, message, stack }: RunError): RunError {
  return { name, message, ...(stack !== undefined && { stack }) };
}

/** How a run or an item stands; one without a record has been planned, and not claimed yet. */
export function stateOf(record: Pick<Progress, 'outcome' | 'waiting'> | undefined): RunState {
  if (record === undefined) return 'planned';
  const { outcome, waiting } = record;
  if (outcome === null) return waiting === null ? 'running' : 'waiting';
  return finalState(outcome);
}

/** What happened to a firing, in order, from the times in its records: no write of its own. */
function history(firing: FiringRecord, runs: readonly RunRecord[]): HistoryEntry[] {
  const at = (milliseconds: number) => ({ at: iso(milliseconds) });
  const steps: HistoryEntry[] = runs.flatMap((run) => {
    const of = { runId: runId(run), attempt: run.attempt };
    return [
      { step: 'invoke' as const, ...at(run.startedAt), ...of },
      ...(run.endedAt === null
        ? []
        : [{ step: 'settle' as const, ...at(run.endedAt), ...of, state: stateOf(run) }]),
      ...(run.notifiedAt === null ? [] : [{ step: 'notify' as const, ...at(run.notifiedAt), ...of }]),
    ];
  });
  // A stable sort by time: entries of one millisecond keep the order of the path.
  steps.sort((a, b) => a.at.localeCompare(b.at));
  return [
    { step: 'accept', ...at(firing.acceptedAt) },
    { step: 'plan', ...at(firing.acceptedAt) },
    ...steps,
    // A single run's settlement closes its firing, and its e-mail is queued a moment later.
    ...(firing.finishedAt === null
      ? []
      : [
          {
            step: 'finish' as const,
            ...at(Math.max(firing.finishedAt, ...runs.map((run) => run.notifiedAt ?? 0))),
          },
        ]),
  ];
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
