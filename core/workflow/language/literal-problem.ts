import type { WorkflowErrorCode } from './error-codes.ts';
import type { Span } from './span.ts';

/** What is wrong with a literal, and where in its text. */
export interface LiteralProblem extends Span {
  readonly code: WorkflowErrorCode;
  readonly message: string;
}

/** Ends the reading of a literal; caught where that begins. */
export class LiteralStopped extends Error {
  readonly problem: LiteralProblem;

  constructor(problem: LiteralProblem) {
    super(problem.message);
    this.problem = problem;
  }
}
