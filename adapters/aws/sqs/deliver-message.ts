import type { SQSClient } from '@aws-sdk/client-sqs';
import { deliverMail } from '../../../core/mail/deliver-mail.ts';
import type { MailStore } from '../../../core/ports/mail-store.ts';
import type { Message } from './consume-batch.ts';
import { parseMailKey } from './mail-queue.ts';
import { postpone } from './postpone.ts';

/**
 * Tries once to send the e-mail that a message names. A message comes more than once (SQS delivers at least once, and a
 * crash may have queued it twice): only an e-mail that is still `pending` is sent. To try again later, the message is
 * hidden until then and kept.
 */
export async function deliverMessage(
  deps: Omit<Parameters<typeof deliverMail>[0], 'mails'> & {
    mails: Pick<MailStore, 'get' | 'record'>;
    sqs: SQSClient;
    queueUrl: string;
  },
  message: Message,
): Promise<'done' | 'again'> {
  const mail = await deps.mails.get(parseMailKey(message.body));
  if (mail === undefined || mail.state !== 'pending') return 'done';
  const { retryAt } = await deliverMail(deps, mail);
  if (retryAt === undefined) return 'done';
  await postpone(deps.sqs, deps.queueUrl, message.receiptHandle, retryAt - deps.clock.now());
  return 'again';
}
