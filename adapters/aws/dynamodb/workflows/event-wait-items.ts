import * as z from 'zod';
import { sha256Parts } from '../../../../core/hash.ts';
import type { EventWait } from '../../../../core/ports/event-waits.ts';
import type { Key } from '../table.ts';
import { anyObject } from './json.ts';
import { placeOf } from './wait-places.ts';

/** Those that wait for an event of a key, in the order of `wait-places.ts`; keys may be longer than those of the table. */
export const keyPartition = (key: string): string => `wait#${sha256Parts([key])}`;
/** Those that wait for an event of any key. */
export const ANY_PARTITION = 'wait#any';
/**
 * Before them: of which write the rules are, so that who looks for waits sees whether the rules are still those that it knows.
 */
export const RULES_MARK = '!rules';

/** What a wait is known by. */
export type EventWaitId = Pick<EventWait, 'tenantId' | 'runId' | 'stepId' | 'key' | 'match'>;

export const eventWaitKey = ({ tenantId, runId, stepId, key, match }: EventWaitId): Key => ({
  PK: key === undefined ? ANY_PARTITION : keyPartition(key),
  SK: `${placeOf(match)}${sha256Parts([tenantId, runId, stepId])}`,
});

/** `match` as text: a map would take more read units. */
export const eventWaitItem = ({ match, ...wait }: EventWait) => ({
  ...eventWaitKey({ ...wait, match }),
  ...Object.fromEntries(Object.entries(wait).filter(([, value]) => value !== undefined)),
  ...(match !== undefined && { match: JSON.stringify(match) }),
});

const eventWaitSchema = z.object({
  tenantId: z.string(),
  runId: z.string(),
  stepId: z.string(),
  key: z.string().optional(),
  namespace: z.string().optional(),
  sender: z.string().optional(),
  eventType: z.string().optional(),
  after: z.number(),
  match: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(anyObject)
    .optional(),
});

export function parseEventWait(item: unknown): EventWait {
  const { tenantId, runId, stepId, key, namespace, sender, eventType, after, match } =
    eventWaitSchema.parse(item);
  return { tenantId, runId, stepId, key, namespace, sender, eventType, after, match };
}
