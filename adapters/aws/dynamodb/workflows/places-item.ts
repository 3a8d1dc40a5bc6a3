import * as z from 'zod';
import type { WorkflowRunKey } from '../../../../core/ports/workflow-run-store.ts';
import type { Key } from '../table.ts';
import type { Revised } from './write-revised.ts';

/** Who has a place and what the limits are: one item, so that one conditional write keeps them. */
export const placesKey: Key = { PK: 'places', SK: 'all' };

export interface Places {
  readonly maxRunning: number | null;
  readonly maxPending: number | null;
  readonly running: readonly WorkflowRunKey[];
  /** The first first. */
  readonly waiting: readonly WorkflowRunKey[];
  readonly revision: number;
}

export const noPlaces: Places = { maxRunning: null, maxPending: null, running: [], waiting: [], revision: 0 };

/** Tenant and run in turn: about 5,000 fit into an item. */
const formatKeys = (keys: readonly WorkflowRunKey[]): string =>
  JSON.stringify(keys.flatMap(({ tenantId, runId }) => [tenantId, runId]));

const keysSchema = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.array(z.string()))
  .transform((texts): WorkflowRunKey[] =>
    Array.from({ length: texts.length / 2 }, (_, index) => ({
      tenantId: texts[2 * index]!,
      runId: texts[2 * index + 1]!,
    })),
  );

const placesSchema: z.ZodType<Places> = z.object({
  maxRunning: z.number().nullable(),
  maxPending: z.number().nullable(),
  running: keysSchema,
  waiting: keysSchema,
  revision: z.number(),
});

export const placesItem = (places: Places, writeId: string): Revised =>
  ({
    ...placesKey,
    ...places,
    running: formatKeys(places.running),
    waiting: formatKeys(places.waiting),
    writeId,
  }) as Revised;

export const parsePlaces = (item: unknown): Places => placesSchema.parse(item);
