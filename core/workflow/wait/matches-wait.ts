import { matchesFilter } from '../../events/match-event.ts';
import type { EventRecord } from '../../ports/event-log.ts';
import type { EventWait } from '../../ports/event-waits.ts';
import { parseKeepingDigits } from '../data/exact-numbers.ts';
import { isObject } from '../data/is-object.ts';
import { equalJson } from '../guard/equal-json.ts';

/** More than the values of an event have. */
const ALLOWANCE = 10_000_000;

/** An event with its value taken apart, once for all waits, when it is asked for. */
export interface OpenedEvent {
  readonly record: EventRecord;
  readonly value: unknown;
}

export function openEvent(record: EventRecord): OpenedEvent {
  let parsed: { readonly value: unknown } | undefined;
  return {
    record,
    get value() {
      parsed ??= { value: parseKeepingDigits(record.value) };
      return parsed.value;
    },
  };
}

/** Whether a wait asks for the event; whether its owner may see it is another question. */
export function matchesWait(wait: EventWait, { record, value }: OpenedEvent): boolean {
  const { key, namespace, sender, eventType, after, match } = wait;
  const keys = key === undefined ? undefined : [key];
  if (record.offset <= after || !matchesFilter({ keys, namespace, sender, eventType }, record)) return false;
  return (
    match === undefined ||
    (isObject(value) &&
      Object.entries(match).every(
        ([name, wanted]) => Object.hasOwn(value, name) && equalJson(value[name], wanted, { left: ALLOWANCE }),
      ))
  );
}
