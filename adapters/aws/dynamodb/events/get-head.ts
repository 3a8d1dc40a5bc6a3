import { GetCommand, type GetCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Table } from '../table.ts';
import { HEAD_KEY } from './event-items.ts';

export interface Head {
  /** The last offset that was given out. */
  readonly head: number;
  /** When: milliseconds since the epoch. */
  readonly lastTime: number;
  /** How many the last reservation had. */
  readonly lastCount: number;
  /** Up to here everything was seen to be settled; 0 at first. */
  readonly stable: number;
}

const headSchema = z.object({
  head: z.number(),
  lastTime: z.number(),
  lastCount: z.number(),
  stable: z.number().default(0),
});

export const parseHead = (item: unknown): Head => headSchema.parse(item);

export const getHeadParams = (table: string): GetCommandInput => ({
  TableName: table,
  Key: HEAD_KEY,
  ConsistentRead: true,
});

/** Undefined before the first append. */
export async function getHead(table: Table): Promise<Head | undefined> {
  const { Item } = await table.client.send(new GetCommand(getHeadParams(table.name)));
  return Item === undefined ? undefined : parseHead(Item);
}
