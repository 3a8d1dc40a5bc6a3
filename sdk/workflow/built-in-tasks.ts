import type { AnyData, Task } from './task.ts';

/** A task whose output is its input. */
export interface PassingTask extends Task<AnyData, AnyData> {
  readonly passes: true;
}

/** The built-in tasks that wait. Names of latches may have parts of the input in them: `lab-{input[id]}`. */
export const wait = Object.freeze({
  /** Waits; at most 366 days. The output is the input. */
  delay: (seconds: number): PassingTask => passing('wait:delay', { duration: seconds }),

  /**
   * Waits for an event.
   *
   * @param event the kind of event.
   * @param options `match`: `input` asks that the event has all that the input has. `receipt`: whether its arrival is noted, true
   *   unless given.
   */
  event: <Payload extends object = Record<string, unknown>>(
    event: string,
    options: { readonly match?: 'input' | 'none'; readonly receipt?: boolean } = {},
  ): Task<AnyData, Payload> => Object.freeze({ name: 'wait:event', parameters: { event, ...options } }),

  /** Adds one to a latch, which all workflows share. The output is the input. */
  acquire: (name: string): PassingTask => passing('wait:acquire', { name }),

  /** Takes one from a latch. The output is the input. */
  release: (name: string): PassingTask => passing('wait:release', { name }),

  /** Waits until a latch is at zero. The output is the input. */
  countdown: (name: string): PassingTask => passing('wait:countdown', { name }),
});

/** How an HTTP request is made; each may come with the input instead. */
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

function requesting(name: string, options: RequestOptions): Task<AnyData, Record<string, unknown>> {
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
