import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { type MailState, mailStateSchema } from '../../../../core/contract/firing.ts';
import type { MailRecord } from '../../../../core/ports/mail-store.ts';
import type { Table } from '../table.ts';
import { MAILS_BY_STATE, MAILS_BY_TENANT } from '../tables.ts';
import { mailIndexed, parseMail } from './mail-items.ts';

export interface MailFilter {
  tenantId?: string;
  state?: MailState;
  limit: number;
}

export function listMailsParams(
  table: string,
  state: MailState,
  { tenantId, limit }: MailFilter,
): QueryCommandInput {
  return {
    TableName: table,
    ...(tenantId === undefined
      ? {
          IndexName: MAILS_BY_STATE,
          KeyConditionExpression: 'mailState = :state',
          ExpressionAttributeValues: { ':state': state },
        }
      : {
          IndexName: MAILS_BY_TENANT,
          KeyConditionExpression: 'mailTenantState = :state',
          ExpressionAttributeValues: { ':state': mailIndexed(tenantId, state).mailTenantState },
        }),
    ScanIndexForward: false,
    Limit: limit,
  };
}

/**
 * One query for each state asked for, so that the few undelivered are found among any number of sent. An index follows
 * its table within moments: an e-mail of just now may be missing.
 */
export async function listMails(table: Table, filter: MailFilter): Promise<MailRecord[]> {
  const states = filter.state === undefined ? mailStateSchema.options : [filter.state];
  const pages = await Promise.all(
    states.map((state) => table.client.send(new QueryCommand(listMailsParams(table.name, state, filter)))),
  );
  return pages
    .flatMap(({ Items }) => (Items ?? []).map(parseMail))
    .sort((a, b) => b.createdAt - a.createdAt)
    .slice(0, filter.limit);
}
