import type { Structured } from '../../contract/workflow.ts';
import type { HttpAnswer } from '../../ports/http-client.ts';
import { parseKeepingDigits } from '../data/exact-numbers.ts';
import type { RequestOptions } from './request-options.ts';

/**
 * What a request gives: its input, with what the output modes add to it, `request_status` and `response`; of two that add a response, the
 * later.
 *
 * @returns or why there is none: the answer was to be JSON, and is not.
 */
export function requestOutput(
  input: Structured,
  { outputModes }: Pick<RequestOptions, 'outputModes'>,
  answer: HttpAnswer,
): { readonly output: Structured } | { readonly problem: string } {
  if (outputModes.length === 0) return { output: input };
  // By entries, not by assignment: "__proto__" is a key like any other.
  const entries: [string, unknown][] = Object.entries(input);
  for (const mode of outputModes) {
    if (mode === 'status') entries.push(['request_status', answer.status]);
    else if (mode === 'response_text') entries.push(['response', answer.body]);
    else {
      try {
        entries.push(['response', parseKeepingDigits(answer.body)]);
      } catch {
        return { problem: 'The answer is not JSON.' };
      }
    }
  }
  return { output: Object.fromEntries(entries) };
}
