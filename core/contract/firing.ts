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

export const runStateSchema = z.enum(['planned', 'running', 'succeeded', 'failed']);

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
    error: z.object({ name: z.string(), message: z.string(), stack: z.string().optional() }).nullable(),
    output: z.string().meta({ description: 'What the run printed.' }),
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
      .object({ planned: z.int(), running: z.int(), succeeded: z.int(), failed: z.int() })
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
