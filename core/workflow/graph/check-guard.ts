import { limits } from '../../contract/limits.ts';
import type { WorkflowGuard } from '../../contract/workflow.ts';
import { guardLanguage } from '../guard/guard-language.ts';
import { parsePath } from '../guard/parse-path.ts';
import type { GuardText } from '../language/syntax.ts';
import type { ScopeContext } from './scope-context.ts';

/**
 * The guard of a step. A path that is wrong is reported where it is; JSONata, which only its compiler knows, is noted to be
 * compiled.
 */
export function checkGuard({ report, jsonata }: ScopeContext, guard: GuardText | null): WorkflowGuard | null {
  if (guard === null) return null;
  if (guard.text.length > limits.workflow.guardLength) {
    const message = `A guard has at most ${limits.workflow.guardLength} characters; this has ${guard.text.length}.`;
    report.add('guard-invalid', guard, message);
    return null;
  }
  const read = guardLanguage(guard.text);
  if (read === undefined) {
    report.add('guard-invalid', guard, 'A JSONata guard begins with {% and ends with %}; its %} is missing.');
    return null;
  }
  // Behind the backquote.
  const offset = guard.offset + 1 + read.offset;
  const { language, expression } = read.guard;
  if (language === 'jsonata') {
    jsonata.push({ expression, offset });
    return read.guard;
  }
  const parsed = parsePath(expression);
  if ('path' in parsed) return read.guard;
  const { problem } = parsed;
  const span = { offset: offset + problem.offset, length: problem.length };
  report.add('guard-invalid', span, `The guard cannot be used: ${problem.message}`);
  return null;
}
