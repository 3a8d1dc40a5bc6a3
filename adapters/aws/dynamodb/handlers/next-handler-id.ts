import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Table } from '../table.ts';
import { COUNTER_KEY } from './handler-items.ts';

export const nextHandlerIdParams = (table: string): UpdateCommandInput => ({
  TableName: table,
  Key: COUNTER_KEY,
  UpdateExpression: 'ADD lastId :one',
  ExpressionAttributeValues: { ':one': 1 },
  ReturnValues: 'UPDATED_NEW',
});

const counterSchema = z.object({ lastId: z.number() });

/** An id that nobody else gets, from 1. A registration that fails after it leaves a gap. */
export async function nextHandlerId(table: Table): Promise<number> {
  const { Attributes } = await table.client.send(new UpdateCommand(nextHandlerIdParams(table.name)));
  return counterSchema.parse(Attributes).lastId;
}
