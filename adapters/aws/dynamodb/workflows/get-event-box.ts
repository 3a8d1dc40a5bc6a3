import { GetCommand, type GetCommandInput } from '@aws-sdk/lib-dynamodb';
import type { EventBox } from '../../../../core/ports/event-boxes.ts';
import type { WorkflowRunKey } from '../../../../core/ports/workflow-run-store.ts';
import type { Objects } from '../../objects.ts';
import type { Table } from '../table.ts';
import { boxKey, parseBox } from './event-box-items.ts';
import { fetchText, placeIn } from './stored-text.ts';

type BoxKey = WorkflowRunKey & { readonly key: string };

export const getEventBoxParams = (table: string, key: BoxKey): GetCommandInput => ({
  TableName: table,
  Key: boxKey(key),
  ConsistentRead: true,
});

export async function getEventBox(
  table: Table,
  objects: Pick<Objects, 'get'>,
  key: BoxKey,
): Promise<EventBox | undefined> {
  const { Item } = await table.client.send(new GetCommand(getEventBoxParams(table.name, key)));
  if (Item === undefined) return undefined;
  const event = placeIn(Item, 'event');
  return parseBox(Item, event === null ? null : await fetchText(objects, event));
}
