import * as z from 'zod';
import { hookNameSchema, timeSchema } from './fields.ts';
import { handlerIdSchema } from './handler.ts';

/** The answer to a firing: it is stored, and will be carried out. */
export const acceptedFiringSchema = z
  .object({
    id: z.string(),
    duplicate: z.boolean().meta({ description: 'True when this idempotency key had been accepted before.' }),
  })
  .meta({ id: 'AcceptedFiring' });

/**
 * How a run stands: `planned`; `waiting` for the time of its next attempt, or for a slot; `running`; and the final ones, of
 * which it has exactly one in the end.
 */
export const runStateSchema = z.enum([
  'planned',
  'waiting',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'skipped',
]);

const errorSchema = z.object({ name: z.string(), message: z.string(), stack: z.string().optional() });

/** One try of a run (of an item). */
const attemptSchema = z
  .object({
    number: z.int().meta({ description: 'From 1.' }),
    startedAt: timeSchema
      .nullable()
      .meta({ description: 'Null when the platform vanished with it: nothing is known of it then.' }),
    endedAt: timeSchema.nullable(),
    error: errorSchema
      .nullable()
      .meta({ description: 'Why it failed; null while it goes on, and of a success.' }),
    output: z.string().meta({ description: 'What it printed: of an earlier attempt the last 16 KiB.' }),
    nextAt: timeSchema
      .nullable()
      .meta({ description: 'When the next attempt may begin; null when none follows.' }),
  })
  .meta({ id: 'Attempt' });

/** One item, or batch of items, of a run with `each`. */
const runItemSchema = z
  .object({
    index: z.int().meta({ description: 'From 0, in the order of the list that `each` gave.' }),
    state: runStateSchema,
    attempt: z.int().meta({ description: 'The newest attempt, from 1; 0 before the first.' }),
    startedAt: timeSchema.nullable(),
    endedAt: timeSchema.nullable(),
    result: z.string().nullable().meta({ description: 'As of a run, at most its first 1,000 characters.' }),
    error: z.object({ name: z.string(), message: z.string() }).nullable(),
    output: z.string().meta({ description: 'The last 1,000 characters of what its newest attempt printed.' }),
    nextAt: timeSchema.nullable(),
  })
  .meta({ id: 'RunItem' });

/** How the e-mail about a run stands; `kept` is the embedded outbox without a mail server. */
export const mailStateSchema = z.enum(['pending', 'sent', 'kept', 'undelivered']);

/** One handler's work for one firing. */
export const runSchema = z
  .object({
    id: z.string(),
    firingId: z.string(),
    handlerId: handlerIdSchema,
    handlerName: z.string(),
    handlerVersion: z.int(),
    state: runStateSchema,
    attempt: z.int().meta({ description: 'The newest attempt, from 1; 0 while planned.' }),
    startedAt: timeSchema.nullable(),
    endedAt: timeSchema.nullable(),
    durationMs: z.number().nullable(),
    result: z.string().nullable().meta({ description: 'The returned text, or what was returned as JSON.' }),
    resultType: z.enum(['text', 'json']).nullable(),
    resultCut: z.boolean(),
    error: errorSchema.nullable(),
    output: z.string().meta({ description: 'What the newest attempt printed.' }),
    nextAt: timeSchema.nullable().meta({
      description: 'While waiting: when the next attempt may begin; null when it waits for a slot.',
    }),
    attempts: z.array(attemptSchema).meta({ description: 'Every attempt, in order; empty while planned.' }),
    items: z
      .array(runItemSchema)
      .nullable()
      .meta({ description: 'Of a handler with `each`, once it was split; null otherwise.' }),
    cancelRequested: z
      .object({ by: z.string(), at: timeSchema })
      .nullable()
      .meta({ description: 'Who asked for it to end, and when.' }),
  })
  .meta({ id: 'Run' });

export const historyEntrySchema = z
  .object({
    step: z.enum(['accept', 'plan', 'invoke', 'settle', 'notify', 'finish']),
    at: timeSchema,
    runId: z.string().optional(),
    attempt: z.int().optional(),
    state: runStateSchema.optional(),
  })
  .meta({ id: 'HistoryEntry' });

/** One occurrence of a hook. */
export const firingSchema = z
  .object({
    id: z.string(),
    hook: hookNameSchema,
    tags: z.array(z.string()),
    allHandlers: z.boolean(),
    firedBy: z.string(),
    state: z.enum(['running', 'finished']),
    acceptedAt: timeSchema,
    finishedAt: timeSchema.nullable(),
    payloadBytes: z.int(),
    counts: z
      .record(runStateSchema, z.int())
      .meta({ description: 'The runs that the caller may see, by state.' }),
    runs: z.array(runSchema).meta({ description: 'The runs that the caller may see.' }),
    history: z.array(historyEntrySchema),
  })
  .meta({ id: 'Firing' });

export type AcceptedFiring = z.infer<typeof acceptedFiringSchema>;
export type Run = z.infer<typeof runSchema>;
export type RunState = z.infer<typeof runStateSchema>;
export type MailState = z.infer<typeof mailStateSchema>;
export type HistoryEntry = z.infer<typeof historyEntrySchema>;
export type Firing = z.infer<typeof firingSchema>;
