import * as z from 'zod';
import { timeSchema } from './fields.ts';
import { mailStateSchema } from './firing.ts';

/** An e-mail about a run's outcome, as listed. */
export const mailSummarySchema = z
  .object({
    id: z.string().meta({ description: 'The id of the run that it is about.' }),
    to: z.string(),
    subject: z.string(),
    state: mailStateSchema,
    createdAt: timeSchema,
    sentAt: timeSchema.nullable(),
    attempts: z.int().meta({ description: 'Attempts to send it so far.' }),
    lastError: z
      .string()
      .nullable()
      .meta({ description: 'What the mail server said to the newest failed attempt.' }),
  })
  .meta({ id: 'MailSummary' });

export const mailSchema = mailSummarySchema
  .extend({ text: z.string(), html: z.string() })
  .meta({ id: 'Mail' });

export type MailSummary = z.infer<typeof mailSummarySchema>;
export type Mail = z.infer<typeof mailSchema>;
