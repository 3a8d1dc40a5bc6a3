import type { Mail } from '../core/contract/mail.ts';
import { callApi } from './call-api.ts';
import type { HooklineConnection } from './connection.ts';
import { expectAnswer } from './expect-answer.ts';
import { mailSummaryFields } from './list-mails.ts';
import { pathPart } from './path-part.ts';

/**
 * One e-mail with its text.
 *
 * @param id the id of the run that it is about.
 * @throws {HooklineProblem} `mail-not-found`.
 */
export async function getMail(connection: HooklineConnection, id: string): Promise<Mail> {
  const answer = await callApi(connection, { method: 'GET', path: `/v1/mails/${pathPart(id, 'id')}` });
  return expectAnswer<Mail>(answer, { ...mailSummaryFields, text: 'string', html: 'string' });
}
