import type { EventSelection } from '../ports/event-log.ts';

/** Every event, in whatever namespace and however old: for the platform itself. */
export const everything: EventSelection = {
  scope: { notBefore: new Map(), others: 0 },
  keys: undefined,
  sender: undefined,
  eventType: undefined,
};
