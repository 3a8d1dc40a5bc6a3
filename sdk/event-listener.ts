import type { ExecutionOptionsInput } from '../core/contract/execution-options.ts';
import type { HandlerContext, RegisterOptions } from './define-handler.ts';

/** What a listener is registered as; the options of its execution are those of handlers. */
export interface ListenerOptions extends Readonly<ExecutionOptionsInput> {
  /** By which workflows name it; 1 to 200 characters. */
  readonly name: string;
}

/** @internal What the platform calls a listener with. */
export type ListenerCall<Event> = { readonly poll: readonly unknown[] } | { readonly checkpointed: Event };

/**
 * What a workflow can wait for, as a class (Ray Workflows' `EventListener`): the default export of a file for
 * `hookline register`, or what `register` takes; a workflow waits for it by `wait:listener` or `waitForEvent`.
 *
 * It is made anew for each call, without arguments, in a process of its owner, and keeps nothing: what `pollForEvent` needs
 * are its arguments, what `eventCheckpointed` needs is in the event.
 *
 * @typeParam Args what the workflow gives `pollForEvent`.
 * @typeParam Event what is waited for; anything JSON but null.
 */
export abstract class EventListener<Args extends readonly unknown[] = readonly unknown[], Event = unknown> {
  /** What it is registered as: a field. */
  abstract readonly options: ListenerOptions;

  /**
   * Looks for the event, and may wait for it, as long as its time limit (`executor.timeoutSeconds`).
   *
   * @returns the event; nothing or null when there is none yet: it is called again, as when its time is over. What it throws
   *   is tried again by its `retry`, and then fails the step.
   */
  abstract pollForEvent(...args: Args): Event | null | undefined | Promise<Event | null | undefined>;

  /**
   * Called when the event is stored in the workflow's run, which will not ask for it again: to take it out of a queue, for
   * one. After a crash it may be called twice with the same event.
   */
  eventCheckpointed?(event: Event): unknown;

  /** @internal How the platform calls it. */
  process(call: ListenerCall<Event>, _context: HandlerContext): unknown {
    return 'poll' in call
      ? this.pollForEvent(...(call.poll as unknown as Args))
      : this.eventCheckpointed?.(call.checkpointed);
  }
}

/** A class that extends `EventListener` and whose constructor takes nothing. */
export type EventListenerClass = new () => EventListener<never, unknown>;

/** @internal Listeners are bound to the hook that is there for what only workflows run. */
export function registrationOf(options: ListenerOptions): RegisterOptions {
  return { hook: 'workflow.task', notifyOnSuccess: null, notifyOnFailure: null, ...options };
}
