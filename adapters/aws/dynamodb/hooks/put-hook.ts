import { randomUUID } from 'node:crypto';
import {
  DeleteCommand,
  type DeleteCommandInput,
  PutCommand,
  type PutCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { HookRecord } from '../../../../core/ports/hook-store.ts';
import type { Table } from '../table.ts';
import { bindingKey, hookKey } from './hook-item.ts';

/** @param bindingId names its binding, where it has one. */
export function putHookParams(table: string, hook: HookRecord, bindingId: string): UpdateCommandInput {
  const { description, createdAt, payloadSchema, onEvent } = hook;
  const bound = onEvent !== undefined;
  const set = 'SET description = :description, createdAt = if_not_exists(createdAt, :createdAt)';
  const removed = [
    ...(payloadSchema === undefined ? ['payloadSchema'] : []),
    ...(bound ? [] : ['onEvent', 'bindingId']),
  ];
  return {
    TableName: table,
    Key: hookKey(hook.name),
    UpdateExpression: [
      set,
      ...(payloadSchema === undefined ? [] : [', payloadSchema = :schema']),
      ...(bound ? [', onEvent = :onEvent, bindingId = :bindingId'] : []),
      ...(removed.length === 0 ? [] : [` REMOVE ${removed.join(', ')}`]),
    ].join(''),
    ExpressionAttributeValues: {
      ':description': description,
      ':createdAt': createdAt,
      ...(payloadSchema !== undefined && { ':schema': JSON.stringify(payloadSchema) }),
      ...(bound && { ':onEvent': JSON.stringify(onEvent), ':bindingId': bindingId }),
    },
    ReturnValues: 'ALL_OLD',
  };
}

export const putBindingParams = (table: string, hook: HookRecord, bindingId: string): PutCommandInput => ({
  TableName: table,
  Item: { ...bindingKey(bindingId), hook: hook.name, onEvent: JSON.stringify(hook.onEvent) },
});

const replacedSchema = z.object({ createdAt: z.number(), bindingId: z.string().optional() }).optional();

export async function putHook(table: Table, hook: HookRecord): Promise<HookRecord> {
  const bindingId = randomUUID();
  if (hook.onEvent !== undefined) {
    await table.client.send(new PutCommand(putBindingParams(table.name, hook, bindingId)));
  }
  const params = putHookParams(table.name, hook, bindingId);
  const { Attributes } = await table.client.send(new UpdateCommand(params));
  const replaced = replacedSchema.parse(Attributes);
  await removeBinding(table, replaced?.bindingId);
  return { ...hook, createdAt: replaced?.createdAt ?? hook.createdAt };
}

export const removeBindingParams = (table: string, bindingId: string): DeleteCommandInput => ({
  TableName: table,
  Key: bindingKey(bindingId),
});

/** After the hook that had it has it no more. */
export async function removeBinding(table: Table, bindingId: string | undefined): Promise<void> {
  if (bindingId === undefined) return;
  await table.client.send(new DeleteCommand(removeBindingParams(table.name, bindingId)));
}
