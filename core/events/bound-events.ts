import type { EventRecord, EventSelection } from '../ports/event-log.ts';
import { isPlatformNamespace } from './namespace-access.ts';

/** Which events a hook or a rule is bound to; undefined is any, for the namespace any but the platform's own. */
export interface BoundEvents {
  readonly key: string | undefined;
  readonly namespace: string | undefined;
  readonly sender: string | undefined;
  readonly eventType: string | undefined;
}

/** Whether an event is among them. In the platform's own namespaces what it causes is told of itself: it would go on for ever. */
export function isBoundTo(bound: BoundEvents, event: EventRecord): boolean {
  const is = (wanted: string | undefined, has: string | null) => wanted === undefined || wanted === has;
  return (
    is(bound.key, event.key) &&
    is(bound.sender, event.sender) &&
    is(bound.eventType, event.eventType) &&
    (bound.namespace === undefined
      ? !isPlatformNamespace(event.namespace)
      : bound.namespace === event.namespace)
  );
}

/** Where the log is read for them. It may give more: the platform's own, too. */
export function boundSelection({ key, namespace, sender, eventType }: BoundEvents): EventSelection {
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
