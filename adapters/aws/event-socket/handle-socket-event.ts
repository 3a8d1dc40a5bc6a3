import * as z from 'zod';
import { authenticateConnection } from '../../../core/identity/authenticate.ts';
import { toProblem } from '../../../core/problem-document.ts';
import { answerMessage } from './answer-message.ts';
import type { SocketDeps } from './deps.ts';

/** As far as it is looked at: what API Gateway calls the functions of a WebSocket API with. */
const eventSchema = z.object({
  requestContext: z.object({
    eventType: z.enum(['CONNECT', 'MESSAGE', 'DISCONNECT']),
    connectionId: z.string(),
  }),
  /** With CONNECT only; their names are written as the client wrote them. */
  headers: z.record(z.string(), z.string()).nullish(),
  body: z.string().nullish(),
});

/**
 * What happens on a connection. A client with no valid key is not let in: its handshake is answered with 401. The body of an
 * answer is the message that the client gets.
 */
export async function handleSocketEvent(
  deps: SocketDeps,
  event: unknown,
): Promise<{ statusCode: number; body?: string }> {
  const { requestContext, headers, body } = eventSchema.parse(event);
  const { eventType, connectionId } = requestContext;
  switch (eventType) {
    case 'CONNECT':
      return { statusCode: await connect(deps, connectionId, headers ?? {}) };
    case 'MESSAGE': {
      const answer = await answerMessage(deps, connectionId, body ?? '');
      return { statusCode: 200, ...(answer !== undefined && { body: answer }) };
    }
    case 'DISCONNECT':
      await deps.listeners.removeConnection(connectionId);
      return { statusCode: 200 };
  }
}

async function connect(
  deps: SocketDeps,
  connectionId: string,
  headers: Readonly<Record<string, string>>,
): Promise<number> {
  const authorization = Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization');
  try {
    const { credential } = await authenticateConnection(deps, authorization?.[1]);
    await deps.listeners.addConnection(connectionId, credential, deps.clock.now());
    return 200;
  } catch (error) {
    const { status } = toProblem(error);
    if (status >= 500) throw error;
    return status;
  }
}
