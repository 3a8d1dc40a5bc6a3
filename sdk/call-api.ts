import { checkApiKey, type HooklineConnection } from './connection.ts';
import { parseEndpoint } from './parse-endpoint.ts';
import { retry } from './retry.ts';
import { send, type WireRequest } from './send.ts';

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
}

const RETRY_SECONDS = 30;

/** How long one attempt may take, in milliseconds, beside `waitSeconds`. */
const ATTEMPT_MS = 60_000;

/**
 * Calls the API, again where that is safe and may help, for 30 seconds unless the connection says otherwise.
 *
 * @returns the parsed JSON of the answer, undefined when it has none.
 * @throws {HooklineProblem} what the platform answered.
 * @throws {HooklineClientError} when it cannot be reached.
 */
export function callApi(connection: HooklineConnection, call: ApiCall): Promise<unknown> {
  // Async, so that a bad connection rejects like everything else.
  return retryFor(connection, call.repeatable ?? true, async () =>
    send(buildRequest(connection, call), ATTEMPT_MS + (call.waitSeconds ?? 0) * 1000),
  );
}

/** Carries out `attempt` with the connection's patience. */
export function retryFor<T>(
  connection: HooklineConnection,
  repeatable: boolean,
  attempt: () => Promise<T>,
): Promise<T> {
  return retry(attempt, { retrySeconds: connection.retrySeconds ?? RETRY_SECONDS, repeatable });
}

/** Addresses a call and authorizes it (RFC 6750). */
export function buildRequest(connection: HooklineConnection, call: ApiCall): WireRequest {
  const query = call.query === undefined || call.query.size === 0 ? '' : `?${call.query}`;
  return {
    method: call.method,
    url: `${parseEndpoint(connection.endpoint)}${call.path}${query}`,
    headers: {
      accept: 'application/json',
      ...(call.body !== undefined && { 'content-type': 'application/json' }),
      ...call.headers,
      authorization: `Bearer ${checkApiKey(connection.apiKey)}`,
    },
    ...(call.body !== undefined && { body: call.body }),
  };
}
