import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { request as requestTls } from 'node:https';
import type { AddressInfo } from 'node:net';

/** The API's address, as clients and handlers use it. */
export interface Door {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Where requests go: the emulator's address of an API, with its path. */
  leadTo(target: string): void;
  close(): Promise<void>;
}

/**
 * Opens a loopback port that leads to the deployed API. The emulator's own address for it is a host name that only some
 * machines resolve, under a certificate that a handler's process, which has no environment, cannot be told to trust.
 */
export async function openDoor(): Promise<Door> {
  let target: string | undefined;
  const server = createServer((request, response) => {
    const forwarded = requestTls(`${target}${request.url}`, {
      method: request.method,
      headers: { ...request.headers, host: new URL(target!).host },
    });
    forwarded.on('response', (answer: IncomingMessage) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    request.pipe(forwarded);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo(address) {
      target = address;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
