import type { Problem } from '../core/contract/problem.ts';
import { HooklineClientError } from './client-error.ts';
import { HooklineProblem } from './problem.ts';

/** What goes over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Ends the request, which rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Sends a request once.
 *
 * @param timeoutMs until the whole answer must be there.
 * @param parse the JSON of a good answer; what it throws means that the answer is no JSON.
 * @returns the parsed JSON of the answer, undefined when it has no body.
 */
export async function send(
  request: WireRequest,
  timeoutMs: number,
  parse: (text: string) => unknown = parseJson,
): Promise<unknown> {
  const timeout = AbortSignal.timeout(timeoutMs);
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(request.url, {
      method: request.method,
      headers: { ...request.headers },
      ...(request.body !== undefined && { body: bodyOf(request.body) }),
      // A redirect would drop the method or the key; it means that the endpoint is wrong.
      redirect: 'manual',
      signal: request.signal === undefined ? timeout : AbortSignal.any([request.signal, timeout]),
    });
    text = await answer.text();
  } catch (cause) {
    request.signal?.throwIfAborted();
    throw explain(cause, new URL(request.url).origin, timeoutMs);
  }
  const json = answer.ok ? orUndefined(parse, text) : orUndefined(parseJson, text);
  if (answer.ok && (text === '' || json !== undefined)) return json;
  const problem = isProblem(json, answer.status) ? json : unexpected(request, answer, text);
  throw new HooklineProblem(problem, retryAfterSeconds(answer.headers.get('retry-after'), Date.now()));
}

/**
 * The value of a Retry-After header in seconds: a number of seconds or an HTTP date (RFC 9110, 10.2.3).
 *
 * @param nowMs since 1970.
 */
export function retryAfterSeconds(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header)) return Number(header);
  // Date.parse takes nearly everything for a date; those of HTTP begin with the weekday.
  const atMs = /^[A-Z][a-z]+,/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : Math.max(0, (atMs - nowMs) / 1000);
}

/** fetch takes no bytes that others may change under it; a copy satisfies it. */
function bodyOf(body: string | Uint8Array): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return body;
  return body.buffer instanceof ArrayBuffer
    ? new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
    : new Uint8Array(body);
}

/** `JSON.parse`, which is more than this. */
export function parseJson(text: string): unknown {
  return JSON.parse(text);
}

function orUndefined(parse: (text: string) => unknown, text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function isProblem(json: unknown, status: number): json is Problem {
  if (typeof json !== 'object' || json === null) return false;
  const { type, title, detail, code, retryable, field, errors } = json as Partial<
    Record<keyof Problem, unknown>
  >;
  return (
    (json as Partial<Problem>).status === status &&
    [type, title, detail, code].every((text) => typeof text === 'string') &&
    typeof retryable === 'boolean' &&
    (field === undefined || typeof field === 'string') &&
    (errors === undefined || Array.isArray(errors))
  );
}

/** Gateways and load balancers answer these when the platform behind them is busy or away. */
const passing: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);

function unexpected(request: WireRequest, answer: Response, text: string): Problem {
  const { origin, pathname } = new URL(request.url);
  const location = answer.headers.get('location');
  const what =
    location !== null
      ? `a redirect to ${location}`
      : text.trim() === ''
        ? 'nothing'
        : `"${text.trim().slice(0, 200)}"`;
  return {
    type: 'urn:hookline:problem:unexpected-answer',
    title: 'The answer is not one of Hookline',
    status: answer.status,
    detail: `${request.method} ${pathname} was answered with status ${answer.status} and ${what}. Is ${origin} the endpoint of Hookline?`,
    code: 'unexpected-answer',
    retryable: passing.has(answer.status),
  };
}

/** No connection came about: nothing was sent. */
const notConnected: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function explain(cause: unknown, origin: string, timeoutMs: number): HooklineClientError {
  if (cause instanceof DOMException && cause.name === 'TimeoutError') {
    const message = `${origin} did not answer within ${timeoutMs / 1000} seconds.`;
    return new HooklineClientError('timed-out', message, { cause });
  }
  const { code, message } = reasonOf(cause);
  if (message === 'bad port') {
    const what = `${origin} has a port that no HTTP client connects to (https://fetch.spec.whatwg.org/#port-blocking).`;
    return new HooklineClientError('endpoint-invalid', what, { field: 'endpoint', cause });
  }
  if (notConnected.has(code)) {
    const what = `Cannot reach ${origin} (${code}). Is Hookline running there, and is the endpoint right?`;
    return new HooklineClientError('unreachable', what, { cause });
  }
  if (/^(?:ERR_TLS|ERR_SSL|EPROTO|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO)/.test(code)) {
    const what = `TLS with ${origin} failed (${code}). If it speaks plain HTTP, write the endpoint as http://host:port; if its certificate is your own, set NODE_EXTRA_CA_CERTS.`;
    return new HooklineClientError('tls-failed', what, { cause });
  }
  return new HooklineClientError('connection-lost', `The connection to ${origin} broke: ${message}`, {
    cause,
  });
}

/** undici says "fetch failed" and has the reason as its cause. */
function reasonOf(error: unknown): { code: string; message: string } {
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(reason instanceof Error)) return { code: '', message: String(reason) };
  const code = 'code' in reason && typeof reason.code === 'string' ? reason.code : '';
  return { code, message: reason.message === '' ? code : reason.message };
}
