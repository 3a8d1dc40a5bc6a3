import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * An HTTP proxy in front of a platform that lets no WebSocket through: it says that there is none, or answers the handshake with
 * an error, as proxies do that do not know it.
 */
export async function openGateway(
  url: string,
  sockets: 'none' | 'refused',
): Promise<{ url: string; paths: string[] }> {
  const paths: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url: path = '' } = incoming;
    paths.push(path.split('?')[0]!);
    if (sockets === 'none' && path === '/v1/events/socket') {
      outgoing.writeHead(200, { 'content-type': 'application/json' });
      outgoing.end('{"url":null}');
      return;
    }
    const asked = forward(`${url}${path}`, { method: method!, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    asked.on('error', () => outgoing.destroy());
    outgoing.on('close', () => asked.destroy());
    incoming.pipe(asked);
  });
  server.on('upgrade', (_request, socket) => {
    paths.push('upgrade');
    socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, paths };
}
