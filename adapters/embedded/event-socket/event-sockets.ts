import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { limits } from '../../../core/contract/limits.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import { declareProblem } from '../../../core/problem.ts';
import { toProblem } from '../../../core/problem-document.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { type ListenForNext, serveSocket } from './serve-socket.ts';

/** Where the WebSocket is opened, on the port of the HTTP API. */
export const EVENT_SOCKET_PATH = '/v1/events/socket';

/** WebSockets of the whole platform. */
const MAX_SOCKETS = 10_000;

/** Between two pings, in milliseconds; a client that answers none in that time is gone. */
const PING_MS = 30_000;

/** How long a client may take to answer that the platform goes, in milliseconds. */
const CLOSE_MS = 1000;

/** RFC 6455, 7.4.1: the platform stops. */
const GOING_AWAY = 1001;

const tooManySockets = declareProblem('too-many-sockets', {
  status: 503,
  title: 'There are too many connections',
  retryable: true,
});
const noSocketHere = declareProblem('no-socket-here', { status: 404, title: 'No WebSocket is opened here' });

/** The WebSockets that listeners wait on. */
export interface EventSockets {
  /** Takes over the connection of a request that asks for an upgrade. */
  upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void;
  /** Closes all of them. */
  close(): void;
}

/**
 * Opens WebSockets for who may listen (RFC 6455), at `/v1/events/socket`, and answers what comes by them.
 *
 * @param deps.connect checks the Authorization header of the handshake; returns how that client listens.
 */
export function openEventSockets(deps: {
  connect: (authorization: string | undefined) => Promise<ListenForNext>;
  clock: Clock;
  onError: (error: unknown) => void;
}): EventSockets {
  // A message that is little too large is answered; one that is much larger ends the connection.
  const server = new WebSocketServer({ noServer: true, maxPayload: 4 * limits.eventSocket.requestBytes });
  const silent = new WeakSet<WebSocket>();
  let closed = false;

  const accept = async (request: IncomingMessage, connection: Duplex, head: Buffer): Promise<void> => {
    if (request.url?.split('?')[0] !== EVENT_SOCKET_PATH) {
      throw noSocketHere(`A WebSocket is opened at ${EVENT_SOCKET_PATH}.`);
    }
    const listen = await deps.connect(request.headers.authorization);
    if (closed || server.clients.size >= MAX_SOCKETS) {
      throw tooManySockets('The platform takes no more WebSockets. Try again later, or listen by GET.');
    }
    server.handleUpgrade(request, connection, head, (socket) => {
      // Told by `close`, which follows.
      socket.on('error', () => {});
      socket.on('pong', () => silent.delete(socket));
      serveSocket(socket, listen, deps.onError);
    });
  };

  const ping = (): void => {
    for (const socket of server.clients) {
      if (silent.has(socket)) {
        socket.terminate();
        continue;
      }
      silent.add(socket);
      socket.ping();
    }
    cancelPing = deps.clock.schedule(PING_MS, ping);
  };
  let cancelPing = deps.clock.schedule(PING_MS, ping);

  return {
    upgrade(request, connection, head) {
      connection.on('error', () => connection.destroy());
      accept(request, connection, head).catch((error: unknown) => {
        const problem = toProblem(error);
        if (problem.status === 500) deps.onError(error);
        refuseUpgrade(connection, problem);
      });
    },
    close() {
      closed = true;
      cancelPing();
      const sockets = [...server.clients];
      for (const socket of sockets) socket.close(GOING_AWAY, 'The platform stops.');
      deps.clock.schedule(CLOSE_MS, () => {
        for (const socket of sockets) socket.terminate();
      });
    },
  };
}
