import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { WorkflowRecord } from '../../../../core/ports/workflow-store.ts';
import type { Objects } from '../../objects.ts';
import { inParallel } from '../in-parallel.ts';
import { queryPages } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { textIn } from './stored-text.ts';
import { parseHead, parseWorkflow, workflowsPartition } from './workflow-items.ts';

/** Workflows whose large graphs are fetched at once. */
const WIDTH = 8;

export const listWorkflowsParams = (
  table: string,
  tenantId: string,
  { afterName, limit }: { afterName?: string; limit: number },
): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: `PK = :PK${afterName === undefined ? '' : ' AND SK > :after'}`,
  ExpressionAttributeValues: {
    ':PK': workflowsPartition(tenantId),
    ...(afterName !== undefined && { ':after': afterName }),
  },
  ConsistentRead: true,
  Limit: limit,
});

/** The newest versions, by name. */
export async function listWorkflows(
  table: Table,
  objects: Pick<Objects, 'get'>,
  tenantId: string,
  page: { afterName?: string; limit: number },
): Promise<WorkflowRecord[]> {
  const items: Record<string, unknown>[] = [];
  for await (const found of queryPages(table, listWorkflowsParams(table.name, tenantId, page))) {
    items.push(...found.filter((item) => !parseHead(item).removed));
    if (items.length >= page.limit) break;
  }
  return await inParallel(items.slice(0, page.limit), WIDTH, async (item) =>
    parseWorkflow(await textIn(objects, item, 'record')),
  );
}
