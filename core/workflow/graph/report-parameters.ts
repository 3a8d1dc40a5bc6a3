import type { Structured } from '../../contract/workflow.ts';
import type { Report } from '../language/report.ts';
import type { Named } from '../language/span.ts';
import type { Literal } from '../language/syntax.ts';
import { builtInProblems } from './built-in-problems.ts';
import { optionProblems } from './option-problems.ts';

/**
 * Reports what is wrong with a task's name and parameters, where the source says it.
 *
 * @param use where the task is mentioned.
 * @param literals where the merged parameters come from, the weakest first.
 */
export function reportParameters(
  use: Named,
  base: string,
  merged: Structured | null,
  literals: readonly Literal[],
  report: Report,
): void {
  const task = { name: use.name, base };
  for (const { code, parameter, message } of [
    ...builtInProblems(base, merged),
    ...optionProblems(task, merged),
  ]) {
    const isOfTask = code === 'built-in-unknown' || code === 'parameter-missing';
    const origin = parameter === undefined ? literals.at(-1) : originOf(parameter, literals);
    report.add(code, (isOfTask ? undefined : origin) ?? use, message);
  }
}

/** Which of the literals gave a key its value. */
function originOf(name: string, literals: readonly Literal[]): Literal | undefined {
  return literals.findLast(({ value }) => value !== null && Object.hasOwn(value, name));
}
