import type { Problem } from '../core/contract/problem.ts';

export type { Problem };

/**
 * What the platform answered instead of a result: its problem document (RFC 9457). Where something else answered (a
 * proxy's error page, another server), the code is `unexpected-answer` and the detail says what came.
 */
export class HooklineProblem extends Error {
  override readonly name = 'HooklineProblem';
  /** The document as it was sent. */
  readonly problem: Problem;
  /** Stable, for programs: `payload-too-large`. */
  readonly code: string;
  /** The HTTP status. */
  readonly status: number;
  /** True when the same request may succeed later, unchanged. The SDK has then tried again already. */
  readonly retryable: boolean;
  /** The offending field of the request: `tags[3]`, `payload.DataSets[0].Name`. */
  readonly field: string | undefined;
  /** Of a request of many parts, each that is refused: its index, field and what is wrong; of a workflow's text with its place. */
  readonly errors: NonNullable<Problem['errors']>;
  /** How long the platform asked to wait before the next attempt, in seconds (Retry-After, RFC 9110, 10.2.3). */
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: Problem, retryAfterSeconds?: number) {
    super(problem.detail);
    this.problem = problem;
    this.code = problem.code;
    this.status = problem.status;
    this.retryable = problem.retryable;
    this.field = problem.field;
    this.errors = problem.errors ?? [];
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
