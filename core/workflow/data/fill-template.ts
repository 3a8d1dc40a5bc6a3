import type { Structured } from '../../contract/workflow.ts';

/** What the parts of a template are taken from. */
export interface TemplateValues {
  readonly input: Structured;
  readonly parameters: Structured | null;
}

/** A part as it is put in. */
export interface TemplatePart {
  /** What it is taken from. */
  readonly root: keyof TemplateValues;
  readonly text: string;
  /** Whether it was a text, and not a number, a list or the like, written as JSON. */
  readonly isText: boolean;
  /** Where it stands in the template, in characters. */
  readonly at: number;
}

/** `{{` and `}}`, a part, or a brace that is neither. */
const tokens = /\{\{|\}\}|\{(input|parameters)((?:\[(?:"[^"]*"|'[^']*'|[^\][{}"']+)\])*)\}|[{}]/g;
const steps = /\[(?:"([^"]*)"|'([^']*)'|([^\]]+))\]/g;

/**
 * Puts parts of the input and of the parameters into a text: `{input[id]}`, `{input["id"]}`, `{input[0][site]}`, `{parameters[lab]}`. A text
 * stands as it is, anything else as JSON. A brace is written twice, as littleflow has it.
 *
 * @param encode makes of a part what may stand there.
 * @returns the text, or why there is none.
 */
export function fillTemplate(
  template: string,
  values: TemplateValues,
  encode: (part: TemplatePart) => string = ({ text }) => text,
): { readonly text: string } | { readonly problem: string } {
  const problems: string[] = [];
  const text = template.replaceAll(
    tokens,
    (token, root: 'input' | 'parameters' | undefined, path: string, at: number) => {
      if (token === '{{' || token === '}}') return token[0]!;
      if (root === undefined) {
        problems.push(
          `The template has a brace at character ${at + 1} that begins or ends no part such as {input[id]}. Write it twice.`,
        );
        return '';
      }
      const value = valueAt(values[root] ?? {}, path);
      if (value === undefined) {
        problems.push(
          `The template takes ${token}, which the ${root === 'input' ? 'input does' : 'parameters do'} not have.`,
        );
        return '';
      }
      const isText = typeof value === 'string';
      return encode({ root, text: isText ? value : JSON.stringify(value), isText, at });
    },
  );
  const [problem] = problems;
  return problem === undefined ? { text } : { problem };
}

function valueAt(root: Structured, path: string): unknown {
  let value: unknown = root;
  for (const [, double, single, bare] of path.matchAll(steps)) {
    const key = double ?? single ?? bare!;
    const there = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    // A list has `length` as well.
    if (!there || (Array.isArray(value) && !/^\d+$/.test(key))) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
