import * as z from 'zod';
import { sha256Hex } from '../../../../core/hash.ts';
import type { WorkKey } from '../../../../core/ports/firing-store.ts';
import { type Key, sortableId } from '../table.ts';

/*
 * What holds the runs of one group back, in the firings' table (docs/decisions/014-limits-on-aws.md):
 * - `slots`: who has a slot, until when. Each change is conditional on its revision: whatever is decided is decided on it.
 * - `ticket#…`: who waits in line, by place.
 * - `rate`: the newest starts, past and reserved.
 * And for each run or item that asked: its `place` in a group, and its reserved `start`.
 */

/** Groups have values of users' expressions in them, of any length and characters. */
const groupPartition = (group: string): string => `limit#${sha256Hex(group)}`;

export const slotsKey = (group: string): Key => ({ PK: groupPartition(group), SK: 'slots' });
export const rateKey = (group: string): Key => ({ PK: groupPartition(group), SK: 'rate' });
export const ticketKey = (group: string, place: number): Key => ({
  PK: groupPartition(group),
  SK: `ticket#${sortableId(place)}`,
});

/** The name of a run or item within a group's items. */
export const workName = ({ firingId, handlerId, item }: WorkKey): string =>
  item === undefined ? `${firingId}-${handlerId}` : `${firingId}-${handlerId}-${item}`;

const workPartition = (key: WorkKey): string => `work#${workName(key)}`;
export const placeKey = (key: WorkKey): Key => ({ PK: workPartition(key), SK: 'place' });
export const startKey = (key: WorkKey): Key => ({ PK: workPartition(key), SK: 'start' });

/** Who has a slot: until when, and what to tell them by if they wait to be told. */
const holderSchema = z.object({ until: z.number(), token: z.string().optional() });

export const slotsSchema = z.object({
  revision: z.number().default(0),
  holders: z.record(z.string(), holderSchema).default({}),
});

export const ticketSchema = z.object({
  place: z.number(),
  work: z.string(),
  maxWorkers: z.number(),
  leaseMs: z.number(),
  token: z.string().optional(),
});

export const placeSchema = z.object({ group: z.string(), place: z.number() });

export const rateSchema = z.object({ revision: z.number(), starts: z.array(z.number()) });

export type Slots = z.infer<typeof slotsSchema>;
export type Ticket = z.infer<typeof ticketSchema>;
export type Place = z.infer<typeof placeSchema>;

/** These live as long as somebody waits, and a year at most: the longest execution. */
export const limitExpiry = (now: number): number => Math.ceil(now / 1000) + 366 * 24 * 3600;
