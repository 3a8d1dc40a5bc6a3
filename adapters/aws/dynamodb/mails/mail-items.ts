import * as z from 'zod';
import { mailStateSchema } from '../../../../core/contract/firing.ts';
import type { MailRecord } from '../../../../core/ports/mail-store.ts';
import { type Key, sortableId } from '../table.ts';

export type MailKey = Pick<MailRecord, 'firingId' | 'handlerId'>;

/** Apart from the firing's partition, so that reading a firing does not read its e-mails. */
export const mailKey = ({ firingId, handlerId }: MailKey): Key => ({
  PK: `mail#${firingId}`,
  SK: sortableId(handlerId),
});

/** The attributes that the indexes are made of. */
export const mailIndexed = (tenantId: string, state: MailRecord['state']) => ({
  mailState: state,
  mailTenantState: `${tenantId}#${state}`,
});

const mailSchema = z.object({
  firingId: z.string(),
  handlerId: z.number(),
  tenantId: z.string(),
  recipient: z.string(),
  subject: z.string(),
  mailState: mailStateSchema,
  attempts: z.number(),
  lastError: z.string().optional(),
  createdAt: z.number(),
  sentAt: z.number().optional(),
});

export function parseMail(item: unknown): MailRecord {
  const { recipient, mailState, lastError, sentAt, ...rest } = mailSchema.parse(item);
  return { ...rest, to: recipient, state: mailState, lastError: lastError ?? null, sentAt: sentAt ?? null };
}
