import type { WorkflowGuard } from '../../contract/workflow.ts';

/** JSONata stands in `{% %}`, as in Amazon States Language; JSONPath stands by itself. */
const marked = /^\s*\{%/;

/**
 * The language and expression of what stands between a guard's backquotes.
 *
 * @returns the offset at which the expression begins; undefined when `{%` is not closed by `%}`.
 */
export function guardLanguage(
  text: string,
): { readonly guard: WorkflowGuard; readonly offset: number } | undefined {
  const opening = marked.exec(text)?.[0];
  if (opening === undefined)
    return { guard: { language: 'jsonpath', expression: text.trim() }, offset: blanksOf(text) };
  const inner = text.slice(opening.length).trimEnd();
  if (!inner.endsWith('%}')) return undefined;
  const expression = inner.slice(0, -2);
  return {
    guard: { language: 'jsonata', expression: expression.trim() },
    offset: opening.length + blanksOf(expression),
  };
}

function blanksOf(text: string): number {
  return text.length - text.trimStart().length;
}
