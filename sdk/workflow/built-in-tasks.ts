import type { EventListener } from '../event-listener.ts';
import type { AnyData, Flowing, Task } from './task.ts';

/** Whatever flows, also of a type that is an interface. */
type AnyInput = object | unknown[];

/** A task whose output is its input. */
export interface PassingTask extends Task<AnyData, AnyData> {
  readonly passes: true;
}

/** The built-in tasks that wait. Names of latches may have parts of the input in them: `lab-{input[id]}`. */
export const wait = Object.freeze({
  /** Waits; at most 366 days. The output is the input. */
  delay: (seconds: number): PassingTask => passing('wait:delay', { duration: seconds }),

  /** Waits until a time; at most 366 days. The output is the input. */
  until: (time: Date): PassingTask => passing('wait:delay', { until: time.toISOString() }),

  /**
   * Waits for an event of the log. The output is its value.
   *
   * @param event the key of the event.
   */
  event: <Payload extends object = Record<string, unknown>>(
    event: string,
    options: EventWaitOptions = {},
  ): Task<AnyInput, Payload> => Object.freeze({ name: 'wait:event', parameters: { event, ...options } }),

  /**
   * Waits for an event that is sent to the run: by `sendEventTo`, or `POST /event/send_event/{workflow_id}`. The output is its
   * payload.
   */
  http: <Payload extends object = Record<string, unknown>>(key: string): Task<AnyInput, Payload> =>
    Object.freeze({ name: 'wait:http', parameters: { key } }),

  /**
   * Waits for what a registered listener finds. The output is the event.
   *
   * @param listener its name, or its class, whose types it gets.
   * @param args what `pollForEvent` gets.
   */
  listener: <Args extends readonly unknown[], Event>(
    listener: string | (new () => EventListener<Args, Event>),
    ...args: Args
  ): Task<AnyInput, Flowing<Event>> =>
    Object.freeze({ name: 'wait:listener', parameters: { listener: nameOf(listener), args: [...args] } }),

  /** Adds one to a latch, which all workflows share. The output is the input. */
  acquire: (name: string): PassingTask => passing('wait:acquire', { name }),

  /** Takes one from a latch. The output is the input. */
  release: (name: string): PassingTask => passing('wait:release', { name }),

  /** Waits until a latch is at zero. The output is the input. */
  countdown: (name: string): PassingTask => passing('wait:countdown', { name }),
});

/** Which event is waited for. */
export interface EventWaitOptions {
  /** `input`: all that the input has, the event's value has too; an object: all that it has. Nothing unless given. */
  readonly match?: 'input' | 'none' | Readonly<Record<string, unknown>>;
  /** Any unless given. */
  readonly namespace?: string;
  readonly sender?: string;
  readonly type?: string;
  /** The start of the run unless given; `now`: when the step begins; `beginning`: of the log; or events after an offset. */
  readonly from?: 'start' | 'now' | 'beginning' | number;
  /** Whether its arrival is noted in the log; true unless given. */
  readonly receipt?: boolean;
}

/**
 * A task that waits for an event, without anything running meanwhile (Ray's `wait_for_event`). An event that came since the start of
 * the run counts.
 *
 * @param what a listener's class or name, or which event of the log.
 * @param options `args`: what the listener's `pollForEvent` gets. `timeoutSeconds`: the step fails when nothing came for so long.
 */
export function waitForEvent<Payload extends object = Record<string, unknown>>(
  what: string | (new () => EventListener<never, Payload>) | ({ readonly key: string } & EventWaitOptions),
  options: { readonly args?: readonly unknown[]; readonly timeoutSeconds?: number } = {},
): Task<AnyInput, Payload> {
  const { args = [], timeoutSeconds } = options;
  const limit = timeoutSeconds === undefined ? {} : { $timeoutSeconds: timeoutSeconds };
  if (typeof what === 'object') {
    const { key, ...which } = what;
    return Object.freeze({ name: 'wait:event', parameters: { event: key, ...which, ...limit } });
  }
  const parameters = { listener: nameOf(what), args: [...args], ...limit };
  return Object.freeze({ name: 'wait:listener', parameters });
}

/** A task that waits so many seconds from when it begins, at most 366 days; it gives on its input (Ray's `sleep`). */
export function sleep(seconds: number): PassingTask {
  return wait.delay(seconds);
}

function nameOf(listener: string | (new () => EventListener<never, unknown>)): string {
  return typeof listener === 'string' ? listener : new listener().options.name;
}

/** How an HTTP request is made; each but `category` and `token` may come with the input instead. */
export interface RequestOptions {
  /** May have parts of the input in it: `/orders/{input[id]}`. */
  readonly url?: string;
  /** With `category` chooses the base URL. */
  readonly environ?: string;
  readonly category?: string;
  /** The body; the input as JSON unless given. */
  readonly template?: string;
  readonly contentType?: string;
  /** What is added to the input, as `request_status` and `response`; nothing unless given. */
  readonly outputMode?: OutputMode | readonly OutputMode[];
  /** Whether another status than 2xx is a failure; true unless given. */
  readonly errorOnStatus?: boolean;
  /** False waits for a callback; true unless given. */
  readonly sync?: boolean;
  /** Whether the callback's address is added to the URL; true unless given. */
  readonly useContextParameters?: boolean;
  /**
   * Whether the request says on whose behalf it is made, by a signed token that counts where it goes and nowhere else; false unless
   * given. The input then does not say where that is.
   */
  readonly token?: boolean;
}

type OutputMode = 'status' | 'response_text' | 'response_json';

/** The built-in tasks that make an HTTP request. */
export const request = Object.freeze({
  get: (options: RequestOptions = {}) => requesting('request:get', options),
  post: (options: RequestOptions = {}) => requesting('request:post', options),
  put: (options: RequestOptions = {}) => requesting('request:put', options),
  delete: (options: RequestOptions = {}) => requesting('request:delete', options),
});

function passing(name: string, parameters: Record<string, unknown>): PassingTask {
  return Object.freeze({ name, parameters, passes: true });
}

function requesting(name: string, options: RequestOptions): Task<AnyInput, Record<string, unknown>> {
  const { contentType, outputMode, errorOnStatus, useContextParameters, ...rest } = options;
  const parameters = {
    ...rest,
    ...(contentType !== undefined && { content_type: contentType }),
    ...(outputMode !== undefined && { output_mode: outputMode }),
    ...(errorOnStatus !== undefined && { error_on_status: errorOnStatus }),
    ...(useContextParameters !== undefined && { use_context_parameters: useContextParameters }),
  };
  return Object.freeze({ name, parameters });
}
