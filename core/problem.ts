/**
 * An error that reaches the user as a problem document (RFC 9457). Declared where it is thrown, by
 * `declareProblem`; the reference of errors is generated from the catalogue.
 */
export class HooklineError extends Error {
  override readonly name = 'HooklineError';
  /** Stable, for programs: `payload-too-large`. */
  readonly code: string;
  /** The HTTP status it is answered with. */
  readonly status: number;
  readonly title: string;
  /** True when the same request may succeed later, unchanged. */
  readonly retryable: boolean;
  /** The offending field, as a path into the request: `tags[3]`, `notifyOnSuccess`, `payload.DataSets[0].Name`. */
  readonly field: string | undefined;
  /** Every part that is refused, where several are. */
  readonly errors: readonly PartialError[] | undefined;

  constructor(kind: ProblemKind, detail: string, options: ProblemOptions = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = kind.code;
    this.status = kind.status;
    this.title = kind.title;
    this.retryable = kind.retryable;
    this.field = options.field;
    this.errors = options.errors;
  }
}

/** What is wrong with one part of a request of many. */
export interface PartialError {
  readonly index: number;
  readonly field?: string | undefined;
  readonly detail: string;
  /** Of a workflow's text: where it is wrong, from 1, over how many characters of the line, and what it is, for programs. */
  readonly line?: number;
  readonly column?: number;
  readonly length?: number;
  readonly code?: string;
}

interface ProblemOptions {
  readonly field?: string;
  readonly errors?: readonly PartialError[];
  readonly cause?: unknown;
}

/** One kind of error: what is the same each time it happens. */
export interface ProblemKind {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly retryable: boolean;
}

/** Every kind declared by the modules loaded so far, by code. */
export const problemCatalogue: Map<string, ProblemKind> = new Map();

/** Declares a kind of error; returns what makes one. Two declarations of one code are a defect and throw. */
export function declareProblem(
  code: string,
  kind: { status: number; title: string; retryable?: boolean },
): (detail: string, options?: ProblemOptions) => HooklineError {
  if (problemCatalogue.has(code)) throw new Error(`The problem ${code} is declared twice.`);
  const declared: ProblemKind = {
    code,
    status: kind.status,
    title: kind.title,
    retryable: kind.retryable ?? false,
  };
  problemCatalogue.set(code, declared);
  return (detail, options) => new HooklineError(declared, detail, options);
}
