import * as z from 'zod';
import { anyOr, hookNameSchema, timeSchema } from './fields.ts';
import { limits } from './limits.ts';

const descriptionSchema = z
  .string('A description must be a string.')
  .max(limits.descriptionLength, `A description must have at most ${limits.descriptionLength} characters.`);

const payloadSchemaSchema = z
  .record(z.string(), z.unknown(), 'A payload schema is a JSON Schema object.')
  .meta({ description: 'JSON Schema (2020-12) that every payload of the hook must satisfy.' });

/** Events that fire a hook; a field that is `*`, empty or absent is any. */
const newEventBindingSchema = z
  .strictObject({
    key: anyOr('onEvent.key'),
    namespace: anyOr('onEvent.namespace').meta({
      description: 'Exactly this; `*`, empty or absent: all but those that begin with `hookline/`.',
    }),
    sender: anyOr('onEvent.sender'),
    eventType: anyOr('onEvent.eventType'),
  })
  .meta({
    id: 'NewEventBinding',
    description:
      'Each of these events fires the hook once, with the event as its payload. A field that is `*`, empty or absent is any.',
  });

const eventBindingSchema = z
  .object({
    key: z.string().optional(),
    namespace: z.string().optional(),
    sender: z.string().optional(),
    eventType: z.string().optional(),
    boundBy: z.string().meta({ description: 'Who bound it: the firings are theirs.' }),
    after: z.int().meta({ description: 'Events after this offset fire it.' }),
  })
  .meta({ id: 'EventBinding' });

/** A named point in a process. */
export const hookSchema = z
  .object({
    name: hookNameSchema,
    description: descriptionSchema,
    payloadSchema: payloadSchemaSchema.optional(),
    onEvent: eventBindingSchema.optional(),
    createdAt: timeSchema,
  })
  .meta({ id: 'Hook' });

/** What an admin sends to add a hook, or to change its description, schema and binding: what is not sent, it has not. */
export const newHookSchema = z
  .strictObject({
    name: hookNameSchema,
    description: descriptionSchema.default(''),
    payloadSchema: payloadSchemaSchema.optional(),
    onEvent: newEventBindingSchema.optional(),
  })
  .meta({ id: 'NewHook' });

export type Hook = z.infer<typeof hookSchema>;
export type NewEventBinding = z.infer<typeof newEventBindingSchema>;
export type NewHook = z.infer<typeof newHookSchema>;
