/** Runs that wait for a process: first come, first served within a tenant, tenants in turn. */
export interface WaitingRuns<Run> {
  add(tenantId: string, run: Run): void;
  /** The tenant's next run; the tenant goes to the end of the row. */
  take(tenantId: string): Run | undefined;
  /** The tenant's next run, left where it is. */
  peek(tenantId: string): Run | undefined;
  /** Takes one run out of the row. False when it is not waiting. */
  remove(tenantId: string, run: Run): boolean;
  /** The tenants that have runs waiting, the one longest not served first. */
  tenants(): string[];
  readonly size: number;
}

export function openWaitingRuns<Run>(): WaitingRuns<Run> {
  const rows = new Map<string, Run[]>();
  let size = 0;
  return {
    add(tenantId, run) {
      const row = rows.get(tenantId);
      if (row === undefined) rows.set(tenantId, [run]);
      else row.push(run);
      size++;
    },
    take(tenantId) {
      const row = rows.get(tenantId);
      const run = row?.shift();
      if (row === undefined || run === undefined) return undefined;
      rows.delete(tenantId);
      if (row.length > 0) rows.set(tenantId, row);
      size--;
      return run;
    },
    peek: (tenantId) => rows.get(tenantId)?.[0],
    remove(tenantId, run) {
      const row = rows.get(tenantId);
      const index = row?.indexOf(run) ?? -1;
      if (row === undefined || index < 0) return false;
      row.splice(index, 1);
      if (row.length === 0) rows.delete(tenantId);
      size--;
      return true;
    },
    tenants: () => [...rows.keys()],
    get size() {
      return size;
    },
  };
}
