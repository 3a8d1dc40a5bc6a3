import { limits } from '../contract/limits.ts';
import type { EventRecord } from '../ports/event-log.ts';
import type { HooklineError } from '../problem.ts';
import { problemDocument } from '../problem-document.ts';
import { formatEvent } from './format-event.ts';

/** What surrounds the events: a cursor, and quotes, commas and brackets. */
const AROUND_BYTES = 64;

/**
 * The answer to `next`: of the events, of which there is at least one, as many as a message may hold; what is cut off is asked
 * for with the cursor. When the first alone is too large, the answer says so.
 */
export function formatEventsAnswer(
  id: string,
  { events, cursor }: { events: readonly EventRecord[]; cursor: number },
): string {
  const named = JSON.stringify({ id }).slice(0, -1);
  let leftBytes = limits.eventSocket.answerBytes - AROUND_BYTES - Buffer.byteLength(named);
  const fitting: string[] = [];
  for (const event of events) {
    const text = formatEvent(event);
    leftBytes -= Buffer.byteLength(text) + 1;
    if (leftBytes < 0) break;
    fitting.push(text);
  }
  if (fitting.length === 0) return `${named},"tooLarge":true}`;
  const end = fitting.length === events.length ? cursor : events[fitting.length - 1]!.offset;
  return `${named},"events":[${fitting.join(',')}],"cursor":${end}}`;
}

/** What is wrong with a request. */
export function formatProblemAnswer(id: string | undefined, problem: HooklineError): string {
  return JSON.stringify({ id, problem: problemDocument(problem) });
}
