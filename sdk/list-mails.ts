import type { MailState } from '../core/contract/firing.ts';
import type { MailSummary } from '../core/contract/mail.ts';
import { callApi } from './call-api.ts';
import type { HooklineConnection } from './connection.ts';
import { expectAnswer, type FieldsOf } from './expect-answer.ts';

/** @internal */
export const mailSummaryFields: FieldsOf<MailSummary> = {
  id: 'string',
  to: 'string',
  subject: 'string',
  state: 'string',
  createdAt: 'string',
  sentAt: 'string?',
  attempts: 'number',
  lastError: 'string?',
};

/**
 * The e-mails about the user's runs, the newest first; everybody's for admins and viewers.
 *
 * @param options.state only those that stand so.
 * @param options.limit how many at most, 1 to 1000; 100 unless given.
 */
export async function listMails(
  connection: HooklineConnection,
  options: { state?: MailState | undefined; limit?: number | undefined } = {},
): Promise<MailSummary[]> {
  const query = new URLSearchParams();
  if (options.state !== undefined) query.set('state', options.state);
  if (options.limit !== undefined) query.set('limit', String(options.limit));
  const answer = await callApi(connection, { method: 'GET', path: '/v1/mails', query });
  const { mails } = expectAnswer<{ mails: unknown[] }>(answer, { mails: 'array' });
  return mails.map((mail) => expectAnswer<MailSummary>(mail, mailSummaryFields));
}
