import type { Structured } from '../../contract/workflow.ts';
import type { Report } from '../language/report.ts';
import type { Named } from '../language/span.ts';
import type { Literal } from '../language/syntax.ts';
import { builtIns, isBuiltInName } from './built-ins.ts';
import { isOption, originOf } from './check-options.ts';

/**
 * Checks the name and the parameters of a built-in task; of other tasks nothing is known.
 *
 * @param use where the task is mentioned.
 * @param literals where the merged parameters come from, the weakest first.
 */
export function checkBuiltIn(
  use: Named,
  base: string,
  merged: Structured | null,
  literals: readonly Literal[],
  report: Report,
): void {
  if (!isBuiltInName(base)) return;
  const known = Object.hasOwn(builtIns, base) ? builtIns[base] : undefined;
  if (known === undefined) {
    const message = `There is no built-in task ${base}. There are ${Object.keys(builtIns).join(', ')}.`;
    report.add('built-in-unknown', use, message);
    return;
  }
  if (Array.isArray(merged)) {
    const message = `${base} takes an object as parameters, not a list.`;
    report.add('parameter-invalid', literals.at(-1) ?? use, message);
    return;
  }
  const given = merged ?? {};
  for (const [name, value] of Object.entries(given)) {
    if (isOption(name)) continue;
    const origin = originOf(name, literals);
    const parameter = Object.hasOwn(known, name) ? known[name] : undefined;
    if (parameter === undefined) {
      const message = `${base} has no parameter "${name}". It has ${Object.keys(known).join(', ')}.`;
      report.add('parameter-unknown', origin ?? use, message);
    } else if (!parameter.accepts(value)) {
      const message = `The parameter "${name}" of ${base} is ${JSON.stringify(value)}, expected ${parameter.expected}.`;
      report.add('parameter-invalid', origin ?? use, message);
    }
  }
  for (const [name, { required, instead }] of Object.entries(known)) {
    const others = instead === undefined ? [] : [instead];
    const there = [name, ...others].filter((one) => Object.hasOwn(given, one));
    if (required && there.length === 0) {
      const names = [name, ...others].map((one) => `"${one}"`).join(' or ');
      report.add('parameter-missing', use, `${base} needs the parameter ${names}.`);
    }
    if (there.length > 1) {
      const message = `${base} takes "${name}" or "${instead}", not both.`;
      report.add('parameter-invalid', originOf(there[1]!, literals) ?? use, message);
    }
  }
}
