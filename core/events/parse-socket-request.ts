import { type SocketRequest, socketRequestSchema } from '../contract/event-socket.ts';
import { limits } from '../contract/limits.ts';
import { invalid } from '../invalid-request.ts';
import { declareProblem, type HooklineError } from '../problem.ts';

const messageNotJson = declareProblem('message-not-json', {
  status: 400,
  title: 'The message is not JSON',
});
const messageTooLarge = declareProblem('message-too-large', {
  status: 413,
  title: 'The message is too large',
});

/** A message of a client, or what is wrong with it; the id then, where it had one, lets the client know which it was. */
export function parseSocketRequest(
  text: string,
): { request: SocketRequest } | { id: string | undefined; problem: HooklineError } {
  const { requestBytes } = limits.eventSocket;
  if (Buffer.byteLength(text) > requestBytes) {
    const detail = `At most ${requestBytes} bytes are taken. Ask for fewer keys, or listen by GET /v1/events/listen.`;
    return { id: undefined, problem: messageTooLarge(detail) };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return { id: undefined, problem: messageNotJson('Send a JSON object.', { cause }) };
  }
  const parsed = socketRequestSchema.safeParse(value);
  return parsed.success
    ? { request: parsed.data }
    : { id: idOf(value), problem: invalid(parsed.error, value) };
}

function idOf(value: unknown): string | undefined {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
  return typeof id === 'string' && id.length <= limits.eventSocket.idLength ? id : undefined;
}
