/**
 * Runs one handler's code once, as its tenant, apart from the platform and from every other tenant.
 *
 * Implemented by `adapters/process-runner` (child processes, embedded and inside the runner function) and by
 * `adapters/aws/lambda-runner` (a tenant-isolated Lambda function).
 */
export interface Runner {
  /**
   * Never rejects for what user code does: that is an outcome. Rejects with `RunnerLost` when the process that
   * ran the code vanished through no fault of the code (the run may then be attempted again).
   */
  run(request: RunRequest): Promise<RunOutcome>;
  /** Stops taking runs, ends the processes. */
  close(): Promise<void>;
}

export interface RunRequest {
  readonly runId: string;
  /** Counts from 1; user code is at-least-once and may see the same run id with a higher attempt. */
  readonly attempt: number;
  readonly firingId: string;
  readonly hook: string;
  /** The tags that the firing chose. */
  readonly tags: readonly string[];
  /** The opaque id of the user on whose behalf the code runs. */
  readonly tenantId: string;
  readonly code: CodeRef;
  /** The firing's payload, byte for byte as it was sent: JSON in UTF-8. */
  readonly payload: Uint8Array;
  /** Seconds until the code is told to stop (`signal`) and then killed; 1 to 840. */
  readonly timeoutSeconds: number;
  /** What `context.hookline` connects with, valid while the run lasts. */
  readonly connection: { readonly endpoint: string; readonly apiKey: string };
  /** Aborts the run from outside (cancellation, shutdown); the outcome is then `RunCancelled`. */
  readonly signal?: AbortSignal;
}

/** A bundle in the code store: one ES module, addressed by its SHA-256. */
export interface CodeRef {
  /** Lower-case hex. */
  readonly sha256: string;
  /** The export that holds the handler. */
  readonly exportName: string;
}

export type RunOutcome = RunSucceeded | RunFailed;

interface RunEnded {
  /** stdout and stderr as printed, at most 256 KiB of UTF-8. */
  readonly output: string;
  /** From the hand-over to the code until its end, in milliseconds. */
  readonly durationMs: number;
}

export interface RunSucceeded extends RunEnded {
  readonly ok: true;
  /** The returned text, or what was returned as JSON; at most 64 KiB of UTF-8. */
  readonly result: string;
  /** `text` when the handler returned a string or nothing, else `json`. */
  readonly resultType: 'text' | 'json';
  /** True when `result` was cut at the limit. */
  readonly resultCut: boolean;
}

export interface RunFailed extends RunEnded {
  readonly ok: false;
  readonly error: RunError;
}

export interface RunError {
  /**
   * The thrown error's name, or one of ours: `TimeLimitExceeded`, `OutOfMemory`, `ProcessExited`,
   * `OutputLimitExceeded`, `UnhandledRejection`, `UncaughtException`, `NonErrorThrown`, `ResultNotSerializable`,
   * `HandlerNotFound`, `CodeNotLoadable`, `ProtocolViolated`, `RunCancelled`.
   */
  readonly name: string;
  readonly message: string;
  /** The stack as user code saw it, at most 16 KiB; absent when there is none. */
  readonly stack?: string;
}

/** The process or environment that ran the code vanished; nothing is known of how far the code came. */
export class RunnerLost extends Error {
  override readonly name = 'RunnerLost';
}
