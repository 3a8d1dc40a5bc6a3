import { PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import type { NewMail } from '../../../../core/ports/mail-store.ts';
import { expiryOf } from '../firings/firing-items.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { mailIndexed, mailKey } from './mail-items.ts';

export function putMailParams(table: string, mail: NewMail, retentionDays: number): PutCommandInput {
  const { to, ...rest } = mail;
  return {
    TableName: table,
    Item: {
      ...mailKey(mail),
      ...rest,
      ...mailIndexed(mail.tenantId, 'pending'),
      recipient: to,
      attempts: 0,
      expiresAt: expiryOf(mail.createdAt, retentionDays),
    },
    ConditionExpression: 'attribute_not_exists(PK)',
  };
}

/** True when it was written, false when the run has its e-mail already. */
export async function putMail(table: Table, mail: NewMail, retentionDays: number): Promise<boolean> {
  const params = putMailParams(table.name, mail, retentionDays);
  return (await unlessRefused(table.client.send(new PutCommand(params)))) !== 'refused';
}
