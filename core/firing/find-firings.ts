import { limits } from '../contract/limits.ts';
import { findRange } from '../events/find-range.ts';
import { platformNamespace, readsEverything } from '../events/namespace-access.ts';
import type { Caller } from '../identity/caller.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventLog, EventRecord } from '../ports/event-log.ts';
import type { IdentityStore } from '../ports/identity-store.ts';

export interface FiringSearch {
  readonly hook: string | undefined;
  readonly handler?: string | undefined;
  /** Of the log's entry; undefined for every one. */
  readonly eventType: string | undefined;
  /** Milliseconds since the epoch, both inclusive. */
  readonly since: number | undefined;
  readonly until: number | undefined;
  /** Only entries before this offset or at it. */
  readonly upTo: number | undefined;
}

const PAGE = 200;

/**
 * What the log tells of firings and runs that the caller may see, the newest first, page by page, for as long as it is asked and until
 * `limits.runPage.searched` entries were looked at. The log is the index of firings and runs: listing them costs no write of
 * its own.
 */
export async function* findFirings(
  deps: {
    events: Pick<EventLog, 'read' | 'offsetAt'>;
    identities: Pick<IdentityStore, 'listUsers'>;
    clock: Pick<Clock, 'now'>;
  },
  caller: Caller,
  search: FiringSearch,
): AsyncGenerator<{ entries: EventRecord[]; cursor: number | null }> {
  const { after } = await findRange(deps, { startTime: search.since });
  const until = search.until === undefined ? undefined : await deps.events.offsetAt(search.until);
  let upTo = search.upTo === undefined ? until : Math.min(search.upTo, until ?? search.upTo);
  const selection = {
    scope: await platformScope(deps, caller),
    keys: search.hook === undefined ? undefined : [search.hook],
    sender: search.handler,
    eventType: search.eventType,
  };
  for (let searched = 0; searched < limits.runPage.searched; searched += PAGE) {
    const { events, searchedTo } = await deps.events.read(selection, { after, upTo }, PAGE, true);
    upTo = Math.max(0, searchedTo - 1);
    const more = events.length === PAGE && upTo > after;
    yield { entries: events, cursor: more ? upTo : null };
    if (!more) return;
  }
}

/** The platform's namespaces that the caller may read. */
async function platformScope(
  deps: { identities: Pick<IdentityStore, 'listUsers'>; clock: Pick<Clock, 'now'> },
  caller: Caller,
) {
  const notBefore = deps.clock.now() - limits.eventRetentionDays.default * 24 * 3600 * 1000;
  const names = readsEverything(caller)
    ? (await deps.identities.listUsers()).map(({ name }) => name)
    : [caller.userName];
  return { notBefore: new Map(names.map((name) => [platformNamespace(name), notBefore])), others: undefined };
}
