import { HooklineClientError } from '../client-error.ts';
import type { EventFilter, EventRange } from './event.ts';

/** The most characters that a filter may have in a URL: servers take about 8000 of a request's line. */
const FILTER_LENGTH = 7000;

/** A filter as the API's bodies have it. */
export interface WireFilter {
  readonly keys?: string[];
  readonly namespace?: string;
  readonly sender?: string;
  readonly eventType?: string;
}

/** @internal A filter as the API's bodies have it. */
export function wireFilter({ key, keys, namespace, sender, eventType }: EventFilter): WireFilter {
  const wanted = [...(key === undefined ? [] : [key]), ...(keys ?? [])];
  return {
    ...(wanted.length > 0 && { keys: wanted }),
    ...(namespace !== undefined && { namespace }),
    ...(sender !== undefined && { sender }),
    ...(eventType !== undefined && { eventType }),
  };
}

/**
 * @internal A filter as the API's queries have it.
 *
 * @throws {HooklineClientError} `invalid-argument` when it is longer than a URL may be.
 */
export function filterQuery(filter: EventFilter): URLSearchParams {
  const { keys = [], ...names } = wireFilter(filter);
  const query = new URLSearchParams(names);
  for (const key of keys) query.append('key', key);
  if (query.toString().length <= FILTER_LENGTH) return query;
  throw new HooklineClientError(
    'invalid-argument',
    `The filter is too long for a request: at most ${FILTER_LENGTH} characters in all. Ask for fewer keys at once, or for any, and choose among what comes.`,
    { field: 'keys' },
  );
}

/** @internal The filter and the part of the log, as the API's queries have them. */
export function rangeQuery(range: EventRange): URLSearchParams {
  const query = filterQuery(range);
  const { afterOffset, endOffset, startTime } = range;
  if (afterOffset !== undefined) query.set('afterOffset', String(afterOffset));
  if (endOffset !== undefined) query.set('endOffset', String(endOffset));
  if (startTime !== undefined) query.set('startTime', timeText(startTime, 'startTime'));
  return query;
}

/** @internal A time as the API takes it. */
export function timeText(time: Date | string, field: string): string {
  if (typeof time === 'string') return time;
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  throw new HooklineClientError('invalid-argument', `The ${field} is no valid date.`, { field });
}
