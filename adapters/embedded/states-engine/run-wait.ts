import { queryFailed } from './failure.ts';
import { finish } from './finish.ts';
import type { Json } from './json.ts';
import type { Branch } from './live.ts';
import type { WaitState } from './machine.ts';
import { numberIn } from './number-in.ts';
import { WAIT_SECONDS } from './number-rules.ts';
import { parseTimestamp } from './parse-timestamp.ts';
import { after, type Runtime, withValue } from './runtime.ts';

/** Waits until a time, which the row keeps: it passes while nothing runs, too. */
export function runWait(runtime: Runtime, branch: Branch, state: WaitState): void {
  const scope = { branch, input: branch.input };
  const { until } = state;
  const restUntil = (time: number): void => {
    branch.phase = 'wait';
    branch.wakeAt = time;
    runtime.checkpoints.save(branch);
    resumeWait(runtime, branch, state);
  };
  if ('seconds' in until) {
    withValue(
      runtime,
      branch,
      () => until.seconds(scope),
      (value) => restUntil(branch.enteredAt + numberIn(value, 'Seconds', WAIT_SECONDS) * 1000),
    );
  } else {
    withValue(
      runtime,
      branch,
      () => until.timestamp(scope),
      (value) => restUntil(timeIn(value)),
    );
  }
}

/** Arms the timer of a waiting branch. */
export function resumeWait(runtime: Runtime, branch: Branch, state: WaitState): void {
  branch.cancelTimer = after(runtime, branch, branch.wakeAt! - runtime.clock.now(), () =>
    finish(runtime, branch, { branch, input: branch.input }, state, branch.input, state.next),
  );
}

function timeIn(value: Json): number {
  const time = typeof value === 'string' ? parseTimestamp(value) : undefined;
  if (time !== undefined) return time;
  throw queryFailed(
    'Timestamp',
    `The field 'Timestamp' must be an RFC 3339 timestamp, and is ${JSON.stringify(value)}.`,
  );
}
