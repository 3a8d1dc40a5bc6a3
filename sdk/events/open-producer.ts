import type { Event, Producer as OpenedProducer } from '../../core/contract/event.ts';
import { callApi } from '../call-api.ts';
import { HooklineClientError } from '../client-error.ts';
import type { HooklineConnection } from '../connection.ts';
import { parseExactly, writeExactly } from '../exact-json.ts';
import { expectAnswer } from '../expect-answer.ts';
import { pathPart } from '../path-part.ts';
import { HooklineProblem } from '../problem.ts';
import type { NewEvent } from './event.ts';
import { writeEvent } from './send-event.ts';
import { readSent } from './send-events.ts';

/** Sends events that are stored once each, in the order of the calls, however often they have to be sent. */
export interface Producer {
  /** By which another process goes on for this one. */
  readonly clientId: string;
  /** The number of the next new event, from 1. */
  readonly nextSequence: number;
  /**
   * Sends an event, again and again while that may help; calls are carried out one after the other. When it rejects with a
   * retryable error, the event may have been stored: sending the same again is safe, and any other call settles it first.
   *
   * @returns the event as stored: with the offset of the first time, if it had been sent before.
   * @throws {HooklineClientError} `producer-taken-over` when another process sent something else under the number.
   * @throws {HooklineProblem} as `sendEvent`; `producer-not-found`, `producer-sequence-gap`.
   */
  send(event: NewEvent): Promise<Event>;
  /** Sends 1 to 500 events of at most 2 MiB together, numbered in their order: all are stored, or none. */
  sendAll(events: readonly NewEvent[]): Promise<Event[]>;
  /** Frees the client id, after what is being sent. Opened again, it begins at 1, and knows nothing of what was sent before. */
  close(): Promise<void>;
}

/** Events with the number of the first. */
interface Batch {
  readonly sequence: number;
  readonly texts: readonly string[];
}

/**
 * Opens a producer: a new one, or one of the user's that was not closed, which goes on where it stood. A process that keeps count
 * of its events gives the number of the first that it is not sure of, and sends from there: those that were stored are not stored
 * again.
 *
 * @param options.clientId letters, digits, `.`, `_` and `-`, at most 200; a new one unless given.
 * @param options.nextSequence where to begin; after the newest event that was stored unless given.
 * @throws {HooklineProblem} `sending-forbidden`, `invalid-request`.
 */
export async function openProducer(
  connection: HooklineConnection,
  options: { clientId?: string | undefined; nextSequence?: number | undefined } = {},
): Promise<Producer> {
  // Made here, so that asking twice opens one.
  const clientId = options.clientId ?? crypto.randomUUID();
  const nextOnPlatform = await open(connection, clientId);
  let next = options.nextSequence ?? nextOnPlatform;
  let unsettled: Batch | undefined;
  let closed = false;
  let turn: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work);
    turn = result.catch(() => {});
    return result;
  };

  const send = async (batch: Batch): Promise<Event[]> => {
    let events: Event[];
    try {
      events = await post(connection, clientId, batch);
    } catch (error) {
      const refused = error instanceof HooklineProblem && !error.retryable;
      // What is refused now may have been stored by an attempt before.
      if (refused && unsettled === batch) next = await open(connection, clientId);
      unsettled = refused ? undefined : batch;
      throw error;
    }
    unsettled = undefined;
    checkSame(batch, events, clientId);
    next = batch.sequence + batch.texts.length;
    return events;
  };

  const sendAll = (events: readonly NewEvent[]): Promise<Event[]> => {
    const texts = events.map((event) => writeEvent(connection, event));
    return inTurn(async () => {
      if (closed) throw isClosed(clientId);
      if (unsettled?.texts.join() === texts.join()) return await send(unsettled);
      if (unsettled !== undefined) await send(unsettled);
      return await send({ sequence: next, texts });
    });
  };

  return {
    clientId,
    get nextSequence() {
      return next;
    },
    // Async, so that an event without JSON rejects like everything else.
    send: async (event) => (await sendAll([event]))[0]!,
    sendAll: async (events) => await sendAll(events),
    close: () =>
      inTurn(async () => {
        if (!closed) await close(connection, clientId);
        closed = true;
      }),
  };
}

/** The number that the producer's next new event has. */
async function open(connection: HooklineConnection, clientId: string): Promise<number> {
  const body = JSON.stringify({ clientId });
  const answer = await callApi(connection, { method: 'POST', path: '/v1/producers', body });
  return expectAnswer<OpenedProducer>(answer, { clientId: 'string', nextSequence: 'number' }).nextSequence;
}

async function post(
  connection: HooklineConnection,
  clientId: string,
  { sequence, texts }: Batch,
): Promise<Event[]> {
  const producer = JSON.stringify({ clientId, sequence });
  const answer = await callApi(connection, {
    method: 'POST',
    path: '/v1/events/batch',
    body: `{"producer":${producer},"events":[${texts.join(',')}]}`,
    parse: parseExactly,
  });
  return readSent(answer);
}

async function close(connection: HooklineConnection, clientId: string): Promise<void> {
  try {
    await callApi(connection, { method: 'DELETE', path: `/v1/producers/${pathPart(clientId, 'clientId')}` });
  } catch (error) {
    // Closed by an attempt whose answer was lost, or by somebody else.
    if (!(error instanceof HooklineProblem && error.code === 'producer-not-open')) throw error;
  }
}

/** What was stored under the numbers before is answered in place of what was sent: it must be the same. */
function checkSame(batch: Batch, stored: readonly Event[], clientId: string): void {
  const different = batch.texts.findIndex((text, index) => !isSame(text, stored[index]));
  if (different === -1) return;
  throw new HooklineClientError(
    'producer-taken-over',
    `Another process sends as "${clientId}": what is stored as number ${batch.sequence + different} is not what was sent here, which is not stored. Give each process a client id of its own, or open the producer again to go on.`,
    { field: 'clientId' },
  );
}

function isSame(text: string, stored: Event | undefined): boolean {
  const sent = parseExactly(text) as NewEvent;
  return (
    stored !== undefined &&
    sent.key === stored.key &&
    (sent.eventType ?? null) === stored.eventType &&
    (sent.context ?? null) === stored.context &&
    writeExactly(sent.value, 'value') === writeExactly(stored.value, 'value')
  );
}

function isClosed(clientId: string): HooklineClientError {
  const message = `The producer "${clientId}" is closed. Open another.`;
  return new HooklineClientError('invalid-argument', message, { field: 'clientId' });
}
