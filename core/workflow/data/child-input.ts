import type { Structured } from '../../contract/workflow.ts';
import { isObject } from './is-object.ts';

/**
 * What a workflow gets that is a task: the step's input, where what it has goes before the parameters, key by key and no deeper, as with
 * the built-ins. Without parameters, or with empty ones, the input as it is, a list too.
 *
 * @param parameters without the engine's own.
 * @returns or why the two do not go together.
 */
export function childInput(
  input: Structured,
  parameters: Structured | null,
): { readonly input: Structured } | { readonly problem: string } {
  if (parameters === null || Object.keys(parameters).length === 0) return { input };
  if (!isObject(parameters)) {
    return {
      problem:
        'The parameters of a task that is a workflow are a list; as defaults of its input they must be an object.',
    };
  }
  if (!isObject(input)) {
    return {
      problem:
        'The input of a task that is a workflow is a list, which its parameters can add nothing to. Leave them out, or give it an object.',
    };
  }
  // Not by assignment: "__proto__" is a key like any other.
  return { input: Object.fromEntries([...Object.entries(parameters), ...Object.entries(input)]) };
}
