import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { MailStore } from '../../../../core/ports/mail-store.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { getMail } from './get-mail.ts';
import { type MailKey, mailIndexed, mailKey } from './mail-items.ts';

type AttemptResult = Parameters<MailStore['record']>[1];

export function recordAttemptParams(
  table: string,
  key: MailKey,
  tenantId: string,
  { state, at, error }: AttemptResult,
): UpdateCommandInput {
  const { mailState, mailTenantState } = mailIndexed(tenantId, state);
  const set = ['mailState = :state', 'mailTenantState = :tenantState'];
  const remove: string[] = [];
  const values: Record<string, unknown> = { ':state': mailState, ':tenantState': mailTenantState, ':one': 1 };
  if (error === undefined) remove.push('lastError');
  else {
    set.push('lastError = :error');
    values[':error'] = error;
  }
  if (state === 'sent') {
    set.push('sentAt = :at');
    values[':at'] = at;
  }
  return {
    TableName: table,
    Key: mailKey(key),
    UpdateExpression: `SET ${set.join(', ')}${remove.length === 0 ? '' : ` REMOVE ${remove.join(', ')}`} ADD attempts :one`,
    ConditionExpression: 'attribute_exists(PK)',
    ExpressionAttributeValues: values,
  };
}

/** When to try again is the queue's matter: see `sqs/postpone.ts`. */
export async function recordAttempt(table: Table, key: MailKey, result: AttemptResult): Promise<void> {
  const mail = await getMail(table, key);
  if (mail === undefined) return;
  const params = recordAttemptParams(table.name, key, mail.tenantId, result);
  await unlessRefused(table.client.send(new UpdateCommand(params)));
}
