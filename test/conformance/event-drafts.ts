import type {
  Appended,
  EventDraft,
  EventLog,
  EventRange,
  EventRecord,
  EventSelection,
} from '../../core/ports/event-log.ts';

const YEAR_MS = 365 * 24 * 3600 * 1000;

/** An event to append: `a` in the namespace `default`, by `sender`, unless `more` says otherwise. */
export function draft(more: Partial<EventDraft> = {}): EventDraft {
  return {
    key: 'a',
    value: '1',
    eventType: null,
    context: null,
    namespace: 'default',
    sender: 'sender',
    expiresAt: Date.now() + YEAR_MS,
    ...more,
  };
}

/** Everything in the log, narrowed by `more`. */
export function select(more: Partial<EventSelection> = {}): EventSelection {
  return {
    scope: { notBefore: new Map(), others: 0 },
    keys: undefined,
    sender: undefined,
    eventType: undefined,
    ...more,
  };
}

/** Only these namespaces, all of what they have. */
export function only(...namespaces: string[]): EventSelection['scope'] {
  return { notBefore: new Map(namespaces.map((name) => [name, 0])), others: undefined };
}

export const wholeLog: EventRange = { after: 0, upTo: undefined };

/** The events of an append that went well. */
export function eventsOf(appended: Appended): readonly EventRecord[] {
  if (appended.state !== 'appended') throw new Error(`It was not appended: ${appended.state}.`);
  return appended.events;
}

/** Appends one event after the other; returns them as stored. */
export async function appendAll(
  events: Pick<EventLog, 'append'>,
  drafts: readonly Partial<EventDraft>[],
  at = 1000,
): Promise<EventRecord[]> {
  const stored: EventRecord[] = [];
  for (const more of drafts) stored.push(...eventsOf(await events.append([draft(more)], at)));
  return stored;
}
