import * as z from 'zod';
import { namespaceNameSchema } from './event.ts';
import { timeSchema } from './fields.ts';
import { roleSchema } from './identity.ts';
import { limits } from './limits.ts';

const rolesSchema = (what: string) =>
  z.array(roleSchema, `${what} must be a list of roles.`).transform((roles) => [...new Set(roles)].sort());

const retentionDaysSchema = z
  .int('retentionDays is a whole number of days.')
  .min(1, 'retentionDays must be at least 1.')
  .max(limits.eventRetentionDays.max, `retentionDays must be at most ${limits.eventRetentionDays.max}.`)
  .meta({ description: 'How long its events are kept, in days.' });

/** Events that share their readers, writers and retention. */
export const namespaceSchema = z
  .object({
    name: namespaceNameSchema,
    owner: z.string().meta({ description: 'Who may read, write and change it whatever their role.' }),
    readers: z.array(roleSchema).meta({ description: 'The roles that may read its events.' }),
    writers: z.array(roleSchema).meta({ description: 'The roles that may send events to it.' }),
    retentionDays: retentionDaysSchema,
    createdAt: timeSchema,
  })
  .meta({ id: 'Namespace' });

/** What its owner or an admin sends to add a namespace, or to change one. */
export const newNamespaceSchema = z
  .strictObject({
    name: namespaceNameSchema,
    readers: rolesSchema('readers').default([]),
    writers: rolesSchema('writers').default([]),
    retentionDays: retentionDaysSchema.default(limits.eventRetentionDays.default),
  })
  .meta({ id: 'NewNamespace' });

export type Namespace = z.infer<typeof namespaceSchema>;
export type NewNamespace = z.infer<typeof newNamespaceSchema>;
