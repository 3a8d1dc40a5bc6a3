import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Stands between a client and a platform, and lets go wrong what can. */
export interface Relay {
  readonly url: string;
  /** How many connections came so far. */
  readonly connections: number;
  /** Breaks every connection. */
  cut(): void;
  /** Hands the next so many requests on, and breaks the connection in place of their answers. */
  loseAnswers(count: number): void;
  /** Breaks every new connection at once, until told otherwise. */
  refuse(refusing: boolean): void;
}

/** A relay to a platform, for the length of the test. */
export async function openRelay(url: string): Promise<Relay> {
  const port = Number(new URL(url).port);
  const sockets = new Set<Socket>();
  let connections = 0;
  let answersToLose = 0;
  let refusing = false;
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((client) => {
    connections++;
    if (refusing) {
      client.destroy();
      return;
    }
    const platform = connect(port, '127.0.0.1');
    for (const socket of [client, platform]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        platform.destroy();
      });
    }
    client.pipe(platform);
    platform.on('data', (chunk) => {
      if (answersToLose === 0) client.write(chunk);
      else {
        answersToLose--;
        client.destroy();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    cut();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get connections() {
      return connections;
    },
    cut,
    loseAnswers: (count) => {
      answersToLose = count;
    },
    refuse: (value) => {
      refusing = value;
    },
  };
}
