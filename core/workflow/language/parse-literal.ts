import type { ParseContext } from './parse-context.ts';
import { readLiteral } from './read-literal.ts';
import type { Literal } from './syntax.ts';
import type { Token } from './token.ts';

/** The parameters that stand next, or null. */
export function parseParameters(context: ParseContext): Literal | null {
  const token = context.cursor.take('parameters');
  return token === undefined ? null : parseLiteral(context, token);
}

/** What the literal of a token means; null in place of what is wrong, which is reported. */
export function parseLiteral(
  { report, yaml }: ParseContext,
  token: Extract<Token, { kind: 'parameters' | 'literal' }>,
): Literal {
  const read = readLiteral(token.text, yaml);
  if ('problem' in read) report.add(read.problem.code, read.problem, read.problem.message);
  return { offset: token.offset, length: token.length, value: 'value' in read ? read.value : null };
}
