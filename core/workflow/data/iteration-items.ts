import type { Structured } from '../../contract/workflow.ts';
import { nodeOutput } from './node-output.ts';

/**
 * The inputs of the rounds of `*`: one for each item of a list, in order; an object is the only item. The list of what the rounds give,
 * in the same order, is the output.
 */
export function iterationItems(input: Structured): Structured[] {
  return Array.isArray(input) ? input.map(nodeOutput) : [input];
}
