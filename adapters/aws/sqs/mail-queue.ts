import { SendMessageCommand, type SendMessageCommandInput, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { MailKey } from '../dynamodb/mails/mail-items.ts';

export const sendMailKeyParams = (
  queueUrl: string,
  { firingId, handlerId }: MailKey,
): SendMessageCommandInput => ({
  QueueUrl: queueUrl,
  MessageBody: JSON.stringify({ firingId, handlerId }),
});

/** Puts the keys of e-mails on the queue that `deliver` takes them from. */
export function sqsMailQueue(client: SQSClient, queueUrl: string): (key: MailKey) => Promise<void> {
  return async (key) => {
    await client.send(new SendMessageCommand(sendMailKeyParams(queueUrl, key)));
  };
}

const mailKeySchema = z.object({ firingId: z.string(), handlerId: z.int().positive() });

/** The key in a message; throws when it is none. */
export function parseMailKey(body: string): MailKey {
  const value: unknown = JSON.parse(body);
  return mailKeySchema.parse(value);
}
