import { limits } from '../../core/contract/limits.ts';
import { callApi } from '../call-api.ts';
import { checkApiKey, type HooklineConnection } from '../connection.ts';
import { endpointInUse } from '../endpoint-in-use.ts';
import { expectAnswer } from '../expect-answer.ts';
import { type EventSocket, type NextAnswer, type NextRequest, openEventSocket } from './event-socket.ts';
import { untilAborted } from './persist.ts';

/** How long listeners poll before they try again to open a WebSocket, where there is none or it is not let through; in milliseconds. */
const WITHOUT_SOCKET_MS = 30_000;

/** The WebSockets of one connection: one, and more only for more listeners than one takes. */
export interface SocketPool {
  /** Waits for the events that come next, as `EventSocket`; undefined, at once, where there is no WebSocket. */
  next(request: NextRequest, signal: AbortSignal): Promise<NextAnswer | undefined>;
  /** Called once by each listener that ends; the last one closes the WebSockets. */
  release(): void;
}

interface Pool {
  readonly sockets: Set<EventSocket>;
  users: number;
  opening: Promise<boolean> | undefined;
  withoutUntil: number;
}

const pools = new WeakMap<HooklineConnection, Pool>();

/** The connection's WebSockets, for one more listener. Nothing is opened before it is needed. */
export function shareSockets(connection: HooklineConnection): SocketPool {
  const pool = pools.get(connection) ?? { sockets: new Set(), users: 0, opening: undefined, withoutUntil: 0 };
  pools.set(connection, pool);
  pool.users++;
  return {
    async next(request, signal) {
      for (;;) {
        // Else one is opened that nobody waits for.
        signal.throwIfAborted();
        const socket = [...pool.sockets].find(({ waiting }) => waiting < limits.eventSocket.waiting);
        if (socket !== undefined) return await socket.next(request, signal);
        if (performance.now() < pool.withoutUntil) return undefined;
        pool.opening ??= open(connection, pool).finally(() => {
          pool.opening = undefined;
        });
        if (!(await untilAborted(pool.opening, signal))) return undefined;
      }
    },
    release() {
      pool.users--;
      if (pool.users === 0) closeAll(pool);
    },
  };
}

/** False where there is no WebSocket, or none comes about while the API can be reached. */
async function open(connection: HooklineConnection, pool: Pool): Promise<boolean> {
  const path = '/v1/events/socket';
  const answer = await callApi(connection, { method: 'GET', path, retrySeconds: 0 });
  const { url } = expectAnswer<{ url: string | null }>(answer, { url: 'string?' });
  if (url !== null) {
    const base = url.startsWith('/') ? endpointInUse(connection) : '';
    const address = `${base}${url}`.replace(/^http/, 'ws');
    try {
      const socket = await openEventSocket(address, checkApiKey(connection.apiKey), () =>
        pool.sockets.delete(socket),
      );
      pool.sockets.add(socket);
      if (pool.users === 0) closeAll(pool);
      return true;
    } catch {
      // Listeners poll, and are told there what is wrong, if it is more than the WebSocket.
    }
  }
  pool.withoutUntil = performance.now() + WITHOUT_SOCKET_MS;
  return false;
}

function closeAll(pool: Pool): void {
  for (const socket of pool.sockets) socket.close();
  pool.sockets.clear();
}
