import type { WorkflowRuleRecord, WorkflowRuleStore } from '../../ports/workflow-rule-store.ts';

/**
 * A store of rules whose owners' changes are told: `marked` says that the rules are others now, and then `wake` lets a rule look at what
 * came before that was seen. An event is written before who looks for rules reads the mark: so it finds the rule, or the rule finds it.
 */
export function announcedRules(
  store: WorkflowRuleStore,
  deps: {
    readonly marked: () => Promise<void>;
    /** Absent where who is told of a change looks at all rules by itself. */
    readonly wake?: (rule: WorkflowRuleRecord) => Promise<void>;
  },
): WorkflowRuleStore {
  return {
    ...store,
    async put(rule) {
      const stored = await store.put(rule);
      if (!stored) return false;
      await deps.marked();
      if (!rule.paused) await deps.wake?.(rule);
      return true;
    },
    async remove(key) {
      const removed = await store.remove(key);
      if (removed) await deps.marked();
      return removed;
    },
  };
}
