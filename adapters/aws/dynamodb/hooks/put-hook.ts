import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { HookRecord } from '../../../../core/ports/hook-store.ts';
import type { Table } from '../table.ts';
import { hookKey, parseHook } from './hook-item.ts';

export function putHookParams(table: string, hook: HookRecord): UpdateCommandInput {
  const values = { ':description': hook.description, ':createdAt': hook.createdAt };
  const set = 'SET description = :description, createdAt = if_not_exists(createdAt, :createdAt)';
  return {
    TableName: table,
    Key: hookKey(hook.name),
    ...(hook.payloadSchema === undefined
      ? { UpdateExpression: `${set} REMOVE payloadSchema`, ExpressionAttributeValues: values }
      : {
          UpdateExpression: `${set}, payloadSchema = :schema`,
          ExpressionAttributeValues: { ...values, ':schema': JSON.stringify(hook.payloadSchema) },
        }),
    ReturnValues: 'ALL_NEW',
  };
}

export async function putHook(table: Table, hook: HookRecord): Promise<HookRecord> {
  const { Attributes } = await table.client.send(new UpdateCommand(putHookParams(table.name, hook)));
  return parseHook(Attributes);
}
