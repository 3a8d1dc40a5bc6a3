import type { MailStore } from '../../../../core/ports/mail-store.ts';
import type { Table } from '../table.ts';
import { getMail } from './get-mail.ts';
import { listMails } from './list-mails.ts';
import type { MailKey } from './mail-items.ts';
import { putMail } from './put-mail.ts';
import { recordAttempt } from './record-attempt.ts';

/** E-mails in the firings table. */
export function dynamodbMailStore(deps: {
  table: Table;
  /** Sends the key of an e-mail to the queue that `deliver` takes them from. */
  enqueue: (key: MailKey) => Promise<void>;
  /** How long e-mails are kept, in days. */
  retentionDays: number;
}): MailStore {
  const { table } = deps;
  return {
    async enqueue(mail) {
      const written = await putMail(table, mail, deps.retentionDays);
      // A crash may have come between the record and the message. A second message does no harm: see `deliver`.
      if (!written && (await getMail(table, mail))?.state !== 'pending') return;
      await deps.enqueue(mail);
    },
    get: (key) => getMail(table, key),
    list: (filter) => listMails(table, filter),
    record: (key, result) => recordAttempt(table, key, result),
  };
}
