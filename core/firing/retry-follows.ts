import type { Retry } from '../contract/execution-options.ts';
import type { RunError } from '../ports/runner.ts';

/**
 * Whether another attempt follows a failed one: `settle` waits for it then, and the runner, which knows it by the same
 * rule, leaves onFailure uncalled. (Loops, and no methods: it also runs beside user code, which may have patched those.)
 *
 * @param failures attempts that failed, this one included.
 */
export function retryFollows(
  retry: Pick<Retry, 'maxAttempts' | 'retryOn' | 'includeSubclasses'> | undefined,
  failures: number,
  error: Pick<RunError, 'name' | 'classes' | 'terminal'>,
): boolean {
  if (retry === undefined || failures >= retry.maxAttempts || error.terminal === true) return false;
  const { retryOn, includeSubclasses } = retry;
  if (retryOn.length === 0) return true;
  for (let index = 0; index < retryOn.length; index++) {
    if (retryOn[index] === error.name) return true;
    if (includeSubclasses && holds(error.classes ?? [], retryOn[index])) return true;
  }
  return false;
}

function holds(names: readonly string[], name: string | undefined): boolean {
  for (let index = 0; index < names.length; index++) if (names[index] === name) return true;
  return false;
}
