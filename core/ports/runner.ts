import type { Retry } from '../contract/execution-options.ts';
import type { Structured } from '../contract/workflow.ts';

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
  /** The step of a workflow that this is the work of; `context.workflow` of user code. */
  readonly workflow?: Omit<PlannedStep, 'listener'>;
  /** The opaque id of the user on whose behalf the code runs. */
  readonly tenantId: string;
  readonly code: CodeRef;
  /** The firing's payload, byte for byte as it was sent: JSON in UTF-8. With `item`: the input of that item or batch. */
  readonly payload: Uint8Array;
  /** With `item`: the firing's payload, for `context.payload` of user code. */
  readonly firingPayload?: Uint8Array;
  /** Which item of how many this is, for handlers with `each`; `context.item` of user code. Index from 0. */
  readonly item?: { readonly index: number; readonly count: number };
  /** Seconds until the code is told to stop (`signal`) and then killed; 1 to 840. */
  readonly timeoutSeconds: number;
  /** What `context.hookline` connects with, valid while the run lasts. */
  readonly connection: { readonly endpoint: string; readonly apiKey: string };
  /**
   * Where and how: the handler's `executor`, without what others see to (time limit, maxWorkers). Absent: a process, 256 MiB
   * of heap, replaced when the runner sees fit, without a name.
   */
  readonly executor?: {
    /**
     * `thread`: a worker thread beside others of the same tenant, never of another. In the runner function, whose environments
     * take one run at a time, that is a process too.
     */
    readonly kind?: 'process' | 'thread';
    readonly memoryMiB?: number;
    /** The process is replaced after so many runs. */
    readonly maxTasksPerChild?: number;
    readonly namePrefix?: string;
  };
  /**
   * What tells the runner whether this attempt is the last, by `core/firing/retry-follows.ts`: the handler's `retry`, and how
   * many earlier attempts count against it. The code's onFailure is called at its last failure only. Absent: this one is.
   */
  readonly retry?: Pick<Retry, 'maxAttempts' | 'retryOn' | 'includeSubclasses'> & {
    readonly failures: number;
  };
  /** Called when the code is handed over to a process. Must not throw. */
  readonly onBegin?: () => void;
  /**
   * Called with what the run prints, as it prints it; the outcome's `output` has all of it again. Must not throw. On AWS once,
   * at the end: Lambda answers once.
   */
  readonly onOutput?: (text: string) => void;
  /** Aborts the run from outside (cancellation, shutdown); the outcome is then `RunCancelled`. */
  readonly signal?: AbortSignal;
}

/** The step of a workflow that a run is the work of. */
export interface PlannedStep {
  /** Of the workflow. */
  readonly runId: string;
  readonly stepId: string;
  /** What the workflow gives the task besides its input. */
  readonly parameters: Structured | null;
  /** It is a listener that is called, and with what; absent for a task of its own. */
  readonly listener?: ListenerCall;
}

/** How a listener is called: for the event, or because it is stored. */
export type ListenerCall =
  | {
      readonly phase: 'poll';
      /** From 1, within one execution of the workflow's run. */
      readonly number: number;
      readonly execution: string;
      /** The id of the firing that is to keep the event. */
      readonly checkpointId: string;
      /** It begins no earlier, in milliseconds since the epoch. */
      readonly notBefore: number;
      /** How long the one before was waited for, in milliseconds. */
      readonly pauseMs: number;
    }
  | { readonly phase: 'checkpointed'; readonly event: unknown };

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

/** What a handler returned. */
export interface ReturnedValue {
  /** The returned text, or what was returned as JSON; at most 64 KiB of UTF-8. */
  readonly result: string;
  /** `text` when the handler returned a string or nothing, else `json`. */
  readonly resultType: 'text' | 'json';
  /** True when `result` was cut at the limit. */
  readonly resultCut: boolean;
}

/** Of `[true, result]` and `{ok: true, result}` the result is kept, as of a plain return. */
export interface RunSucceeded extends RunEnded, ReturnedValue {
  readonly ok: true;
  /** `shouldSkip` bypassed the handler; the result is the data that it gave. */
  readonly skipped?: true;
}

export interface RunFailed extends RunEnded {
  readonly ok: false;
  readonly error: RunError;
  /**
   * The handler returned `[false, result]` or `{ok: false, result}`: it failed, and is not tried again. The error is then
   * `ReturnedFailure`.
   */
  readonly returnedFailure?: ReturnedValue;
  /** The run was cancelled. Said by the platform only: nothing that user code does or says sets it. */
  readonly cancelled?: true;
}

export interface RunError {
  /**
   * The thrown error's name, or one of ours: `TimeLimitExceeded`, `OutOfMemory`, `ProcessExited`,
   * `OutputLimitExceeded`, `UnhandledRejection`, `UncaughtException`, `NonErrorThrown`, `ResultNotSerializable`,
   * `HandlerNotFound`, `CodeNotLoadable`, `ProtocolViolated`, `RunCancelled`, `ReturnedFailure`.
   */
  readonly name: string;
  readonly message: string;
  /** The stack as user code saw it, at most 16 KiB; absent when there is none. */
  readonly stack?: string;
  /** The names of the classes that the error extends, nearest first, its own and `Object` not among them; at most 20. */
  readonly classes?: readonly string[];
  /** What the error asks for before the next attempt, in seconds, 0 to 86,400; in place of the computed wait. */
  readonly retryAfterSeconds?: number;
  /** A `TerminalError`: no further attempt. */
  readonly terminal?: true;
}

/** The process or environment that ran the code vanished; nothing is known of how far the code came. */
export class RunnerLost extends Error {
  override readonly name = 'RunnerLost';
}
