import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import { limits } from '../../core/contract/limits.ts';
import { declareProblem, type HooklineError } from '../../core/problem.ts';

const bodyTooLarge = declareProblem('body-too-large', { status: 413, title: 'The body is too large' });

/** The most that a JSON request other than a firing needs, in bytes: a hook's schema is the largest part. */
const JSON_BODY_BYTES = 256 * 1024;

/** Of a body that is refused, the most that is read and thrown away, in bytes, before the answer. */
const DISCARDED_BYTES = 64 * 1024 * 1024;

/**
 * Refuses bodies of more than `maxSize` bytes without keeping them in memory. The rest is read and thrown away first: a
 * client that is still sending does not see an early answer, and the connection stays usable. (Hono's own `bodyLimit`
 * leaves the rest unread.)
 */
export function limitBody(maxSize: number, problem: () => HooklineError): MiddlewareHandler {
  return createMiddleware(async (c, next) => {
    const declared = c.req.header('content-length');
    // The body is a stream as soon as it is looked at, which costs: not on the usual path.
    if (declared === undefined) {
      const whole = c.req.raw.body === null ? new Uint8Array() : await collect(c.req.raw.body, maxSize);
      if (whole === undefined) throw problem();
      c.req.raw = new Request(c.req.raw, { body: whole });
    } else if (Number(declared) > maxSize) {
      if (c.req.raw.body !== null) await discard(c.req.raw.body, Number(declared));
      throw problem();
    }
    await next();
  });
}

/** For routes that take a JSON object. */
export const limitJsonBody: MiddlewareHandler = limitBody(JSON_BODY_BYTES, () =>
  bodyTooLarge(`The body has more than ${JSON_BODY_BYTES} bytes, the most that this route takes.`),
);

/** For routes that take events. */
export const limitEvents: MiddlewareHandler = limitBody(limits.eventBatch.sizeBytes, () =>
  bodyTooLarge(
    `The body has more than ${limits.eventBatch.sizeBytes} bytes, the most that this route takes. Send fewer events at once.`,
  ),
);

/** The most that a workflow's graph and its input need, in bytes: 1,000 nodes and 10,000 edges are less than one MiB. */
const WORKFLOW_BODY_BYTES = 2 * 1024 * 1024;

/** For routes that take a workflow. */
export const limitWorkflowBody: MiddlewareHandler = limitBody(WORKFLOW_BODY_BYTES, () =>
  bodyTooLarge(`The body has more than ${WORKFLOW_BODY_BYTES} bytes, the most that this route takes.`),
);

/** For the route that takes an archive. */
export const limitArchive: MiddlewareHandler = limitBody(limits.workflowRun.answerBytes, () =>
  bodyTooLarge(
    `The body has more than ${limits.workflowRun.answerBytes} bytes. An archive of that size is restored from where the platform keeps it, by its uri.`,
  ),
);

async function discard(body: ReadableStream<Uint8Array>, declaredBytes: number): Promise<void> {
  if (declaredBytes > DISCARDED_BYTES) return;
  for await (const _chunk of body);
}

/** The whole of a body without a declared length; undefined when it has more than `maxSize` bytes. */
async function collect(
  body: ReadableStream<Uint8Array>,
  maxSize: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size <= maxSize) chunks.push(chunk);
    else chunks.length = 0;
    if (size > DISCARDED_BYTES) break;
  }
  if (size > maxSize) return undefined;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
