import { limits } from '../../contract/limits.ts';
import type { WorkflowGuard } from '../../contract/workflow.ts';
import type { JsonataChecker } from '../../ports/jsonata-checker.ts';
import { guardLanguage } from '../guard/guard-language.ts';
import { parsePath } from '../guard/parse-path.ts';
import type { Report } from '../language/report.ts';
import type { GuardText } from '../language/syntax.ts';

/** The guard of a step; one that does not compile is reported where it is wrong. */
export function checkGuard(
  guard: GuardText | null,
  jsonata: JsonataChecker,
  report: Report,
): WorkflowGuard | null {
  if (guard === null) return null;
  // Behind the backquote.
  const start = guard.offset + 1;
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
  const problem = problemOf(read.guard, jsonata);
  if (problem === undefined) return read.guard;
  const span = { offset: start + read.offset + problem.offset, length: problem.length };
  report.add('guard-invalid', span, `The guard cannot be used: ${problem.message}`);
  return null;
}

function problemOf({ language, expression }: WorkflowGuard, jsonata: JsonataChecker) {
  if (language === 'jsonata') return jsonata.problem(expression);
  const parsed = parsePath(expression);
  return 'problem' in parsed ? parsed.problem : undefined;
}
