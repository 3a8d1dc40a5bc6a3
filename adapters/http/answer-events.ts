import type { Context, TypedResponse } from 'hono';
import { formatEvents } from '../../core/events/format-event.ts';
import type { EventRecord } from '../../core/ports/event-log.ts';

/** JSON whose type nobody checked: it is text already. */
type TextAnswer<Status extends 200 | 201> = Response & TypedResponse<never, Status, 'json'>;

/** Answers JSON that is text already: the values of events as they were sent. */
export function answerText<Status extends 200 | 201>(
  c: Context,
  json: string,
  status: Status,
): TextAnswer<Status> {
  return c.body(json, status, { 'content-type': 'application/json' }) as Response as TextAnswer<Status>;
}

/** Answers events with what stands beside them. */
export function answerEvents<Status extends 200 | 201>(
  c: Context,
  events: readonly EventRecord[],
  beside: object,
  status: Status,
): TextAnswer<Status> {
  return answerText(c, `{"events":${formatEvents(events)},${JSON.stringify(beside).slice(1)}`, status);
}
