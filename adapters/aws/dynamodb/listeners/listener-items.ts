import * as z from 'zod';
import type { EventFilter } from '../../../../core/contract/event.ts';
import { sha256Parts } from '../../../../core/hash.ts';
import type { PresentedCredential } from '../../../../core/identity/authenticate.ts';
import type { EventRecord } from '../../../../core/ports/event-log.ts';
import type { Key } from '../table.ts';

/*
 * WebSocket connections and what waits on them, in the events table:
 *
 * - connection: whose it is, and in which places requests of it have waited.
 * - waiting:    a `next` that has found nothing. It waits in one place for each key that it asks for, or in that of its
 *               namespace, or in the place of those who ask for anything; so an event looks into three places, and not at every listener.
 *
 * All of it may go with the connection: API Gateway ends each after two hours, and the TTL is a little longer.
 */

/** Of a connection that vanished without a word, in seconds. */
const KEPT_SECONDS = 2 * 3600 + 300;

export const expiryOf = (now: number): number => Math.ceil(now / 1000) + KEPT_SECONDS;

/** Names may be longer than what a partition key may be (2048 bytes). */
const placeOf = (kind: 'any' | 'key' | 'namespace', name: string): string =>
  `waiting#${kind}#${sha256Parts([name])}`;

const ANY_PLACE = placeOf('any', '');

/** Where a request waits. */
export function waitingPlaces({ keys, namespace }: EventFilter): string[] {
  if (keys !== undefined) return keys.map((key) => placeOf('key', key));
  return [namespace === undefined ? ANY_PLACE : placeOf('namespace', namespace)];
}

/** Where those wait who may have asked for the event. */
export function placesOfEvent({ key, namespace }: Pick<EventRecord, 'key' | 'namespace'>): string[] {
  return [placeOf('key', key), placeOf('namespace', namespace), ANY_PLACE];
}

export const connectionKey = (connectionId: string): Key => ({
  PK: `connection#${connectionId}`,
  SK: 'connection',
});

export const waitingKey = (place: string, connectionId: string, id: string): Key => ({
  PK: place,
  SK: `${connectionId}#${id}`,
});

/** A connection as its item has it. */
export interface ConnectionRecord {
  readonly connectionId: string;
  readonly credential: PresentedCredential;
  /** Where requests of it wait, or have waited. */
  readonly places: ReadonlySet<string>;
}

/** A `next` that waits. */
export interface WaitingRequest {
  readonly connectionId: string;
  /** Chosen by the client. */
  readonly id: string;
  /** New with each request: the client may use its id again. */
  readonly token: string;
  readonly credential: PresentedCredential;
  readonly filter: EventFilter;
  readonly afterOffset: number;
  readonly limit: number;
}

const credentialSchema = z.union([
  z.object({ kind: z.literal('key'), keyId: z.string() }),
  z.object({ kind: z.literal('run'), firingId: z.string(), handlerId: z.number() }),
]);

const connectionSchema = z.object({
  credential: credentialSchema,
  places: z.set(z.string()).default(new Set<string>()),
});

export function parseConnection(connectionId: string, item: unknown): ConnectionRecord {
  return { connectionId, ...connectionSchema.parse(item) };
}

const waitingSchema = z.object({
  connectionId: z.string(),
  id: z.string(),
  token: z.string(),
  credential: credentialSchema,
  filter: z.object({
    keys: z.array(z.string()).optional(),
    namespace: z.string().optional(),
    sender: z.string().optional(),
    eventType: z.string().optional(),
  }),
  afterOffset: z.number(),
  limit: z.number(),
});

export const parseWaiting = (item: unknown): WaitingRequest => waitingSchema.parse(item);
