import type { Structured } from '../../contract/workflow.ts';
import { type BuiltInParameter, builtIns, isBuiltInName } from './built-ins.ts';
import { isOption } from './option-problems.ts';
import type { ParameterProblem } from './parameter-problem.ts';

type Known = Readonly<Record<string, BuiltInParameter>>;

/** Checks the name and the parameters of a built-in task; of other tasks nothing is known. */
export function builtInProblems(base: string, parameters: Structured | null): ParameterProblem[] {
  if (!isBuiltInName(base)) return [];
  const known = Object.hasOwn(builtIns, base) ? builtIns[base] : undefined;
  if (known === undefined) {
    const message = `There is no built-in task ${base}. There are ${Object.keys(builtIns).join(', ')}.`;
    return [{ code: 'built-in-unknown', message }];
  }
  if (Array.isArray(parameters)) {
    return [{ code: 'parameter-invalid', message: `${base} takes an object as parameters, not a list.` }];
  }
  const given = parameters ?? {};
  return [...wrongValues(base, known, given), ...wrongNames(base, known, given)];
}

function wrongValues(base: string, known: Known, given: Record<string, unknown>): ParameterProblem[] {
  return Object.entries(given).flatMap(([name, value]): ParameterProblem[] => {
    if (isOption(name)) return [];
    const parameter = Object.hasOwn(known, name) ? known[name] : undefined;
    if (parameter === undefined) {
      const message = `${base} has no parameter "${name}". It has ${Object.keys(known).join(', ')}.`;
      return [{ code: 'parameter-unknown', parameter: name, message }];
    }
    if (parameter.accepts(value)) return [];
    const message = `The parameter "${name}" of ${base} is ${JSON.stringify(value)}, expected ${parameter.expected}.`;
    return [{ code: 'parameter-invalid', parameter: name, message }];
  });
}

function wrongNames(base: string, known: Known, given: Record<string, unknown>): ParameterProblem[] {
  return Object.entries(known).flatMap(([name, { required, instead }]): ParameterProblem[] => {
    const others = instead === undefined ? [] : [instead];
    const there = [name, ...others].filter((one) => Object.hasOwn(given, one));
    if (required && there.length === 0) {
      const names = [name, ...others].map((one) => `"${one}"`).join(' or ');
      return [{ code: 'parameter-missing', message: `${base} needs the parameter ${names}.` }];
    }
    if (there.length < 2) return [];
    const message = `${base} takes "${name}" or "${instead}", not both.`;
    return [{ code: 'parameter-invalid', parameter: there[1]!, message }];
  });
}
