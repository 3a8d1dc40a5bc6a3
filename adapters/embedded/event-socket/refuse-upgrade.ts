import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { HooklineError } from '../../../core/problem.ts';
import { problemDocument } from '../../../core/problem-document.ts';

/** Answers a request for a WebSocket that is not granted: a problem document by HTTP, and the end of the connection. */
export function refuseUpgrade(connection: Duplex, problem: HooklineError): void {
  const body = JSON.stringify(problemDocument(problem));
  const headers = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    ...(problem.status === 401 ? ['www-authenticate: Bearer'] : []),
    ...(problem.status === 503 ? ['retry-after: 1'] : []),
  ];
  connection.end(`${headers.join('\r\n')}\r\n\r\n${body}`);
}
