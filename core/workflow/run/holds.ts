import type { Structured, WorkflowGuard } from '../../contract/workflow.ts';
import { ExpressionFailed, type Expressions } from '../../ports/expressions.ts';
import type { WorkflowError } from '../../ports/workflow-run-store.ts';
import { matchesPath } from '../guard/match-path.ts';
import { parsePath } from '../guard/parse-path.ts';

/** Whether a guard holds for an input; an error when it has no answer for it. */
export async function holds(
  deps: { readonly expressions: Expressions },
  guard: WorkflowGuard | null,
  input: Structured,
): Promise<boolean | WorkflowError> {
  if (guard === null) return true;
  if (guard.language === 'jsonata') {
    try {
      const expression = await deps.expressions.compile(guard.expression);
      return await expression.isTrue(JSON.stringify(input));
    } catch (error) {
      if (!(error instanceof ExpressionFailed)) throw error;
      return guardFailed(error.message);
    }
  }
  const parsed = parsePath(guard.expression);
  if ('problem' in parsed) return guardFailed(parsed.problem.message);
  const matches = matchesPath(parsed.path, input);
  return matches === 'too-costly' ? guardFailed('The guard looks at too many values.') : matches;
}

function guardFailed(message: string): WorkflowError {
  return { name: 'GuardFailed', message };
}
