import * as z from 'zod';
import { limits } from '../../../core/contract/limits.ts';
import type { ReturnedValue, RunOutcome } from '../../../core/ports/runner.ts';

/** The longest name and message of an error that is kept, in characters. */
const ERROR_NAME_LENGTH = 200;
const ERROR_MESSAGE_LENGTH = 16 * 1024;
const ERROR_STACK_LENGTH = 16 * 1024;
/** Classes that an error extends, as many as are kept. */
const ERROR_CLASSES = 20;

/** Cuts after the last whole character within so many bytes of UTF-8. */
function cutBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.byteLength <= maxBytes) return text;
  return new TextDecoder().decode(bytes.subarray(0, maxBytes), { stream: true });
}

const cutLength = (max: number) => z.string().transform((text) => text.slice(0, max));

const returned = {
  result: z.string(),
  resultType: z.enum(['text', 'json']),
  resultCut: z.boolean(),
};

function cutResult<Returned extends ReturnedValue>(value: Returned): Returned {
  const result = cutBytes(value.result, limits.resultBytes);
  return { ...value, result, resultCut: value.resultCut || result !== value.result };
}

const ended = {
  output: z.string().transform((text) => cutBytes(text, limits.outputBytes)),
  durationMs: z.number().nonnegative(),
};

/**
 * An outcome as it comes from elsewhere; what is too long is cut to the limits of the port. It never says that the run was
 * cancelled: that is not for it to say.
 */
export const runOutcomeSchema: z.ZodType<RunOutcome> = z.discriminatedUnion('ok', [
  z
    .object({ ok: z.literal(true), ...returned, skipped: z.literal(true).exactOptional(), ...ended })
    .transform(cutResult),
  z.object({
    ok: z.literal(false),
    error: z.object({
      name: cutLength(ERROR_NAME_LENGTH),
      message: cutLength(ERROR_MESSAGE_LENGTH),
      stack: cutLength(ERROR_STACK_LENGTH).exactOptional(),
      classes: z
        .array(cutLength(ERROR_NAME_LENGTH))
        .transform((classes) => classes.slice(0, ERROR_CLASSES))
        .exactOptional(),
      retryAfterSeconds: z.number().min(0).max(limits.retryWaitSeconds).exactOptional(),
      terminal: z.literal(true).exactOptional(),
    }),
    returnedFailure: z.object(returned).transform(cutResult).exactOptional(),
    ...ended,
  }),
]);
