import * as z from 'zod';
import { hookNameSchema, tagSchema, timeSchema } from './fields.ts';
import { firingSchema, runSchema, runStateSchema } from './firing.ts';
import { limits } from './limits.ts';

/** A run as listed: without what it printed and returned. */
export const runSummarySchema = runSchema
  .pick({
    id: true,
    firingId: true,
    handlerId: true,
    handlerName: true,
    handlerVersion: true,
    state: true,
    attempt: true,
    startedAt: true,
    endedAt: true,
    durationMs: true,
    nextAt: true,
  })
  .extend({
    hook: hookNameSchema,
    tags: z.array(z.string()).meta({ description: 'The tags that the firing chose.' }),
    plannedAt: timeSchema,
    error: z.object({ name: z.string(), message: z.string() }).nullable(),
  })
  .meta({ id: 'RunSummary' });

/** A firing as listed: its runs are counted. */
export const firingSummarySchema = firingSchema
  .omit({ runs: true, history: true })
  .meta({ id: 'FiringSummary' });

const cursorSchema = z.int().nullable().meta({ description: 'For the next page; null at the end.' });

export const runPageSchema = z
  .object({ runs: z.array(runSummarySchema), cursor: cursorSchema })
  .meta({ id: 'RunPage' });

export const firingPageSchema = z
  .object({ firings: z.array(firingSummarySchema), cursor: cursorSchema })
  .meta({ id: 'FiringPage' });

const time = (what: string) =>
  z.iso
    .datetime({ offset: true, error: `${what} must be a time such as 2026-11-21T12:00:00Z.` })
    .transform((text) => Date.parse(text))
    .optional();

const page = {
  hook: hookNameSchema.optional(),
  tag: tagSchema.optional().meta({ description: 'One of the tags that the firing chose.' }),
  since: time('since').meta({ description: 'Not before this time.' }),
  until: time('until').meta({ description: 'Not after this time.' }),
  limit: z.coerce
    .number('limit is a number.')
    .int('limit is a whole number.')
    .min(1, 'limit must be at least 1.')
    .max(limits.runPage.max, `limit must be at most ${limits.runPage.max}.`)
    .default(limits.runPage.default),
  cursor: z.coerce
    .number('cursor is a number.')
    .int('cursor is a whole number.')
    .nonnegative('cursor must not be negative.')
    .optional()
    .meta({ description: 'As the page before gave it.' }),
};

/** Which runs; all of it must hold. Times are those of the planning or, with a final state, of the end. */
export const runListingSchema = z.strictObject({
  ...page,
  handler: z
    .string()
    .min(1)
    .max(limits.nameLength)
    .optional()
    .meta({ description: 'The name of the handler.' }),
  state: runStateSchema.optional(),
});

/** Which firings; all of it must hold. Times are those of the acceptance. */
export const firingListingSchema = z.strictObject({
  ...page,
  state: z.enum(['running', 'finished'], 'state is "running" or "finished".').optional(),
});

export type RunSummary = z.infer<typeof runSummarySchema>;
export type FiringSummary = z.infer<typeof firingSummarySchema>;
export type RunListing = z.infer<typeof runListingSchema>;
export type FiringListing = z.infer<typeof firingListingSchema>;
