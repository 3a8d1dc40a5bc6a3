import { limits } from '../../contract/limits.ts';
import type { Structured } from '../../contract/workflow.ts';
import { isObject } from '../data/is-object.ts';

/** Which event a `wait:event` waits for, and what comes of it. */
export interface EventWaitOptions {
  /** Undefined means any. */
  readonly key: string | undefined;
  readonly namespace: string | undefined;
  readonly sender: string | undefined;
  readonly eventType: string | undefined;
  readonly from: 'start' | 'now' | 'beginning' | number;
  /** Whether the input is what must be matched. */
  readonly matchesInput: boolean;
  /** What the event's value must have. */
  readonly match: Readonly<Record<string, unknown>> | undefined;
  readonly receipt: boolean;
}

/**
 * The options of a `wait:event`, from parameters that were checked with the graph. Where the input is to be matched and is a list, its first
 * item is.
 *
 * @returns or what is wrong with what is to be matched.
 */
export function eventWaitOptions(
  parameters: Structured | null,
  input: Structured,
): { readonly options: EventWaitOptions } | { readonly problem: string } {
  const given = isObject(parameters) ? parameters : {};
  const text = (name: string): string | undefined => {
    const value = given[name];
    return typeof value === 'string' && value !== '*' ? value : undefined;
  };
  const matchesInput = given.match === 'input';
  const wanted = matchesInput ? (Array.isArray(input) ? (input[0] ?? {}) : input) : given.match;
  if (matchesInput && !isObject(wanted)) {
    return { problem: 'The input is to be matched, and the first item of its list is no object.' };
  }
  if (Buffer.byteLength(JSON.stringify(wanted ?? null)) > limits.eventValueBytes) {
    return {
      problem: `What is to be matched has more than ${limits.eventValueBytes} bytes: no event has as many.`,
    };
  }
  return {
    options: {
      key: text('event'),
      namespace: text('namespace'),
      sender: text('sender'),
      eventType: text('type'),
      from: (given.from ?? 'start') as EventWaitOptions['from'],
      matchesInput,
      match: isObject(wanted) && Object.keys(wanted).length > 0 ? wanted : undefined,
      receipt: given.receipt !== false,
    },
  };
}
