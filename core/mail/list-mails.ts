import type { MailState } from '../contract/firing.ts';
import type { Mail, MailSummary } from '../contract/mail.ts';
import { parseRunId, runId } from '../firing/run-task.ts';
import { type Caller, requirePermission, visibleTenant } from '../identity/caller.ts';
import type { MailRecord, MailStore } from '../ports/mail-store.ts';
import { declareProblem } from '../problem.ts';
import { composeFor } from './deliver-mail.ts';

const mailNotFound = declareProblem('mail-not-found', { status: 404, title: 'There is no such e-mail' });

/** E-mails about the caller's runs, newest first; everybody's for admins and viewers. */
export async function listMails(
  deps: { mails: MailStore },
  caller: Caller,
  filter: { state?: MailState | undefined; limit: number },
): Promise<MailSummary[]> {
  requirePermission(caller, 'read');
  const tenantId = visibleTenant(caller);
  const mails = await deps.mails.list({
    ...(tenantId !== undefined && { tenantId }),
    ...(filter.state !== undefined && { state: filter.state }),
    limit: filter.limit,
  });
  return mails.map(presentMail);
}

/** One e-mail as it is sent; its id is that of the run. */
export async function getMail(
  deps: { mails: MailStore } & Parameters<typeof composeFor>[0],
  caller: Caller,
  id: string,
): Promise<Mail> {
  requirePermission(caller, 'read');
  const key = parseRunId(id);
  const mail = key === undefined ? undefined : await deps.mails.get(key);
  const tenantId = visibleTenant(caller);
  const visible = mail !== undefined && (tenantId === undefined || mail.tenantId === tenantId);
  const composed = visible ? await composeFor(deps, mail) : undefined;
  if (!visible || composed === undefined) {
    throw mailNotFound(`There is no e-mail "${id}" that you may see. See: hookline mail list`, {
      field: 'id',
    });
  }
  return { ...presentMail(mail), text: composed.text, html: composed.html };
}

function presentMail(mail: MailRecord): MailSummary {
  return {
    id: runId(mail),
    to: mail.to,
    subject: mail.subject,
    state: mail.state,
    createdAt: new Date(mail.createdAt).toISOString(),
    sentAt: mail.sentAt === null ? null : new Date(mail.sentAt).toISOString(),
    attempts: mail.attempts,
    lastError: mail.lastError,
  };
}
