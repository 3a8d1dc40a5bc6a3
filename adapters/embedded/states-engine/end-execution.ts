import type { Live } from './live.ts';
import { abandon } from './run-children.ts';
import { after, type End, type Runtime } from './runtime.ts';

/** Ends an execution: what still runs in it is told to stop, its rows go, and whoever waits for it hears of it. */
export function endExecution(runtime: Runtime, execution: Live, end: End): void {
  if (execution.ended) return;
  execution.ended = true;
  execution.cancelTimeout?.();
  const root = execution.root!;
  abandon(runtime, root, end.status);
  root.gone = true;
  runtime.history.record(root, `Execution${eventSuffix[end.status]}`, () =>
    end.status === 'SUCCEEDED'
      ? { output: JSON.stringify(end.output) }
      : {
          ...(end.error === undefined ? {} : { error: end.error }),
          ...(end.cause === undefined ? {} : { cause: end.cause }),
        },
  );
  runtime.live.delete(execution.id);
  runtime.resting.remove(execution);
  runtime.announce(execution, end);
  runtime.checkpoints.forget(execution);
}

const eventSuffix = {
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  TIMED_OUT: 'TimedOut',
  ABORTED: 'Aborted',
} as const;

/** Starts the clock of a machine with `TimeoutSeconds`. */
export function limitTime(runtime: Runtime, execution: Live): void {
  const { timeoutSeconds } = execution.machine;
  if (timeoutSeconds === undefined) return;
  const left = execution.startedAt + timeoutSeconds * 1000 - runtime.clock.now();
  execution.cancelTimeout = after(runtime, execution.root!, left, () =>
    endExecution(runtime, execution, { status: 'TIMED_OUT', error: 'States.Timeout' }),
  );
}
