import type { SocketRequest } from '../../../core/contract/event-socket.ts';
import { formatProblemAnswer } from '../../../core/events/format-socket-answer.ts';
import { parseSocketRequest } from '../../../core/events/parse-socket-request.ts';
import { recallCaller } from '../../../core/identity/authenticate.ts';
import { toProblem } from '../../../core/problem-document.ts';
import type { SocketDeps } from './deps.ts';
import { nextEvents } from './next-events.ts';

const PONG = JSON.stringify({ pong: true });

/**
 * Answers a message of a listener's connection; undefined when there is nothing to say (yet). A connection whose key has
 * ended is told so, and ended.
 *
 * @throws what is not the client's fault, for the function to fail with.
 */
export async function answerMessage(
  deps: SocketDeps,
  connectionId: string,
  text: string,
): Promise<string | undefined> {
  const parsed = parseSocketRequest(text);
  if ('problem' in parsed) return formatProblemAnswer(parsed.id, parsed.problem);
  const { request } = parsed;
  try {
    return await carryOut(deps, connectionId, request);
  } catch (error) {
    const problem = toProblem(error);
    if (problem.status >= 500) throw error;
    const answer = formatProblemAnswer('id' in request ? request.id : undefined, problem);
    if (problem.status !== 401) return answer;
    await deps.connections.post(connectionId, answer);
    await endConnection(deps, connectionId);
    return undefined;
  }
}

async function carryOut(
  deps: SocketDeps,
  connectionId: string,
  request: SocketRequest,
): Promise<string | undefined> {
  const connection = await deps.listeners.connection(connectionId);
  // Closed by whoever found it gone; what is still under way needs no answer.
  if (connection === undefined) return undefined;
  switch (request.action) {
    case 'next':
      return await nextEvents(deps, connection, request);
    case 'cancel':
      await deps.listeners.cancel(connection, request.id);
      return undefined;
    case 'ping':
      await recallCaller(deps, connection.credential);
      return PONG;
  }
}

/** Ends a connection, and forgets what waits on it. */
export async function endConnection(
  deps: Pick<SocketDeps, 'connections' | 'listeners'>,
  connectionId: string,
): Promise<void> {
  await deps.connections.close(connectionId);
  await deps.listeners.removeConnection(connectionId);
}
