import { isPlatformNamespace } from '../../events/namespace-access.ts';
import type { EventRecord, EventSelection } from '../../ports/event-log.ts';
import type { RuleEvents } from '../../ports/workflow-rule-store.ts';

/** Where a rule reads the log. */
export function ruleSelection({ key, namespace, sender, eventType }: RuleEvents): EventSelection {
  return {
    scope:
      namespace === undefined
        ? { notBefore: new Map(), others: 0 }
        : { notBefore: new Map([[namespace, 0]]), others: undefined },
    keys: key === undefined ? undefined : [key],
    sender,
    eventType,
  };
}

/** Whether a rule looks at an event. Any namespace is any but the platform's own, where its own runs are told of. */
export function rulesOver(on: RuleEvents, event: EventRecord): boolean {
  const is = (wanted: string | undefined, has: string | null) => wanted === undefined || wanted === has;
  return (
    is(on.key, event.key) &&
    is(on.sender, event.sender) &&
    is(on.eventType, event.eventType) &&
    (on.namespace === undefined ? !isPlatformNamespace(event.namespace) : on.namespace === event.namespace)
  );
}
