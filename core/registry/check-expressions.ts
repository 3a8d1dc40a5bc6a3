import type { Registration } from '../contract/handler.ts';
import { filterVariables } from '../firing/filter-handlers.ts';
import { ExpressionRefused, type Expressions } from '../ports/expressions.ts';
import { declareProblem } from '../problem.ts';

const expressionRefused = declareProblem('expression-refused', {
  status: 422,
  title: 'The expression cannot be used',
});

/** The options that are expressions, with the variables that each may read beside the payload. */
const expressionFields = { filter: filterVariables, concurrencyKey: [], each: [] } as const;

/** Throws unless each expression of a registration compiles and uses only what expressions may. */
export async function checkExpressions(
  deps: { expressions: Expressions },
  registration: Pick<Registration, keyof typeof expressionFields>,
): Promise<void> {
  for (const [name, variables] of Object.entries(expressionFields)) {
    const field = name as keyof typeof expressionFields;
    const text = registration[field];
    if (text === undefined) continue;
    try {
      await deps.expressions.compile(text, variables);
    } catch (cause) {
      if (!(cause instanceof ExpressionRefused)) throw cause;
      throw expressionRefused(`${field}: ${cause.message}`, { field, cause });
    }
  }
}
