import * as z from 'zod';
import { timeSchema, userNameSchema } from './fields.ts';
import { limits } from './limits.ts';

/**
 * admin: everything. developer: own handlers, fire, read own. ingest: fire only. viewer: read everything,
 * change nothing.
 */
export const roleSchema = z.enum(
  ['admin', 'developer', 'ingest', 'viewer'],
  'A role is admin, developer, ingest or viewer.',
);

export const userSchema = z
  .object({ id: z.string(), name: userNameSchema, role: roleSchema, createdAt: timeSchema })
  .meta({ id: 'User' });

export const newUserSchema = z
  .strictObject({ name: userNameSchema, role: roleSchema.default('developer') })
  .meta({ id: 'NewUser' });

/** An API key as listed: never its secret. */
export const keySchema = z
  .object({
    id: z.string(),
    user: z.string(),
    createdAt: timeSchema,
    expiresAt: timeSchema.nullable().meta({ description: 'When it stops working; null for never.' }),
  })
  .meta({ id: 'ApiKey' });

export const newKeySchema = z
  .strictObject({
    user: userNameSchema
      .optional()
      .meta({ description: 'Whose key; an admin may name anybody, others themselves (the default).' }),
  })
  .meta({ id: 'NewApiKey' });

/** The one answer that holds the secret. */
export const createdKeySchema = keySchema
  .extend({
    apiKey: z.string().meta({ description: 'The whole key. Shown once; only a hash of it is stored.' }),
  })
  .meta({ id: 'CreatedApiKey' });

export const keyRotationSchema = z
  .strictObject({
    overlapSeconds: z
      .int('overlapSeconds must be a whole number of seconds.')
      .min(0, 'overlapSeconds must not be negative.')
      .max(
        limits.rotationOverlapSeconds.max,
        `overlapSeconds must be at most ${limits.rotationOverlapSeconds.max}.`,
      )
      .default(limits.rotationOverlapSeconds.default)
      .meta({ description: 'How long the old key goes on working.' }),
  })
  .meta({ id: 'KeyRotation' });

export type Role = z.infer<typeof roleSchema>;
export type User = z.infer<typeof userSchema>;
export type NewUser = z.infer<typeof newUserSchema>;
export type ApiKey = z.infer<typeof keySchema>;
export type CreatedApiKey = z.infer<typeof createdKeySchema>;
