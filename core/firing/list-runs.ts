import type { Firing, Run, RunState } from '../contract/firing.ts';
import type { RunListing, RunSummary } from '../contract/run-list.ts';
import { type Caller, requirePermission } from '../identity/caller.ts';
import { findFiring } from './find-firing.ts';
import { findFirings } from './find-firings.ts';

const finalStates: readonly RunState[] = ['succeeded', 'failed', 'cancelled', 'skipped'];

/**
 * The runs of the caller's handlers, the newest first; everybody's for admins and viewers. A page may be short of its limit, and
 * `cursor` goes on then.
 */
export async function listRuns(
  deps: Parameters<typeof findFirings>[0] & Parameters<typeof findFiring>[0],
  caller: Caller,
  listing: RunListing,
): Promise<{ runs: RunSummary[]; cursor: number | null }> {
  requirePermission(caller, 'read');
  const final = listing.state !== undefined && finalStates.includes(listing.state);
  const { hook, handler, since, until, cursor: upTo } = listing;
  const eventType = final ? `run.${listing.state}` : 'run.planned';
  const search = { hook, handler, since, until, upTo, eventType };
  const lookUp = rememberFirings(deps, caller);
  const runs: RunSummary[] = [];
  let cursor: number | null = null;
  for await (const page of findFirings(deps, caller, search)) {
    cursor = page.cursor;
    for (const entry of page.entries) {
      const { runId } = JSON.parse(entry.value) as { runId: string };
      const firing = await lookUp(entry.context ?? '');
      const run = firing?.runs.find(({ id }) => id === runId);
      if (firing === undefined || run === undefined || !isListed(firing, run, listing)) continue;
      runs.push(summarize(firing, run));
      if (runs.length === listing.limit) return { runs, cursor: entry.offset - 1 };
    }
  }
  return { runs, cursor };
}

function isListed(firing: Firing, run: Run, { tag, state }: RunListing): boolean {
  return (tag === undefined || firing.tags.includes(tag)) && (state === undefined || run.state === state);
}

function summarize(firing: Firing, run: Run): RunSummary {
  const { id, firingId, handlerId, handlerName, handlerVersion } = run;
  const { state, attempt, startedAt, endedAt, durationMs, nextAt, error } = run;
  return {
    ...{ id, firingId, handlerId, handlerName, handlerVersion },
    ...{ state, attempt, startedAt, endedAt, durationMs, nextAt },
    hook: firing.hook,
    tags: firing.tags,
    plannedAt: firing.acceptedAt,
    error: error === null ? null : { name: error.name, message: error.message },
  };
}

/** Looks each firing up once; undefined when it is gone, or not for the caller. */
export function rememberFirings(
  deps: Parameters<typeof findFiring>[0],
  caller: Caller,
): (id: string) => Promise<Firing | undefined> {
  const found = new Map<string, Promise<Firing | undefined>>();
  return (id) => {
    const known = found.get(id) ?? findFiring(deps, caller, id);
    found.set(id, known);
    return known;
  };
}
