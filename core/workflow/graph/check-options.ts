import type { Structured } from '../../contract/workflow.ts';
import type { Report } from '../language/report.ts';
import type { Named } from '../language/span.ts';
import type { Literal } from '../language/syntax.ts';
import { YEAR_SECONDS } from './built-ins.ts';

/** What the engine is told of a task, whoever carries it out; it stands with the parameters, and is none. */
interface EngineOption {
  readonly expected: string;
  accepts(value: unknown): boolean;
}

const options: Readonly<Record<string, EngineOption>> = {
  $catchErrors: { expected: 'true or false', accepts: (value) => typeof value === 'boolean' },
  $timeoutSeconds: {
    expected: 'a number of seconds above 0, at most a year',
    accepts: (value) => typeof value === 'number' && value > 0 && value <= YEAR_SECONDS,
  },
};

/**
 * Checks the keys of a task's parameters that begin with `$`.
 *
 * @param use where the task is mentioned.
 * @param literals where the merged parameters come from, the weakest first.
 */
export function checkOptions(
  use: Named,
  base: string,
  merged: Structured | null,
  literals: readonly Literal[],
  report: Report,
): void {
  if (merged === null || Array.isArray(merged)) return;
  for (const [name, value] of Object.entries(merged)) {
    if (!isOption(name)) continue;
    const origin = originOf(name, literals) ?? use;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) {
      const message = `Keys that begin with "$" are the engine's, and "${name}" is none. There are ${Object.keys(options).join(', ')}.`;
      report.add('option-unknown', origin, message);
    } else if (!option.accepts(value)) {
      const message = `The option "${name}" of ${use.name} is ${JSON.stringify(value)}, expected ${option.expected}.`;
      report.add('option-invalid', origin, message);
    } else if (name === '$timeoutSeconds' && base === 'wait:delay') {
      report.add(
        'option-invalid',
        origin,
        'wait:delay takes as long as it says, and has no "$timeoutSeconds".',
      );
    }
  }
}

/** Whether a key of parameters is the engine's. */
export function isOption(name: string): boolean {
  return name.startsWith('$');
}

/** Which of the literals gave a key its value. */
export function originOf(name: string, literals: readonly Literal[]): Literal | undefined {
  return literals.findLast(({ value }) => value !== null && Object.hasOwn(value, name));
}
