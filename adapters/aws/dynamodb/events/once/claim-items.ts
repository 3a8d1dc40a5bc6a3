import * as z from 'zod';
import { sha256Parts } from '../../../../../core/hash.ts';
import type { Key } from '../../table.ts';
import { type Reservation, ttlOf } from '../event-items.ts';

/** Bytes and characters of a short identity. Two in a billion remembered ones are alike with a chance of one in 9,000. */
const SHORT_BYTES = 9;
const SHORT_LENGTH = 12;

/** How long a claim is remembered: records of a stream come again for a day (DynamoDB Streams). */
const REMEMBERED_MS = 2 * 24 * 3600 * 1000;

/** Short enough that a claim of a hundred is one write unit. */
export const shortIdentity = (identity: string): string => sha256Parts([identity]).slice(0, SHORT_LENGTH);

/** What was appended for identities, found by the first of them. */
export interface Claim {
  readonly reservation: Reservation;
  /** Short, in order. */
  readonly identities: readonly string[];
  /** When the last of the events expires, milliseconds since the epoch. */
  readonly until: number;
}

export const claimKey = (identity: string): Key => ({ PK: `once#${identity}`, SK: 'claim' });

export const claimItem = ({ reservation, identities, until }: Claim) => ({
  ...claimKey(identities[0]!),
  ...reservation,
  identities: Buffer.from(identities.join(''), 'base64url'),
  until,
  expiresAt: ttlOf(reservation.at + REMEMBERED_MS),
});

const claimSchema = z.object({
  first: z.number(),
  count: z.number(),
  at: z.number(),
  before: z.number(),
  identities: z.instanceof(Uint8Array),
  until: z.number(),
});

export function parseClaim(item: unknown): Claim {
  const { identities, until, ...reservation } = claimSchema.parse(item);
  const text = Buffer.from(identities).toString('base64url');
  return {
    reservation,
    identities: Array.from({ length: identities.byteLength / SHORT_BYTES }, (_, index) =>
      text.slice(index * SHORT_LENGTH, (index + 1) * SHORT_LENGTH),
    ),
    until,
  };
}
