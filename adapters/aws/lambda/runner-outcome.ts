import * as z from 'zod';
import { limits } from '../../../core/contract/limits.ts';
import type { RunOutcome } from '../../../core/ports/runner.ts';

/** The longest name and message of an error that is kept, in characters. */
const ERROR_NAME_LENGTH = 200;
const ERROR_MESSAGE_LENGTH = 16 * 1024;
const ERROR_STACK_LENGTH = 16 * 1024;

/** Cuts after the last whole character within so many bytes of UTF-8. */
function cutBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.byteLength <= maxBytes) return text;
  return new TextDecoder().decode(bytes.subarray(0, maxBytes), { stream: true });
}

const cutLength = (max: number) => z.string().transform((text) => text.slice(0, max));

const ended = {
  output: z.string().transform((text) => cutBytes(text, limits.outputBytes)),
  durationMs: z.number().nonnegative(),
};

/** An outcome as it comes from elsewhere; what is too long is cut to the limits of the port. */
export const runOutcomeSchema: z.ZodType<RunOutcome> = z.discriminatedUnion('ok', [
  z
    .object({
      ok: z.literal(true),
      result: z.string(),
      resultType: z.enum(['text', 'json']),
      resultCut: z.boolean(),
      ...ended,
    })
    .transform((outcome) => {
      const result = cutBytes(outcome.result, limits.resultBytes);
      return { ...outcome, result, resultCut: outcome.resultCut || result !== outcome.result };
    }),
  z.object({
    ok: z.literal(false),
    error: z.object({
      name: cutLength(ERROR_NAME_LENGTH),
      message: cutLength(ERROR_MESSAGE_LENGTH),
      stack: cutLength(ERROR_STACK_LENGTH).exactOptional(),
    }),
    ...ended,
  }),
]);
