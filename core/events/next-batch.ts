import type { EventFilter, NextBatch } from '../contract/event.ts';
import { limits } from '../contract/limits.ts';
import type { Caller } from '../identity/caller.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventLog, EventRecord } from '../ports/event-log.ts';
import type { Ids } from '../ports/ids.ts';
import type { SubscriptionKey, SubscriptionRecord, SubscriptionStore } from '../ports/subscription-store.ts';
import { declareProblem } from '../problem.ts';
import { findEnd } from './find-end.ts';
import { fitPage } from './fit-page.ts';
import { overdueLease, withLease, withoutLease } from './lease.ts';
import { selectEvents } from './select-events.ts';

const subscriptionDiffers = declareProblem('subscription-differs', {
  status: 409,
  title: 'The subscription has another filter',
});

/** How far an idle subscription lags behind the log before its place is written anew. */
const IDLE_LAG = 10_000;

/** Between two looks for a free place when listeners hold as many batches as they may: no event tells of it. */
const FULL_MS = 1000;

type Deps = Parameters<typeof selectEvents>[0] & {
  events: Pick<EventLog, 'read' | 'waitForEvent' | 'latestOffset'>;
  subscriptions: Pick<SubscriptionStore, 'get' | 'put'>;
  clock: Pick<Clock, 'now'>;
  ids: Pick<Ids, 'next'>;
};

export interface HandedOut {
  /** Null when there was nothing. */
  readonly lease: string | null;
  readonly events: EventRecord[];
  /** Everything up to here is handed out; null when listeners hold as many batches as they may. */
  readonly cursor: number | null;
  /** How long until another listener's batch is free again, in milliseconds; null when none holds one. */
  readonly overdueMs: number | null;
}

/**
 * Hands out the next events of a named subscription of the caller's, for as long as the lease lasts: those that another
 * listener did not commit in time first, else those that come next. Several listeners share the work, each event with one
 * of them. A subscription that is new begins where `from` says.
 */
export async function nextBatch(
  deps: Deps,
  caller: Caller,
  name: string,
  request: NextBatch,
  signal?: AbortSignal,
): Promise<HandedOut> {
  const deadline = deps.clock.now() + request.waitSeconds * 1000;
  for (;;) {
    const end = await findEnd(deps, caller, request.filter);
    const selection = await selectEvents(deps, caller, request.filter);
    const record = await findOrBegin(deps, caller, { tenantId: caller.userId, name }, request);
    const taken = await takeBatch(deps, record, selection, end, request);
    if (taken === 'again') continue;
    if (taken !== 'full' && 'lease' in taken) return taken;
    const now = deps.clock.now();
    const overdueAt = Math.min(...record.leases.map(({ until }) => until));
    if (now >= deadline || signal?.aborted === true) {
      const overdueMs = Number.isFinite(overdueAt) ? overdueAt - now : null;
      return { lease: null, events: [], cursor: taken === 'full' ? null : taken.searchedTo, overdueMs };
    }
    const waitMs = Math.max(1, Math.min(deadline, overdueAt) - now);
    await (taken === 'full'
      ? deps.events.waitForEvent(selection, Number.MAX_SAFE_INTEGER, Math.min(waitMs, FULL_MS), signal)
      : deps.events.waitForEvent(selection, taken.searchedTo, waitMs, signal));
  }
}

async function findOrBegin(
  deps: Deps,
  caller: Caller,
  key: SubscriptionKey,
  { filter, from }: NextBatch,
): Promise<SubscriptionRecord> {
  for (;;) {
    const standing = await deps.subscriptions.get(key);
    if (standing !== undefined) {
      if (fingerprint(standing.filter) === fingerprint(filter)) return standing;
      throw subscriptionDiffers(
        `The subscription "${key.name}" has another filter. Use the same, another name, or remove it first: hookline events subscriptions remove.`,
        { field: 'filter' },
      );
    }
    const position = from === 'earliest' ? 0 : from === 'latest' ? await deps.events.latestOffset() : from;
    const owner = caller.userName;
    const begun = { ...key, owner, filter, position, leases: [], revision: 0 };
    if (await deps.subscriptions.put(begun)) return begun;
  }
}

/** The order of keys means nothing. */
function fingerprint({ keys, namespace, sender, eventType }: EventFilter): string {
  return JSON.stringify([keys?.toSorted(), namespace, sender, eventType]);
}

/** `again` when another listener was first, `full` while listeners hold as many batches as they may. */
async function takeBatch(
  deps: Deps,
  record: SubscriptionRecord,
  selection: Awaited<ReturnType<typeof selectEvents>>,
  end: number | undefined,
  { limit, leaseSeconds }: NextBatch,
): Promise<HandedOut | { searchedTo: number } | 'again' | 'full'> {
  const now = deps.clock.now();
  const overdue = overdueLease(record, now);
  if (overdue === undefined && record.leases.length >= limits.leases) return 'full';

  const range =
    overdue === undefined
      ? { after: record.position, upTo: end }
      : { after: overdue.after, upTo: overdue.upTo };
  const { events: found, searchedTo } = await deps.events.read(
    selection,
    range,
    overdue === undefined ? limit : limits.eventPage.max,
  );
  const events = overdue === undefined ? fitPage(found) : found;
  if (events.length === 0) {
    // Expired meanwhile: nobody needs to commit it.
    if (overdue !== undefined) {
      await deps.subscriptions.put(withoutLease(record, overdue.id));
      return 'again';
    }
    if (searchedTo - record.position < IDLE_LAG) return { searchedTo: Math.max(searchedTo, record.position) };
    const moved = { ...record, position: searchedTo, revision: record.revision + 1 };
    return (await deps.subscriptions.put(moved)) ? { searchedTo } : 'again';
  }
  const lease = {
    id: deps.ids.next(),
    after: range.after,
    upTo: overdue?.upTo ?? events.at(-1)!.offset,
    until: now + leaseSeconds * 1000,
  };
  const handedOut = { lease: lease.id, events, cursor: lease.upTo, overdueMs: null };
  return (await deps.subscriptions.put(withLease(record, lease))) ? handedOut : 'again';
}
