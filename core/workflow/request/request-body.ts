import { fillTemplate, type TemplatePart } from '../data/fill-template.ts';
import type { TaskStart } from '../run/step-work.ts';
import type { RequestOptions } from './request-options.ts';

/**
 * What is sent with POST and PUT: the template with its parts filled in, else the input, as a form where the content type is that of forms,
 * else as JSON. In a template for JSON or forms the parts are escaped, so that no text ends the string or the field it stands in.
 *
 * @returns or why there is none.
 */
export function requestBody(
  { input, parameters }: Pick<TaskStart, 'input' | 'parameters'>,
  { template, contentType }: RequestOptions,
): { readonly body: string } | { readonly problem: string } {
  const type = contentType.split(';')[0]!.trim().toLowerCase();
  const isForm = type === 'application/x-www-form-urlencoded';
  if (template !== undefined) {
    const filled = fillTemplate(template, { input, parameters }, escapeFor(type));
    return 'problem' in filled ? filled : { body: filled.text };
  }
  if (!isForm) return { body: JSON.stringify(input) };
  if (Array.isArray(input)) return { problem: 'The input is a list, of which no form can be made.' };
  const fields = Object.entries(input).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return { body: new URLSearchParams(fields).toString() };
}

function escapeFor(type: string): (part: TemplatePart) => string {
  if (type === 'application/x-www-form-urlencoded') {
    return ({ text }) => encodeURIComponent(text.toWellFormed());
  }
  const isJson = type === 'application/json' || type.endsWith('+json');
  return ({ text, isText }) => (isJson && isText ? JSON.stringify(text).slice(1, -1) : text);
}
