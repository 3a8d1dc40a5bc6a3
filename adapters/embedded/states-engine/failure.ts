import type { JsonObject } from './json.ts';

/**
 * How a state failed: an error name as `ErrorEquals` matches it, and a cause for people.
 * Reserved names: https://states-language.net/spec.html, appendix A.
 */
export interface Failure {
  readonly error?: string;
  readonly cause?: string;
}

/** A failure as `$states.errorOutput` and a Catch's default output show it. */
export function errorOutput(failure: Failure): JsonObject {
  return {
    ...(failure.error === undefined ? {} : { Error: failure.error }),
    ...(failure.cause === undefined ? {} : { Cause: failure.cause }),
  };
}

/** Thrown while a field of a state is evaluated; ends the state with its failure. */
export class StateFailed extends Error {
  override readonly name = 'StateFailed';
  readonly failure: Failure;
  /** The field that could not be evaluated, e.g. `Output/a/b[0]`. */
  readonly location: string;

  constructor(error: string, cause: string, location: string) {
    super(cause);
    this.failure = { error, cause };
    this.location = location;
  }
}

/** The expression or value of a field is not what the field needs. */
export function queryFailed(location: string, cause: string): StateFailed {
  return new StateFailed('States.QueryEvaluationError', cause, location);
}
