import type { WebSocket as Socket } from 'ws';
import type { Event } from '../../core/contract/event.ts';
import type { SocketAnswer } from '../../core/contract/event-socket.ts';
import { HooklineClientError } from '../client-error.ts';
import { readEvent } from '../events/event.ts';
import type { WireFilter } from '../events/event-query.ts';
import { parseExactly } from '../exact-json.ts';
import { HooklineProblem } from '../problem.ts';

/** What a listener waits for. */
export interface NextRequest {
  readonly filter: WireFilter;
  readonly afterOffset: number;
  readonly limit: number;
}

/** Events, and where to go on; or that already the next event is larger than a message may be. */
export type NextAnswer = { readonly events: Event[]; readonly cursor: number } | 'too-large';

/** A WebSocket that several listeners wait on. */
export interface EventSocket {
  /** How many requests wait for an answer. */
  readonly waiting: number;
  /**
   * Waits for the events that come next. Rejects with `connection-lost` when the connection ends, with what the platform answers, and
   * with the signal's reason.
   */
  next(request: NextRequest, signal: AbortSignal): Promise<NextAnswer>;
  close(): void;
}

const HANDSHAKE_MS = 10_000;

/** A message has at most 128 KB; more than that is a fault of the other side. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

/** Between two pings of the protocol, in milliseconds: a connection that answered them once and does no more is dead. */
const PING_MS = 20_000;

/**
 * Between two looks at what waits, in milliseconds: each request is sent again, which finds what a push that was lost would have
 * told, and keeps the connection (API Gateway ends one that is silent for ten minutes).
 */
const ASK_AGAIN_MS = 4 * 60_000;

/** Between a failure that the other side does not ascribe to a request and asking again, in milliseconds. */
const AFTER_FAILURE_MS = 2000;

interface Waiting {
  readonly message: string;
  resolve(answer: NextAnswer): void;
  reject(error: unknown): void;
}

/**
 * Opens a WebSocket (RFC 6455).
 *
 * @param onEnd called once, when the connection has ended.
 * @throws {HooklineClientError} `connection-lost` when none comes about.
 */
export async function openEventSocket(url: string, apiKey: string, onEnd: () => void): Promise<EventSocket> {
  const socket = await connect(url, apiKey);
  const waiting = new Map<string, Waiting>();
  let count = 0;
  let pinged = false;
  let answersPings = false;
  let askingAgain: NodeJS.Timeout | undefined;

  const askAgain = (): void => {
    for (const { message } of waiting.values()) socket.send(message);
  };
  const pinging = setInterval(() => {
    if (pinged && answersPings) socket.terminate();
    else socket.ping();
    pinged = true;
  }, PING_MS);
  const asking = setInterval(() => {
    socket.send('{"action":"ping"}');
    askAgain();
  }, ASK_AGAIN_MS);

  socket.on('pong', () => {
    pinged = false;
    answersPings = true;
  });
  socket.on('message', (data) => {
    const answer = parseExactly(String(data)) as SocketAnswer;
    if ('id' in answer && answer.id !== undefined) {
      const asked = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (asked !== undefined) settle(asked, answer);
    } else if (!('pong' in answer)) {
      // API Gateway says so when the function behind it failed.
      askingAgain ??= setTimeout(() => {
        askingAgain = undefined;
        askAgain();
      }, AFTER_FAILURE_MS);
    }
  });
  // 'close' follows.
  socket.on('error', () => {});
  socket.on('close', () => {
    clearInterval(pinging);
    clearInterval(asking);
    clearTimeout(askingAgain);
    onEnd();
    for (const { reject } of waiting.values()) reject(lost(url));
    waiting.clear();
  });

  return {
    get waiting() {
      return waiting.size;
    },
    next(request, signal) {
      const id = String(++count);
      const message = JSON.stringify({ action: 'next', id, ...request });
      return new Promise<NextAnswer>((resolve, reject) => {
        signal.throwIfAborted();
        if (socket.readyState !== socket.OPEN) throw lost(url);
        const cancel = (): void => {
          waiting.delete(id);
          if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ action: 'cancel', id }));
          reject(signal.reason);
        };
        signal.addEventListener('abort', cancel, { once: true });
        const settled =
          <T>(settle: (value: T) => void) =>
          (value: T) => {
            signal.removeEventListener('abort', cancel);
            settle(value);
          };
        waiting.set(id, { message, resolve: settled(resolve), reject: settled(reject) });
        socket.send(message);
      });
    },
    close: () => socket.close(),
  };
}

function settle({ resolve, reject }: Waiting, answer: SocketAnswer): void {
  try {
    if ('problem' in answer) reject(new HooklineProblem(answer.problem));
    else if ('events' in answer) resolve({ events: answer.events.map(readEvent), cursor: answer.cursor });
    else resolve('too-large');
  } catch (error) {
    reject(error);
  }
}

async function connect(url: string, apiKey: string): Promise<Socket> {
  // Here and not above: whoever does not listen need not load it.
  const { WebSocket } = await import('ws');
  const socket = new WebSocket(url, {
    headers: { authorization: `Bearer ${apiKey}` },
    handshakeTimeout: HANDSHAKE_MS,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  return await new Promise<Socket>((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    // Says so too when the handshake is answered with another status than 101.
    socket.on('error', (cause) => reject(lost(url, cause)));
  });
}

function lost(url: string, cause?: Error): HooklineClientError {
  const why = cause === undefined ? '' : `: ${cause.message}`;
  return new HooklineClientError('connection-lost', `The WebSocket to ${url} ended${why}.`, { cause });
}
