import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request as it came over the wire. */
export interface Received {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** How to answer: a status with JSON, text or bytes; `drop` breaks the connection; `hang` never answers. */
export type Answer =
  | {
      readonly status: number;
      readonly json?: unknown;
      readonly text?: string;
      readonly headers?: Record<string, string>;
    }
  | 'drop'
  | 'hang';

export interface TestPlatform {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly requests: readonly Received[];
}

/** An HTTP server that answers each request as told, for the length of the test. */
export async function openPlatform(
  answer: (request: Received, index: number) => Answer,
): Promise<TestPlatform> {
  const requests: Received[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      const request = { method, url, headers, body: Buffer.concat(chunks) };
      const reply = answer(request, requests.push(request) - 1);
      if (reply === 'drop') incoming.socket.destroy();
      if (typeof reply === 'string') return;
      outgoing.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
      outgoing.end(reply.text ?? (reply.json === undefined ? '' : JSON.stringify(reply.json)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/** An endpoint where nobody listens. */
export async function silentEndpoint(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${port}`;
}

/** A problem document as the platform sends it. */
export function problem(
  status: number,
  code: string,
  more: { field?: string; retryable?: boolean; headers?: Record<string, string> } = {},
): Answer {
  const { headers, ...members } = more;
  const document = {
    type: `urn:hookline:problem:${code}`,
    title: code,
    status,
    detail: `This is ${code}.`,
    code,
  };
  return {
    status,
    json: { retryable: false, ...document, ...members },
    headers: { 'content-type': 'application/problem+json', ...headers },
  };
}

/** A handler as the platform answers it. */
export function handlerAnswer(id: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id,
    name: `handler-${id}`,
    hook: 'lab.done',
    version: 0,
    notifyOnSuccess: 'success@example.com',
    notifyOnFailure: null,
    tags: ['red'],
    createdAt: '2026-11-21T12:00:00.000Z',
    createdBy: 'allen',
    updatedAt: '2026-11-21T13:00:00.000Z',
    updatedBy: 'allen',
    ...more,
  };
}

/** A firing as the platform answers it. */
export function firingAnswer(
  state: 'running' | 'finished',
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  const finished = state === 'finished';
  return {
    id: 'firing-1',
    hook: 'lab.done',
    tags: [],
    allHandlers: false,
    firedBy: 'allen',
    state,
    acceptedAt: '2026-11-21T12:00:00.000Z',
    finishedAt: finished ? '2026-11-21T12:00:01.000Z' : null,
    payloadBytes: 2,
    counts: { planned: 0, running: finished ? 0 : 1, succeeded: finished ? 1 : 0, failed: 0 },
    runs: [],
    history: [],
    ...more,
  };
}
