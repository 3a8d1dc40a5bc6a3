import { DeleteCommand, GetCommand, PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { StartRequest } from '../../../../core/ports/run-limits.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { limitExpiry, rateKey, rateSchema, startKey } from './limit-items.ts';

const startSchema = z.object({ at: z.number() });

export const putRateParams = (
  table: string,
  { group, now }: Pick<StartRequest, 'group' | 'now'>,
  { revision, starts }: z.infer<typeof rateSchema>,
): PutCommandInput => ({
  TableName: table,
  Item: { ...rateKey(group), revision: revision + 1, starts, expiresAt: limitExpiry(now) },
  ...(revision === 0
    ? { ConditionExpression: 'attribute_not_exists(PK)' }
    : { ConditionExpression: 'revision = :revision', ExpressionAttributeValues: { ':revision': revision } }),
});

/**
 * The newest starts of a group are one item, written under the condition of its revision. After a crash before the reservation
 * is noted, one start is reserved for nobody.
 */
export async function reserveStart(table: Table, request: StartRequest): Promise<number> {
  const { now } = request;
  const reserved = await getReserved(table, request);
  if (reserved !== undefined) {
    if (reserved <= now) await forgetStart(table, request);
    return reserved;
  }
  const at = await nextStart(table, request);
  if (at > now) {
    const Item = { ...startKey(request), at, expiresAt: limitExpiry(at) };
    await table.client.send(new PutCommand({ TableName: table.name, Item }));
  }
  return at;
}

async function nextStart(table: Table, request: StartRequest): Promise<number> {
  const { group, count, periodMs, now } = request;
  for (;;) {
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: rateKey(group), ConsistentRead: true }),
    );
    const { revision, starts } = Item === undefined ? { revision: 0, starts: [] } : rateSchema.parse(Item);
    const before = starts.at(-count);
    const at = Math.max(now, starts.at(-1) ?? now, before === undefined ? now : before + periodMs);
    const params = putRateParams(table.name, request, { revision, starts: [...starts, at].slice(-count) });
    if ((await unlessRefused(table.client.send(new PutCommand(params)))) !== 'refused') return at;
  }
}

async function getReserved(table: Table, request: StartRequest): Promise<number | undefined> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: startKey(request), ConsistentRead: true }),
  );
  return Item === undefined ? undefined : startSchema.parse(Item).at;
}

/** Uses a reserved start up, or gives it up. */
export async function forgetStart(table: Table, key: Parameters<typeof startKey>[0]): Promise<void> {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: startKey(key) }));
}
