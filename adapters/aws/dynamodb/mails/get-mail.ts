import { GetCommand, type GetCommandInput } from '@aws-sdk/lib-dynamodb';
import type { MailRecord } from '../../../../core/ports/mail-store.ts';
import type { Table } from '../table.ts';
import { type MailKey, mailKey, parseMail } from './mail-items.ts';

export const getMailParams = (table: string, key: MailKey): GetCommandInput => ({
  TableName: table,
  Key: mailKey(key),
  ConsistentRead: true,
});

export async function getMail(table: Table, key: MailKey): Promise<MailRecord | undefined> {
  const { Item } = await table.client.send(new GetCommand(getMailParams(table.name, key)));
  return Item === undefined ? undefined : parseMail(Item);
}
