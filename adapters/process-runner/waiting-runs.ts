/** Runs that wait for a process: first come, first served within a tenant, tenants in turn. */
export interface WaitingRuns<Run extends WaitingRun> {
  add(run: Run): void;
  /** The tenant's run that has waited longest, left where it is; of one lane only, when it is given. */
  peek(tenantId: string, lane?: string): Run | undefined;
  /** Takes out a run that is handed over now: its tenant goes to the end of the row of tenants. */
  take(run: Run): void;
  /** Takes out a run that is given up. False when it was not waiting. */
  remove(run: Run): boolean;
  /** The tenants that have runs waiting, the one longest not served first. */
  tenants(): Iterable<string>;
  readonly size: number;
}

/** What is asked of a run that waits. */
export interface WaitingRun {
  readonly tenantId: string;
  /** Runs of one tenant and lane may follow each other in one process. */
  readonly lane: string;
}

/** A run in its row: each costs the same to take out, wherever it stands and however many wait. */
interface Place<Run> {
  readonly run: Run;
  readonly arrival: number;
  before: Place<Run> | undefined;
  behind: Place<Run> | undefined;
}

interface Row<Run> {
  first: Place<Run> | undefined;
  last: Place<Run> | undefined;
}

export function openWaitingRuns<Run extends WaitingRun>(): WaitingRuns<Run> {
  /** By tenant, then by lane. A Map keeps its keys in the order in which they were put in. */
  const tenants = new Map<string, Map<string, Row<Run>>>();
  const places = new Map<Run, Place<Run>>();
  let arrivals = 0;

  function remove(run: Run): boolean {
    const place = places.get(run);
    const lanes = tenants.get(run.tenantId);
    const row = lanes?.get(run.lane);
    if (place === undefined || lanes === undefined || row === undefined) return false;
    places.delete(run);
    if (place.before === undefined) row.first = place.behind;
    else place.before.behind = place.behind;
    if (place.behind === undefined) row.last = place.before;
    else place.behind.before = place.before;
    if (row.first === undefined) lanes.delete(run.lane);
    if (lanes.size === 0) tenants.delete(run.tenantId);
    return true;
  }

  return {
    add(run) {
      const lanes = tenants.get(run.tenantId) ?? new Map<string, Row<Run>>();
      const row = lanes.get(run.lane) ?? { first: undefined, last: undefined };
      const place: Place<Run> = { run, arrival: arrivals++, before: row.last, behind: undefined };
      if (row.last === undefined) row.first = place;
      else row.last.behind = place;
      row.last = place;
      lanes.set(run.lane, row);
      tenants.set(run.tenantId, lanes);
      places.set(run, place);
    },
    peek(tenantId, lane) {
      const lanes = tenants.get(tenantId);
      if (lane !== undefined) return lanes?.get(lane)?.first?.run;
      let oldest: Place<Run> | undefined;
      for (const { first } of lanes?.values() ?? []) {
        if (first !== undefined && first.arrival < (oldest?.arrival ?? Number.POSITIVE_INFINITY))
          oldest = first;
      }
      return oldest?.run;
    },
    take(run) {
      remove(run);
      const lanes = tenants.get(run.tenantId);
      if (lanes === undefined) return;
      tenants.delete(run.tenantId);
      tenants.set(run.tenantId, lanes);
    },
    remove,
    tenants: () => tenants.keys(),
    get size() {
      return places.size;
    },
  };
}
