import type { RunFailed } from '../ports/runner.ts';

/** The outcome of a run that failed before its code was handed over, or that the platform could not carry out. */
export function failedOutcome(name: string, message: string): RunFailed {
  return { ok: false, error: { name, message }, output: '', durationMs: 0 };
}

/** The outcome of a run that was cancelled; of one that had begun, with what it printed until then. */
export function cancelledOutcome(begun: Pick<RunFailed, 'output' | 'durationMs'> = nothing): RunFailed {
  return {
    ok: false,
    cancelled: true,
    error: { name: 'RunCancelled', message: 'The run was cancelled.' },
    output: begun.output,
    durationMs: begun.durationMs,
  };
}

const nothing = { output: '', durationMs: 0 };
