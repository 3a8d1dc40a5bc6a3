/**
 * What can go wrong before the platform answers, by code:
 *
 * - `endpoint-missing`, `endpoint-invalid`, `api-key-missing`, `api-key-invalid`: the connection.
 * - `invalid-argument`: an argument that no request can be made of.
 * - `handler-not-self-contained`, `handler-not-readable`, `handler-not-bundled`: the code of a handler.
 * - `unreachable`: no connection came about, so nothing was sent.
 * - `connection-lost`, `timed-out`: the request may or may not have arrived.
 * - `tls-failed`: the other side does not speak TLS, or its certificate is not trusted.
 * - `producer-taken-over`: another process sends events under the numbers of this one.
 * - `wait-timeout`: the firing or the workflow run goes on, only the waiting ended.
 * - `workflow-not-succeeded`: the workflow run failed, or was terminated or cancelled: it has no output.
 */
export type ClientErrorCode =
  | 'endpoint-missing'
  | 'endpoint-invalid'
  | 'api-key-missing'
  | 'api-key-invalid'
  | 'invalid-argument'
  | 'handler-not-self-contained'
  | 'handler-not-readable'
  | 'handler-not-bundled'
  | 'unreachable'
  | 'connection-lost'
  | 'timed-out'
  | 'tls-failed'
  | 'producer-taken-over'
  | 'wait-timeout'
  | 'workflow-not-succeeded';

/** An error that arose on this side; what the platform answers is a `HooklineProblem`. */
export class HooklineClientError extends Error {
  override readonly name = 'HooklineClientError';
  /** Stable, for programs. */
  readonly code: ClientErrorCode;
  /** The offending argument, such as `endpoint`. */
  readonly field: string | undefined;
  /** True when the same call may succeed later. */
  readonly retryable: boolean;

  constructor(code: ClientErrorCode, message: string, options: { field?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.field = options.field;
    this.retryable = retryableCodes.has(code);
  }
}

const retryableCodes: ReadonlySet<ClientErrorCode> = new Set([
  'unreachable',
  'connection-lost',
  'timed-out',
  'wait-timeout',
]);
