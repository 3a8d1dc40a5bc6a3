import type { Structured } from '../../contract/workflow.ts';
import { YEAR_SECONDS } from './built-ins.ts';
import type { ParameterProblem } from './parameter-problem.ts';

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

/** Checks the keys of a task's parameters that begin with `$`. */
export function optionProblems(
  { name: task, base }: { readonly name: string; readonly base: string },
  parameters: Structured | null,
): ParameterProblem[] {
  if (parameters === null || Array.isArray(parameters)) return [];
  return Object.entries(parameters).flatMap(([name, value]): ParameterProblem[] => {
    if (!isOption(name)) return [];
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) {
      const message = `Keys that begin with "$" are the engine's, and "${name}" is none. There are ${Object.keys(options).join(', ')}.`;
      return [{ code: 'option-unknown', parameter: name, message }];
    }
    if (!option.accepts(value)) {
      const message = `The option "${name}" of ${task} is ${JSON.stringify(value)}, expected ${option.expected}.`;
      return [{ code: 'option-invalid', parameter: name, message }];
    }
    if (name !== '$timeoutSeconds' || base !== 'wait:delay') return [];
    const message = 'wait:delay takes as long as it says, and has no "$timeoutSeconds".';
    return [{ code: 'option-invalid', parameter: name, message }];
  });
}

/** Whether a key of parameters is the engine's. */
export function isOption(name: string): boolean {
  return name.startsWith('$');
}
