import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { EventBinding } from '../../../../core/ports/hook-store.ts';
import { queryAll } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { BINDINGS_PARTITION, parseBinding } from './hook-item.ts';

/** A hook that events may fire; what the hook itself says decides. */
export interface HookBinding {
  readonly hook: string;
  readonly onEvent: EventBinding;
}

/** Strongly consistent: an event that comes after a hook was bound fires it. */
export const listBindingsParams = (table: string): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK',
  ExpressionAttributeValues: { ':PK': BINDINGS_PARTITION },
  ConsistentRead: true,
});

const bindingSchema = z.object({ hook: z.string(), onEvent: z.string().transform(parseBinding) });

export async function listBindings(registry: Table): Promise<HookBinding[]> {
  const items = await queryAll(registry, listBindingsParams(registry.name));
  return items.map((item) => bindingSchema.parse(item));
}
