/**
 * JSONata (https://docs.jsonata.org), as handlers use it: `filter`, `each`, `concurrencyKey`. It is users' text that is
 * evaluated in the platform's own process: each evaluation has a cost cap and is the same for the same input, with no clock, no
 * chance, no regular expressions, and nothing in reach but its input. docs/guide/execution.md says what of JSONata there is.
 */
export interface Expressions {
  /**
   * Compiles an expression; each text once.
   *
   * @param variables names, without `$`, that it may read beside its input: `event` for `$event.hook`.
   * @throws {ExpressionRefused} when it does not compile, or uses what is not allowed here.
   */
  compile(text: string, variables?: readonly string[]): Promise<Expression>;
}

/** Paths begin at the input: the document that is given as JSON. */
export interface Expression {
  /**
   * Whether the value for an input is true, as `$boolean` judges: false are nothing, null, false, 0, the empty text, list and
   * object, and a list of such.
   *
   * @throws {ExpressionFailed} when it has no value for this input, or costs too much.
   */
  isTrue(json: string, variables?: Readonly<Record<string, unknown>>): Promise<boolean>;
  /**
   * The value for an input as JSON, of a list that of each element; undefined when the expression selects nothing. Integers
   * keep all their digits, though the expression itself sees those beyond 2^53 - 1 rounded. At most `limits.payloadBytes` in
   * all.
   *
   * @throws {ExpressionFailed} as above.
   */
  select(json: string): Promise<string | readonly string[] | undefined>;
}

/** The text is no expression that may be used; the message says what is wrong, where, and what to do. */
export class ExpressionRefused extends Error {
  override readonly name = 'ExpressionRefused';
  /** The message without the place. */
  readonly reason: string;
  /** Behind what is wrong, in characters from the beginning; undefined when that is not known. */
  readonly position: number | undefined;

  constructor(reason: string, position?: number, options?: ErrorOptions) {
    super(position === undefined ? reason : `Near character ${position}: ${reason}`, options);
    this.reason = reason;
    this.position = position;
  }
}

/** The expression has no value for this input; the message says why. */
export class ExpressionFailed extends Error {
  override readonly name = 'ExpressionFailed';
}
