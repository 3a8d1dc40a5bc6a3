import { HooklineClientError } from './client-error.ts';
import { checkApiKey, type HooklineConnection } from './connection.ts';
import { endpointCount, endpointInUse, isEndpointFailure, moveOn } from './endpoint-in-use.ts';
import { mayRepeat, retry } from './retry.ts';
import { parseJson, send, type WireRequest } from './send.ts';

/** One request of the API, apart from where it goes and as whom. */
export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `/v1/hooks`, each variable part written by `pathPart`. */
  readonly path: string;
  readonly query?: URLSearchParams;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is; a string in UTF-8. */
  readonly body?: string | Uint8Array;
  /** False when carrying it out twice differs from once; true unless given. */
  readonly repeatable?: boolean;
  /** How long the platform may take before it answers, in seconds, beside the usual time; 0 unless given. */
  readonly waitSeconds?: number;
  /** How long to go on trying, in seconds, in place of the connection's patience. */
  readonly retrySeconds?: number;
  /** How JSON is parsed; by `JSON.parse` unless given. */
  readonly parse?: (text: string) => unknown;
  /** Ends the call: it rejects with the reason of the signal. */
  readonly signal?: AbortSignal;
}

const RETRY_SECONDS = 30;

/** How long one attempt may take, in milliseconds, beside `waitSeconds`. */
const ATTEMPT_MS = 60_000;

/**
 * Calls the API, again where that is safe and may help, for 30 seconds unless the connection says otherwise. Of several endpoints the
 * one that worked is asked, then the others, before any waiting.
 *
 * @returns the parsed JSON of the answer, undefined when it has none.
 * @throws {HooklineProblem} what the platform answered.
 * @throws {HooklineClientError} when it cannot be reached.
 */
export async function callApi(connection: HooklineConnection, call: ApiCall): Promise<unknown> {
  const timeoutMs = ATTEMPT_MS + (call.waitSeconds ?? 0) * 1000;
  return retryFor(connection, call, (endpoint) =>
    send(buildRequest(connection, endpoint, call), timeoutMs, call.parse ?? parseJson),
  );
}

/** Carries out `attempt` with the connection's patience, at the endpoint in use. */
export function retryFor<T>(
  connection: HooklineConnection,
  call: Pick<ApiCall, 'repeatable' | 'retrySeconds' | 'signal'>,
  attempt: (endpoint: string) => Promise<T>,
): Promise<T> {
  const repeatable = call.repeatable ?? true;
  return retry(() => tryEndpoints(connection, repeatable, attempt), {
    retrySeconds: call.retrySeconds ?? patienceOf(connection),
    repeatable,
    signal: call.signal,
  });
}

/** How long a failing call of the connection goes on trying, in seconds. */
export function patienceOf(connection: HooklineConnection): number {
  return connection.retrySeconds ?? RETRY_SECONDS;
}

/** Once at each endpoint at most, beginning with the one in use. */
async function tryEndpoints<T>(
  connection: HooklineConnection,
  repeatable: boolean,
  attempt: (endpoint: string) => Promise<T>,
): Promise<T> {
  for (let left = endpointCount(connection); ; left--) {
    const endpoint = endpointInUse(connection);
    try {
      return await attempt(endpoint);
    } catch (error) {
      if (!isEndpointFailure(error)) throw error;
      moveOn(connection, endpoint);
      // Without TLS nothing was sent.
      const nothingSent = error instanceof HooklineClientError && error.code === 'tls-failed';
      if (left <= 1 || !(nothingSent || mayRepeat(error, repeatable))) throw error;
    }
  }
}

/** Addresses a call and authorizes it (RFC 6750). */
export function buildRequest(connection: HooklineConnection, endpoint: string, call: ApiCall): WireRequest {
  const query = call.query === undefined || call.query.size === 0 ? '' : `?${call.query}`;
  return {
    method: call.method,
    url: `${endpoint}${call.path}${query}`,
    headers: {
      accept: 'application/json',
      ...(call.body !== undefined && { 'content-type': 'application/json' }),
      ...call.headers,
      authorization: `Bearer ${checkApiKey(connection.apiKey)}`,
    },
    ...(call.body !== undefined && { body: call.body }),
    ...(call.signal !== undefined && { signal: call.signal }),
  };
}
