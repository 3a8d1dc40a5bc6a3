import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { declareProblem, type HooklineError } from '../../core/problem.ts';

const bodyTooLarge = declareProblem('body-too-large', { status: 413, title: 'The body is too large' });

/** The most that a JSON request other than a firing needs, in bytes: a hook's schema is the largest part. */
const JSON_BODY_BYTES = 256 * 1024;

/** Stops reading a body beyond `maxSize` bytes, before it fills the memory. */
export function limitBody(maxSize: number, problem: () => HooklineError): MiddlewareHandler {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw problem();
    },
  });
}

/** For routes that take a JSON object. */
export const limitJsonBody: MiddlewareHandler = limitBody(JSON_BODY_BYTES, () =>
  bodyTooLarge(`The body has more than ${JSON_BODY_BYTES} bytes, the most that this route takes.`),
);
