import type { Event } from '../../core/contract/event.ts';
import { type ApiCall, callApi } from '../call-api.ts';
import { readEvent } from '../events/event.ts';
import { parseExactly } from '../exact-json.ts';
import { expectAnswer } from '../expect-answer.ts';
import { pathPart } from '../path-part.ts';
import { HooklineProblem } from '../problem.ts';
import type { Batch, EventSource, Wanted } from './event-source.ts';
import { persist } from './persist.ts';
import { shareSockets } from './socket-pool.ts';

/** How long one question waits where there is no WebSocket, in seconds. */
const POLL_SECONDS = 20;

/** The longest that a WebSocket is waited on before the subscription is asked again, in milliseconds. */
const WAKE_MS = 4 * 60_000;

/** How long a listener that ends tries to give its batch back, in milliseconds. */
const GIVE_BACK_MS = 2000;

interface HandedOut {
  readonly lease: string | null;
  readonly events: Event[];
  readonly cursor: number | null;
  readonly overdueSeconds: number | null;
}

/**
 * A source whose place in the log the platform keeps, under a name. Batches come by HTTP, and are this listener's for as long as the
 * lease lasts, which is renewed while they are worked on; the WebSocket only says when it is worth asking. Where there is
 * none, the question itself waits.
 */
export function openSubscription(
  { connection, filter, from, batchSize, signal }: Wanted,
  { subscription, leaseSeconds }: { subscription: string; leaseSeconds: number },
): EventSource {
  const sockets = shareSockets(connection);
  const path = `/v1/subscriptions/${pathPart(subscription, 'subscription')}`;
  let offset: number | undefined;

  const take = (waitSeconds: number): Promise<HandedOut> =>
    persist(async () => {
      const answer = await callApi(connection, {
        method: 'POST',
        path: `${path}/next`,
        body: JSON.stringify({ filter, from, limit: batchSize, waitSeconds, leaseSeconds }),
        parse: parseExactly,
        waitSeconds,
        retrySeconds: 0,
        signal,
      });
      const batch = expectAnswer<Omit<HandedOut, 'events'> & { events: unknown[] }>(answer, {
        lease: 'string?',
        events: 'array',
        cursor: 'number?',
        overdueSeconds: 'number?',
      });
      return { ...batch, events: batch.events.map(readEvent) };
    }, signal);

  /** True when there is a WebSocket, and it is worth asking again. */
  const waitBySocket = async ({ cursor, overdueSeconds }: HandedOut): Promise<boolean> => {
    if (cursor === null) return false;
    const wake = AbortSignal.timeout(Math.min(WAKE_MS, Math.ceil((overdueSeconds ?? WAKE_MS) * 1000)));
    const request = { filter, afterOffset: cursor, limit: 1 };
    try {
      return (await sockets.next(request, AbortSignal.any([signal, wake]))) !== undefined;
    } catch (error) {
      signal.throwIfAborted();
      if (wake.aborted) return true;
      throw error;
    }
  };

  const lease = (
    id: string,
    verb: 'commit' | 'renew',
    body: object,
    patience: Pick<ApiCall, 'retrySeconds' | 'signal'> = {},
  ): Promise<unknown> =>
    callApi(connection, {
      method: 'POST',
      path: `${path}/leases/${pathPart(id, 'lease')}/${verb}`,
      body: JSON.stringify(body),
      ...patience,
    });

  const hold = (id: string, events: Event[]): Batch => {
    const renewing = setInterval(
      () => {
        lease(id, 'renew', { leaseSeconds }).catch((error: unknown) => {
          if (isOver(error)) clearInterval(renewing);
        });
      },
      (leaseSeconds * 1000) / 2,
    );
    return {
      events,
      async done() {
        clearInterval(renewing);
        await persist(async () => {
          await lease(id, 'commit', {}).catch((error: unknown) => {
            if (!isOver(error)) throw error;
          });
        }, signal);
        offset = events.at(-1)?.offset;
      },
      async giveBack() {
        clearInterval(renewing);
        // Else it is over when its time is.
        const patience = { retrySeconds: 0, signal: AbortSignal.timeout(GIVE_BACK_MS) };
        await lease(id, 'renew', { leaseSeconds: 1 }, patience).catch(() => {});
      },
    };
  };

  // At once, so that a new subscription begins when the listener does.
  let first: Promise<HandedOut> | undefined = take(0);
  const ready = first.then(() => {});
  // Whoever waits for events is told.
  ready.catch(() => {});

  return {
    get offset() {
      return offset;
    },
    ready,
    async next() {
      let batch = await (first ?? take(0));
      first = undefined;
      for (;;) {
        const handedOut = batch;
        if (handedOut.lease !== null) return hold(handedOut.lease, handedOut.events);
        batch = await take((await persist(() => waitBySocket(handedOut), signal)) ? 0 : POLL_SECONDS);
      }
    },
    close: () => sockets.release(),
  };
}

/** The batch is another listener's by now, or nobody's: at least once is what was promised. */
function isOver(error: unknown): boolean {
  return (
    error instanceof HooklineProblem &&
    (error.code === 'lease-over' || error.code === 'subscription-not-found')
  );
}
