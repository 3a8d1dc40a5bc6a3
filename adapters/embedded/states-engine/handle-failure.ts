import { errorOutput, type Failure } from './failure.ts';
import { finish } from './finish.ts';
import { fraction } from './jsonata-functions.ts';
import { AGAIN, type Branch } from './live.ts';
import type { Retrier } from './machine.ts';
import { abandon } from './run-children.ts';
import { after, enqueue, type Runtime } from './runtime.ts';

/**
 * What a failed state does about it: tries again, goes where a catcher says, or gives up.
 *
 * @returns false when the state has no remedy, and so its branch fails
 */
export function remedy(runtime: Runtime, branch: Branch, failure: Failure): boolean {
  const { state } = branch;
  abandon(runtime, branch, failure.error ?? 'failed');
  if (state.type !== 'Task' && state.type !== 'Map' && state.type !== 'Parallel') return false;
  if (state.type !== 'Task')
    runtime.history.record(branch, `${state.type}StateFailed`, () => ({ ...failure }));
  // The fields of a catcher are not guarded by the catchers beside it.
  if (branch.catching) return false;
  for (const [index, retrier] of state.retriers.entries()) {
    if (!matches(retrier.errors, failure)) continue;
    branch.retries ??= state.retriers.map(() => 0);
    const attempts = branch.retries[index]!;
    if (attempts >= retrier.maxAttempts) break;
    branch.retries[index] = attempts + 1;
    retryAfter(
      runtime,
      branch,
      retryDelayMs(retrier, attempts, () => fraction(runtime.ids)),
    );
    return true;
  }
  for (const catcher of state.catchers) {
    if (!matches(catcher.errors, failure)) continue;
    const output = errorOutput(failure);
    branch.catching = true;
    finish(
      runtime,
      branch,
      { branch, input: branch.input, errorOutput: output },
      catcher,
      output,
      catcher.next,
    );
    return true;
  }
  return false;
}

/**
 * Whether `ErrorEquals` means this failure (https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html):
 * nothing catches `States.Runtime`; `States.TaskFailed` is anything but a timeout; a missed heartbeat is a timeout.
 */
function matches(errors: readonly string[], { error }: Failure): boolean {
  if (error === 'States.Runtime') return false;
  const timeout = error === 'States.Timeout' || error === 'States.HeartbeatTimeout';
  return errors.some(
    (name) =>
      name === error ||
      name === 'States.ALL' ||
      (name === 'States.TaskFailed' && !timeout) ||
      (name === 'States.Timeout' && timeout),
  );
}

/**
 * The delay before the next attempt: `IntervalSeconds * BackoffRate ^ attempts`, at most `MaxDelaySeconds`; with full
 * jitter, a random part of it.
 *
 * @param attempts retries made before
 * @param random a number in [0, 1)
 */
export function retryDelayMs(retrier: Retrier, attempts: number, random: () => number): number {
  const seconds = Math.min(
    retrier.intervalSeconds * retrier.backoffRate ** attempts,
    retrier.maxDelaySeconds ?? Number.MAX_SAFE_INTEGER / 1000,
  );
  return Math.round(seconds * 1000 * (retrier.fullJitter ? random() : 1));
}

function retryAfter(runtime: Runtime, branch: Branch, delayMs: number): void {
  branch.phase = 'retry';
  branch.wakeAt = runtime.clock.now() + delayMs;
  runtime.checkpoints.save(branch);
  resumeRetry(runtime, branch);
}

/** Arms the timer of a branch that waits to try its state again. */
export function resumeRetry(runtime: Runtime, branch: Branch): void {
  branch.cancelTimer = after(runtime, branch, branch.wakeAt! - runtime.clock.now(), () =>
    enqueue(runtime, branch, AGAIN),
  );
}
