import { describeToken } from './describe-token.ts';
import type { ParseContext } from './parse-context.ts';

/** Reports that the next token is not what the grammar has here, unless it was reported as no token at all. */
export function unexpected({ cursor, report }: ParseContext, expected: string, remedy?: string): void {
  const token = cursor.peek();
  if (token.kind === 'bad') return;
  const advice = remedy ?? adviceFor(token.kind, cursor.peek(1).kind);
  report.add(
    'unexpected',
    token,
    `Found ${describeToken(token)}, expected ${expected}.${advice === undefined ? '' : ` ${advice}`}`,
  );
}

/** What people mean who write such a thing where it cannot stand. */
function adviceFor(found: string, next: string): string | undefined {
  if (found === 'equals' && next === 'merge') return 'An arrow is -> or →.';
  return advice[found];
}

const advice: Readonly<Record<string, string>> = {
  bar: '"|" joins tasks; subflows stand side by side in one { }.',
  doc: 'A doc comment belongs to a declaration, behind its parameters.',
  guard: 'A guard begins with "?": ?`$[?(@.status = 0)]`.',
  literal: 'A literal begins a statement.',
  parameters: 'Parameters follow the name of a task or a resource.',
  declare: 'Declarations stand outside of statements and subflows.',
};
