import type { DefinedHandler, HandlerFunction, HandlerOptions } from './define-handler.ts';
import { defineHandler } from './define-handler.ts';

/** What a task is registered as: a handler's options, of which it needs the name only. */
export type TaskOptions<Input> = Omit<
  HandlerOptions<Input>,
  'hook' | 'notifyOnSuccess' | 'notifyOnFailure' | 'tags'
> &
  Partial<Pick<HandlerOptions<Input>, 'notifyOnSuccess' | 'notifyOnFailure'>>;

/**
 * Defines a handler that only workflows run, in a file of its own, as its default export. It is bound to the hook
 * `workflow.task`, which nothing fires, and sends no e-mails unless they are asked for.
 *
 * `input` is what flows to the task, `context.workflow.parameters` what the workflow gives it besides.
 */
export function defineTask<Input = Record<string, unknown>, Result = unknown>(
  options: TaskOptions<Input>,
  handler: HandlerFunction<Input, Result>,
): DefinedHandler<Input, Result> {
  return defineHandler(
    { hook: 'workflow.task', notifyOnSuccess: null, notifyOnFailure: null, ...options },
    handler,
  );
}
