import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { listen } from './listen.ts';

/** What a function of a WebSocket API is called with, as far as ours look. */
export interface SocketEvent {
  readonly requestContext: {
    readonly eventType: 'CONNECT' | 'MESSAGE' | 'DISCONNECT';
    readonly routeKey: string;
    readonly connectionId: string;
  };
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Of a WebSocket API, in bytes (API Gateway, "Quotas for configuring and running a WebSocket API"). */
const MESSAGE_BYTES = 128 * 1024;
const FRAME_BYTES = 32 * 1024;

/**
 * A WebSocket API of API Gateway whose routes are one function, and the API that posts to its connections and ends them (API
 * Gateway Management API: PostToConnection, DeleteConnection).
 *
 * @param onMessage is told of each message, sent or received, with its size.
 */
export async function startWebSocketServer(
  call: (event: SocketEvent) => Promise<{ statusCode: number; body?: string }>,
  onMessage: (direction: 'in' | 'out', sizeBytes: number) => void = () => {},
): Promise<{
  /** Of both: `ws` for clients, `http` for the functions. */
  endpoint: string;
  /** Resolves when the functions have worked on every message that has arrived. */
  idle(): Promise<void>;
  /** Ends the connections, as a deployment or two hours do. */
  disconnectAll(): void;
  close(): Promise<void>;
}> {
  const open = new Map<string, WebSocket>();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: FRAME_BYTES });
  const working = new Set<Promise<unknown>>();
  const work = (job: Promise<unknown>): void => {
    const settled = job.catch(() => {}).finally(() => working.delete(settled));
    working.add(settled);
  };

  const server = createServer(async (request, response) => {
    const connectionId = /^\/@connections\/([^/]+)$/.exec(request.url ?? '')?.[1] ?? '';
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
    const socket = open.get(decodeURIComponent(connectionId));
    const refuse = (status: number, error: string) =>
      response.writeHead(status, { 'x-amzn-errortype': error }).end('{}');
    if (socket === undefined) refuse(410, 'GoneException');
    else if (request.method === 'DELETE') {
      socket.close(1000);
      response.writeHead(204).end();
    } else if (body.byteLength > MESSAGE_BYTES) refuse(413, 'PayloadTooLargeException');
    else {
      onMessage('out', body.byteLength);
      socket.send(body.toString());
      response.writeHead(200).end();
    }
  });

  server.on('upgrade', async (request: IncomingMessage, stream, head) => {
    const connectionId = randomBytes(11).toString('base64');
    const context = { connectionId };
    const headers = Object.fromEntries(
      Array.from({ length: request.rawHeaders.length / 2 }, (_, index) => [
        request.rawHeaders[2 * index]!,
        request.rawHeaders[2 * index + 1]!,
      ]),
    );
    const { statusCode } = await call({
      requestContext: { ...context, eventType: 'CONNECT', routeKey: '$connect' },
      headers,
    }).catch(() => ({ statusCode: 500 }));
    if (statusCode !== 200) {
      stream.end(`HTTP/1.1 ${statusCode} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      open.set(connectionId, socket);
      socket.on('message', (data: Buffer) => {
        const text = data.toString();
        onMessage('in', data.byteLength);
        const requestContext = { ...context, eventType: 'MESSAGE', routeKey: routeOf(text) } as const;
        work(
          call({ requestContext, body: text }).then(
            ({ body }) => {
              if (body === undefined || body === '') return;
              onMessage('out', Buffer.byteLength(body));
              socket.send(body);
            },
            () => socket.send(JSON.stringify({ message: 'Internal server error', connectionId })),
          ),
        );
      });
      socket.on('close', () => {
        open.delete(connectionId);
        work(call({ requestContext: { ...context, eventType: 'DISCONNECT', routeKey: '$disconnect' } }));
      });
    });
  });

  const { endpoint, close } = await listen(server);
  return {
    endpoint,
    async idle() {
      while (working.size > 0) await Promise.all(working);
    },
    disconnectAll() {
      for (const socket of open.values()) socket.close(1001);
    },
    async close() {
      for (const socket of open.values()) socket.terminate();
      await close();
      await Promise.all(working);
    },
  };
}

/** `$request.body.action`. */
function routeOf(text: string): string {
  try {
    const { action } = JSON.parse(text) as { action?: unknown };
    return typeof action === 'string' ? action : '$default';
  } catch {
    return '$default';
  }
}
