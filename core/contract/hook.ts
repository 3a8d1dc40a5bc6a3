import * as z from 'zod';
import { hookNameSchema, timeSchema } from './fields.ts';
import { limits } from './limits.ts';

const descriptionSchema = z
  .string('A description must be a string.')
  .max(limits.descriptionLength, `A description must have at most ${limits.descriptionLength} characters.`);

const payloadSchemaSchema = z
  .record(z.string(), z.unknown(), 'A payload schema is a JSON Schema object.')
  .meta({ description: 'JSON Schema (2020-12) that every payload of the hook must satisfy.' });

/** A named point in a process. */
export const hookSchema = z
  .object({
    name: hookNameSchema,
    description: descriptionSchema,
    payloadSchema: payloadSchemaSchema.optional(),
    createdAt: timeSchema,
  })
  .meta({ id: 'Hook' });

/** What an admin sends to add a hook, or to change its description and schema. */
export const newHookSchema = z
  .strictObject({
    name: hookNameSchema,
    description: descriptionSchema.default(''),
    payloadSchema: payloadSchemaSchema.optional(),
  })
  .meta({ id: 'NewHook' });

export type Hook = z.infer<typeof hookSchema>;
export type NewHook = z.infer<typeof newHookSchema>;
