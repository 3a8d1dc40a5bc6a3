import type { Event } from '../../core/contract/event.ts';
import { expectAnswer, type FieldsOf } from '../expect-answer.ts';

/** An event to send. */
export interface NewEvent {
  /** What happened: 1 to 1024 characters, not `*`. */
  readonly key: string;
  /** Any JSON of at most 256 KiB; a BigInt in it is sent as an integer, to the last digit. */
  readonly value: unknown;
  /** Helps to filter; at most 1024 characters. */
  readonly eventType?: string | null | undefined;
  /** Some context of the event, at most 8192 characters. */
  readonly context?: string | null | undefined;
  /** Where it lives; the connection's namespace unless given, and `default` where that has none. */
  readonly namespace?: string | undefined;
  /** Who says so; the connection's sender unless given, and the name of the user where that has none. */
  readonly sender?: string | undefined;
}

/** Which events: fields are joined by AND, keys by OR. `*`, empty or absent means any. */
export interface EventFilter {
  readonly key?: string | undefined;
  /** Any of these, at most 100; `key` is one more. */
  readonly keys?: readonly string[] | undefined;
  readonly namespace?: string | undefined;
  readonly sender?: string | undefined;
  readonly eventType?: string | undefined;
}

/** Which events, of which part of the log. */
export interface EventRange extends EventFilter {
  /** Only later ones, this not among them; beats `startTime`. 0 counts as absent. */
  readonly afterOffset?: number | undefined;
  /** Up to this one. */
  readonly endOffset?: number | undefined;
  /** From this time on; RFC 3339 where it is text. */
  readonly startTime?: Date | string | undefined;
}

const eventFields: FieldsOf<Event> = {
  offset: 'number',
  key: 'string',
  value: 'any?',
  eventType: 'string?',
  context: 'string?',
  namespace: 'string',
  sender: 'string',
  createTime: 'string',
};

/** @internal An event as answered. */
export function readEvent(answer: unknown): Event {
  return expectAnswer<Event>(answer, eventFields);
}
