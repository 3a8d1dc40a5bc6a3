/**
 * JSONata, as handlers use it: `filter`, `each`, `concurrencyKey`. Each evaluation has a cost cap: an expression cannot hold
 * up the platform.
 */
export interface Expressions {
  /**
   * Compiles an expression; each text once.
   *
   * @throws {ExpressionRefused} when it does not compile, or uses what is not allowed here.
   */
  compile(text: string): Expression;
}

export interface Expression {
  /**
   * The value for an input; undefined when the expression selects nothing.
   *
   * @param input the document that paths begin at: the payload, parsed.
   * @param variables by name, without `$`: `firing` for `$firing.hook`.
   * @throws {ExpressionFailed} (or rejects) when it cannot be evaluated on this input or costs too much.
   */
  evaluate(input: unknown, variables?: Readonly<Record<string, unknown>>): unknown;
}

/** The text is no expression; the message says what is wrong, and where. */
export class ExpressionRefused extends Error {
  override readonly name = 'ExpressionRefused';
}

/** The expression has no value for this input; the message says why. */
export class ExpressionFailed extends Error {
  override readonly name = 'ExpressionFailed';
}
