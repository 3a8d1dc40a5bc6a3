import type { Structured } from '../../contract/workflow.ts';

/**
 * What flows on from what a task gave, and into a workflow from what it was started with: an object or a list as it is, `{}` for
 * nothing, and any other value as the only item of a list.
 */
export function nodeOutput(result: unknown): Structured {
  if (result === undefined || result === null) return {};
  return typeof result === 'object' ? (result as Structured) : [result];
}
