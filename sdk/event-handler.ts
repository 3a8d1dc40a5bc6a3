import type { HandlerContext, RegisterOptions } from './define-handler.ts';
import { type EventListener, type EventListenerClass, registrationOf } from './event-listener.ts';

/**
 * A handler as a class (event_pipeline's `Event`): the default export of a file for `hookline register`, or what `register`
 * takes. It runs as functions do; what its methods return may be a promise.
 *
 * A class is made anew for each attempt, so its constructor takes nothing; to register it, it is made once as well. An
 * instance that a file exports is shared by the runs of a process.
 *
 * @typeParam Input what `process` gets: the payload, or an item of it with `each`.
 */
export abstract class EventHandler<Input = Record<string, unknown>> {
  /** What it is registered as: a field, so that the compiler asks for it and instances may differ. */
  abstract readonly options: RegisterOptions;

  /**
   * Does the work. What it returns is the result; `[false, result]` and `{ok: false, result}` are failures that are not tried
   * again, `[true, result]` and `{ok: true, result}` successes. What it throws may be tried again.
   */
  abstract process(input: Input, context: HandlerContext): unknown;

  /** Asked before `process`: `true` or data bypasses it. The run is then `skipped`, a success with that data. */
  shouldSkip?(input: Input, context: HandlerContext): unknown;

  /**
   * Called once when the run has succeeded (was skipped), within its time limit. An error of its own is shown in the output,
   * and changes nothing about the outcome.
   *
   * @param result what `process` or `shouldSkip` returned, without the `ok`.
   */
  // biome-ignore lint/suspicious/noExplicitAny: the method may narrow it to what its own `process` returns.
  onSuccess?(result: any, context: HandlerContext): unknown;

  /**
   * Called once when the run has failed and no attempt follows, in the process of the last one. Not called where that process
   * has ended: out of memory, `process.exit`, cancelled; at the time limit it has half a second.
   *
   * @param error what was thrown, or an Error named `ReturnedFailure` or `TimeLimitExceeded`.
   */
  onFailure?(error: unknown, context: HandlerContext): unknown;
}

/** A class that extends `EventHandler` and whose constructor takes nothing. */
export type EventHandlerClass = new () => EventHandler<never>;

/** What may be registered by itself: a class, or with its module an instance of one. */
export type HandlerClass = EventHandlerClass | EventListenerClass;
export type HandlerInstance = EventHandler<never> | EventListener<never, unknown>;

/** @internal Whether something is a class, or an object that is written as `EventHandler` or `EventListener` says. */
export function isEventHandler(value: unknown): value is HandlerInstance | HandlerClass {
  if (typeof value === 'function') return isClass(value);
  return (
    typeof value === 'object' && value !== null && 'process' in value && typeof value.process === 'function'
  );
}

/** @internal Whether a function is a class. */
export function isClass(value: unknown): value is HandlerClass {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}

/** @internal The options of a class or an instance of it; throws what the constructor throws. */
export function optionsOf(handler: HandlerInstance | HandlerClass): RegisterOptions {
  const instance = typeof handler === 'function' ? new handler() : handler;
  return 'pollForEvent' in instance ? registrationOf(instance.options) : instance.options;
}
