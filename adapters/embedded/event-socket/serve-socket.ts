import type { WebSocket } from 'ws';
import type { SocketNext } from '../../../core/contract/event-socket.ts';
import { limits } from '../../../core/contract/limits.ts';
import { formatEventsAnswer, formatProblemAnswer } from '../../../core/events/format-socket-answer.ts';
import { parseSocketRequest } from '../../../core/events/parse-socket-request.ts';
import type { EventRecord } from '../../../core/ports/event-log.ts';
import { declareProblem, type HooklineError } from '../../../core/problem.ts';
import { toProblem } from '../../../core/problem-document.ts';

/** What a client has not read yet, in bytes; with more, nothing is read from it either. */
const UNREAD_BYTES = 1024 * 1024;

/** RFC 6455, 7.4.1: the key of the connection has ended. */
const POLICY_VIOLATION = 1008;

const tooManyRequests = declareProblem('too-many-waiting-requests', {
  status: 429,
  title: 'The connection waits for too much',
});

/** The next events that a request asks for: at least one, or none when the signal aborts. */
export type ListenForNext = (
  request: SocketNext,
  signal: AbortSignal,
) => Promise<{ events: readonly EventRecord[]; cursor: number }>;

/**
 * Answers the messages of one WebSocket, until it closes. Each `next` is answered once; nothing else is kept for the client.
 *
 * @param onInternalError called with each error that is not the client's.
 */
export function serveSocket(
  socket: WebSocket,
  listen: ListenForNext,
  onInternalError: (error: unknown) => void,
): void {
  const waiting = new Map<string, AbortController>();

  const send = (text: string): void => {
    socket.send(text, () => {
      if (socket.isPaused && socket.bufferedAmount < UNREAD_BYTES) socket.resume();
    });
    if (socket.bufferedAmount >= UNREAD_BYTES) socket.pause();
  };

  const refuse = (id: string | undefined, problem: HooklineError): void => {
    if (problem.status >= 500 && problem.status !== 503) onInternalError(problem.cause ?? problem);
    send(formatProblemAnswer(id, problem));
    if (problem.status === 401) socket.close(POLICY_VIOLATION, problem.message);
  };

  const forget = (id: string): void => {
    waiting.get(id)?.abort();
    waiting.delete(id);
  };

  const next = async (request: SocketNext): Promise<void> => {
    const { id } = request;
    forget(id);
    if (waiting.size >= limits.eventSocket.waiting) {
      const detail = `At most ${limits.eventSocket.waiting} requests of a connection wait at the same time. Cancel others, or open another connection.`;
      refuse(id, tooManyRequests(detail));
      return;
    }
    const asked = new AbortController();
    waiting.set(id, asked);
    const answer = await listen(request, asked.signal).catch(toProblem);
    if (asked.signal.aborted) return;
    waiting.delete(id);
    if (answer instanceof Error) refuse(id, answer);
    else if (answer.events.length > 0) send(formatEventsAnswer(id, answer));
  };

  socket.on('message', (data) => {
    const parsed = parseSocketRequest(String(data));
    if ('problem' in parsed) {
      refuse(parsed.id, parsed.problem);
      return;
    }
    const { request } = parsed;
    if (request.action === 'next') void next(request);
    else if (request.action === 'cancel') forget(request.id);
    else send('{"pong":true}');
  });
  socket.on('close', () => {
    for (const id of [...waiting.keys()]) forget(id);
  });
}
