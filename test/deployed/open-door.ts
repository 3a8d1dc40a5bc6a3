import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { request as requestTls } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

/** The APIs' address, as clients and handlers use it. */
export interface Door {
  /** `http://127.0.0.1:PORT`; with `ws:` the address of the WebSocket API. */
  readonly url: string;
  /** Where requests go, and WebSockets: the emulator's addresses of the APIs, with their paths. */
  leadTo(targets: { http: string; socket: string }): void;
  close(): Promise<void>;
}

/**
 * Opens a loopback port that leads to the deployed APIs. The emulator's own address for it is a host name that only some
 * machines resolve, under a certificate that a handler's process, which has no environment, cannot be told to trust.
 */
export async function openDoor(): Promise<Door> {
  let targets: Parameters<Door['leadTo']>[0] | undefined;
  const forward = (address: string, request: IncomingMessage) =>
    requestTls(address, {
      method: request.method,
      headers: { ...request.headers, host: new URL(address).host },
    });
  const server = createServer((request, response) => {
    const forwarded = forward(`${targets?.http}${request.url}`, request);
    forwarded.on('response', (answer: IncomingMessage) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    request.pipe(forwarded);
  });
  server.on('upgrade', (request, client: Socket) => {
    const forwarded = forward(targets!.socket, request);
    const answer = ({ statusCode, statusMessage, rawHeaders }: IncomingMessage) => {
      const headers = rawHeaders.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`));
      client.write(`HTTP/1.1 ${statusCode} ${statusMessage}\r\n${headers.join('')}\r\n`);
    };
    forwarded.on('upgrade', (accepted, upstream: Socket) => {
      answer(accepted);
      for (const end of [client, upstream]) end.on('error', () => end.destroy());
      client.pipe(upstream).pipe(client);
    });
    forwarded.on('response', (refusal) => {
      answer(refusal);
      refusal.pipe(client);
    });
    forwarded.on('error', () => client.destroy());
    forwarded.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo(addresses) {
      targets = addresses;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
