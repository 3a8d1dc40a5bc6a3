import { HooklineClientError } from './client-error.ts';
import type { HooklineConnection } from './connection.ts';
import { parseEndpoints } from './parse-endpoint.ts';
import { HooklineProblem } from './problem.ts';

interface Endpoints {
  /** As the connection had it. */
  readonly text: string;
  readonly urls: readonly [string, ...string[]];
  index: number;
}

/** Of each connection, for as long as it is used. */
const inUse = new WeakMap<HooklineConnection, Endpoints>();

function endpointsOf(connection: HooklineConnection): Endpoints {
  const known = inUse.get(connection);
  if (known !== undefined && known.text === connection.endpoint) return known;
  const endpoints = { text: connection.endpoint, urls: parseEndpoints(connection.endpoint), index: 0 };
  inUse.set(connection, endpoints);
  return endpoints;
}

/** How many endpoints the connection has. */
export function endpointCount(connection: HooklineConnection): number {
  return endpointsOf(connection).urls.length;
}

/** The base URL of the endpoint that the connection uses: the first, until one fails. */
export function endpointInUse(connection: HooklineConnection): string {
  const { urls, index } = endpointsOf(connection);
  return urls[index] ?? urls[0];
}

/** Lets the connection use the endpoint after one that failed, unless another call did that already. */
export function moveOn(connection: HooklineConnection, failed: string): void {
  const endpoints = endpointsOf(connection);
  if (endpointInUse(connection) === failed) {
    endpoints.index = (endpoints.index + 1) % endpoints.urls.length;
  }
}

/** Whether the error says that the endpoint, rather than the request, failed: another one may do better. */
export function isEndpointFailure(error: unknown): boolean {
  if (error instanceof HooklineProblem) return [502, 503, 504].includes(error.status);
  return (
    error instanceof HooklineClientError &&
    ['unreachable', 'connection-lost', 'timed-out', 'tls-failed'].includes(error.code)
  );
}
