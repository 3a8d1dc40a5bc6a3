import type { ExecutionOptions } from '../contract/execution-options.ts';
import { limits } from '../contract/limits.ts';

/** How long one attempt of the handler may take, in seconds. */
export function timeLimitSeconds(handler: Pick<ExecutionOptions, 'executor'>): number {
  return handler.executor?.timeoutSeconds ?? limits.timeoutSeconds.default;
}
