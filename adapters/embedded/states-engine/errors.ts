/** A definition uses what the engine does not support, or is malformed. A retry does not help: change the document. */
export class UnsupportedState extends Error {
  override readonly name = 'UnsupportedState';
  readonly code = 'UnsupportedState';
  readonly retryable = false;
  /** Where in the document, e.g. `/States/Invoke/ResultPath`. */
  readonly path: string;
  /** What to do about it. */
  readonly remedy: string;

  constructor(machine: string, path: string, problem: string, remedy: string) {
    super(`State machine '${machine}', at ${path}: ${problem} ${remedy}`);
    this.path = path;
    this.remedy = remedy;
  }
}

/** Why the engine refused a call; the names are those of the Step Functions API. */
export type EngineErrorCode =
  | 'StateMachineDoesNotExist'
  | 'StateMachineAlreadyExists'
  | 'ExecutionAlreadyExists'
  | 'ExecutionDoesNotExist'
  | 'InvalidName'
  | 'TaskDoesNotExist'
  | 'EngineClosed';

/** A call that the engine refused; it changed nothing. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;
  /** Whether the same call may succeed later; only for `EngineClosed`, after the next start. */
  readonly retryable: boolean;

  constructor(code: EngineErrorCode, message: string) {
    super(message);
    this.code = code;
    this.retryable = code === 'EngineClosed';
  }
}
