import type { SqliteEventLog } from '../adapters/embedded/sqlite/event-log.ts';
import type { SqliteFiringStore } from '../adapters/embedded/sqlite/firing-store.ts';
import type { SqliteRunLimits } from '../adapters/embedded/sqlite/runs/run-limits.ts';
import type { SqliteWorkflowRunStore } from '../adapters/embedded/sqlite/workflows/workflow-run-store.ts';
import type { Engine } from '../adapters/embedded/states-engine/engine.ts';
import { limits } from '../core/contract/limits.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { NamespaceStore } from '../core/ports/namespace-store.ts';

const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Removes firings and what carried them out when they are older than the retention, runs of workflows whose time is over, and the events
 * of each namespace older than its own, an hour after the start and then once a day. Returns what stops it.
 */
export function pruneDaily(deps: {
  firings: Pick<SqliteFiringStore, 'prune'>;
  engine: Pick<Engine, 'prune'>;
  workflowRuns: Pick<SqliteWorkflowRunStore, 'prune'>;
  limits: Pick<SqliteRunLimits, 'prune'>;
  events: Pick<SqliteEventLog, 'namespaces' | 'prune'>;
  namespaces: Pick<NamespaceStore, 'get'>;
  clock: Clock;
  onError: (error: unknown) => void;
}): () => void {
  let cancel = (): void => {};
  let stopped = false;

  const prune = async (): Promise<void> => {
    const now = deps.clock.now();
    await deps.firings.prune(now - limits.retentionDays * DAY_MS);
    await deps.engine.prune(now - limits.retentionDays * DAY_MS);
    await deps.workflowRuns.prune(now);
    deps.limits.prune(now - 2 * DAY_MS);
    for (const name of deps.events.namespaces()) {
      const namespace = await deps.namespaces.get(name);
      const days = namespace?.retentionDays ?? limits.eventRetentionDays.default;
      if (!stopped) await deps.events.prune(name, now - days * DAY_MS);
    }
  };

  const pruneAndGoOn = (): void => {
    prune()
      .catch(deps.onError)
      .finally(() => {
        if (!stopped) cancel = deps.clock.schedule(DAY_MS, pruneAndGoOn);
      });
  };
  cancel = deps.clock.schedule(HOUR_MS, pruneAndGoOn);
  return () => {
    stopped = true;
    cancel();
  };
}
