import type { Clock } from '../core/ports/clock.ts';
import type { EventLog } from '../core/ports/event-log.ts';
import type {
  WorkflowRuleKey,
  WorkflowRuleRecord,
  WorkflowRuleStore,
} from '../core/ports/workflow-rule-store.ts';
import { type CatchUpDeps, catchUpRule } from '../core/workflow/rules/catch-up-rule.ts';
import { ruleSelection } from '../core/workflow/rules/rule-selection.ts';

/** Between a failure and the next attempt, in milliseconds. */
const RETRY_MS = 1000;

/** As long as it takes; a `next` look costs nothing. */
const WAIT_MS = 3_600_000;

interface Deps extends CatchUpDeps {
  readonly rules: WorkflowRuleStore;
  readonly events: Pick<EventLog, 'read' | 'waitForEvent'>;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** Lets rules follow the log, each on its own, from the place that is kept with it. */
export function followRules(deps: Deps): {
  /** Takes up rules that were added or go on, and leaves those that were changed, paused or removed. */
  update(): Promise<void>;
  stop(): Promise<void>;
} {
  const followed = new Map<string, { rule: string; stop: AbortController; ended: Promise<void> }>();
  let stopped = false;

  return {
    async update() {
      const standing = new Map(
        (await deps.rules.list())
          .filter(({ paused }) => !paused)
          .map((rule) => [JSON.stringify([rule.tenantId, rule.name]), rule]),
      );
      for (const [id, { rule, stop }] of followed) {
        const now = standing.get(id);
        if (now !== undefined && watchedOf(now) === rule) continue;
        stop.abort();
        followed.delete(id);
      }
      for (const [id, rule] of standing) {
        if (stopped || followed.has(id)) continue;
        const stop = new AbortController();
        followed.set(id, { rule: watchedOf(rule), stop, ended: follow(deps, rule, stop.signal) });
      }
    },
    async stop() {
      stopped = true;
      for (const { stop } of followed.values()) stop.abort();
      await Promise.all([...followed.values()].map(({ ended }) => ended));
    },
  };
}

/** What a follower goes by; all else it reads anew with each event. */
function watchedOf({ on }: WorkflowRuleRecord): string {
  return JSON.stringify(on);
}

async function follow(deps: Deps, key: WorkflowRuleKey, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const rule = await catchUpRule(deps, key);
      if (rule === undefined || signal.aborted) return;
      await deps.events.waitForEvent(ruleSelection(rule.on), rule.position, WAIT_MS, signal);
    } catch (error) {
      if (signal.aborted) return;
      deps.onError(error);
      await new Promise<void>((resolve) => {
        const cancel = deps.clock.schedule(RETRY_MS, resolve);
        signal.addEventListener('abort', () => {
          cancel();
          resolve();
        });
      });
    }
  }
}
