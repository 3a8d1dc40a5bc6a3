import type { ListenForNext } from '../adapters/embedded/event-socket/serve-socket.ts';
import { listenEvents } from '../core/events/listen-events.ts';
import {
  type AuthenticationDeps,
  authenticateConnection,
  recallCaller,
} from '../core/identity/authenticate.ts';

/** How long a client whose key or role is gone may go on waiting, in milliseconds. */
const RECALL_MS = 30_000;

/**
 * How one client listens by its WebSocket. Its key is looked at again before each answer.
 *
 * @throws `unauthorized` unless the Authorization header has a valid key.
 */
export async function listenBySocket(
  deps: AuthenticationDeps & Parameters<typeof listenEvents>[0],
  authorization: string | undefined,
): Promise<ListenForNext> {
  const { credential } = await authenticateConnection(deps, authorization);
  return async ({ filter, afterOffset, limit }, signal) => {
    let cursor = afterOffset;
    for (;;) {
      const caller = await recallCaller(deps, credential);
      const found = await listenEvents(deps, caller, {
        filter,
        afterOffset: cursor,
        limit,
        waitMs: RECALL_MS,
        signal,
      });
      if (signal.aborted) return found;
      if (found.events.length > 0) {
        await recallCaller(deps, credential);
        return found;
      }
      cursor = found.cursor;
    }
  };
}
