import type { HooklineError } from '../../problem.ts';
import { declareProblem } from '../../problem.ts';

const ruleNotFound = declareProblem('workflow-rule-not-found', {
  status: 404,
  title: 'There is no such rule',
});

/** For a name that no rule of the caller's has. */
export function noSuchRule(name: string): HooklineError {
  return ruleNotFound(`You have no rule "${name}". List them: hookline workflow rules list`, {
    field: 'name',
  });
}
