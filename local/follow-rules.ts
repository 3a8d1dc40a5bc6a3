import { boundSelection } from '../core/events/bound-events.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { EventLog } from '../core/ports/event-log.ts';
import type { WorkflowRuleKey, WorkflowRuleStore } from '../core/ports/workflow-rule-store.ts';
import { type CatchUpDeps, catchUpRule } from '../core/workflow/rules/catch-up-rule.ts';
import { followEach } from './follow-each.ts';

/** As long as it takes; a `next` look costs nothing. */
const WAIT_MS = 3_600_000;

interface Deps extends CatchUpDeps {
  readonly rules: WorkflowRuleStore;
  readonly events: Pick<EventLog, 'read' | 'waitForEvent'>;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** Lets rules follow the log, each on its own, from the place that is kept with it, unless it is paused. */
export function followRules(deps: Deps): ReturnType<typeof followEach> {
  return followEach({
    ...deps,
    async list() {
      const rules = (await deps.rules.list()).filter(({ paused }) => !paused);
      // All else of a rule is read anew with each event.
      return new Map(rules.map(({ tenantId, name, on }) => [nameOf({ tenantId, name }), JSON.stringify(on)]));
    },
    async step(name, _, signal) {
      const [tenantId, rule] = JSON.parse(name) as [string, string];
      const followed = await catchUpRule(deps, { tenantId, name: rule });
      if (followed === undefined) return false;
      await deps.events.waitForEvent(boundSelection(followed.on), followed.position, WAIT_MS, signal);
      return true;
    },
  });
}

const nameOf = ({ tenantId, name }: WorkflowRuleKey): string => JSON.stringify([tenantId, name]);
