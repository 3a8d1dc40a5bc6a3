import type { Firing } from '../contract/firing.ts';
import type { FiringListing, FiringSummary } from '../contract/run-list.ts';
import { readsEverything } from '../events/namespace-access.ts';
import { type Caller, requirePermission } from '../identity/caller.ts';
import type { EventRecord } from '../ports/event-log.ts';
import { findFirings } from './find-firings.ts';
import { rememberFirings } from './list-runs.ts';

/**
 * The firings that the caller made or has runs in, the newest first; everybody's for admins and viewers. A page may be short
 * of its limit; `cursor` goes on then.
 */
export async function listFirings(
  deps: Parameters<typeof findFirings>[0] & Parameters<typeof rememberFirings>[0],
  caller: Caller,
  listing: FiringListing,
): Promise<{ firings: FiringSummary[]; cursor: number | null }> {
  requirePermission(caller, 'read');
  const { hook, since, until, cursor: upTo, limit, tag, state } = listing;
  // Of others' firings, their runs of one's own handlers tell.
  const eventType = readsEverything(caller) ? 'firing.accepted' : undefined;
  const lookUp = rememberFirings(deps, caller);
  const firings: FiringSummary[] = [];
  let cursor: number | null = null;
  for await (const page of findFirings(deps, caller, { hook, since, until, upTo, eventType })) {
    cursor = page.cursor;
    for (const entry of page.entries) {
      const firing = tellsOfFiring(entry) ? await lookUp(entry.context ?? '') : undefined;
      if (firing === undefined || !standsFor(firing, entry, caller)) continue;
      if ((tag !== undefined && !firing.tags.includes(tag)) || (state ?? firing.state) !== firing.state)
        continue;
      const { runs: _runs, history: _history, ...summary } = firing;
      firings.push(summary);
      if (firings.length === limit) return { firings, cursor: entry.offset - 1 };
    }
  }
  return { firings, cursor };
}

function tellsOfFiring({ eventType }: EventRecord): boolean {
  return eventType === 'firing.accepted' || eventType === 'run.planned';
}

/** Several entries may tell of one firing; exactly one of those that the caller sees stands for it. */
function standsFor(firing: Firing, entry: EventRecord, caller: Caller): boolean {
  if (entry.eventType === 'firing.accepted') return true;
  if (firing.firedBy === caller.userName) return false;
  return (JSON.parse(entry.value) as { runId: string }).runId === firing.runs[0]?.id;
}
