import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type {
  WorkflowRunQuery,
  WorkflowRunState,
  WorkflowRunSummary,
} from '../../../../core/ports/workflow-run-store.ts';
import type { Objects } from '../../objects.ts';
import { batchGet } from '../batch-get.ts';
import { inParallel } from '../in-parallel.ts';
import type { Table } from '../table.ts';
import { RUNS_BY_STATE, RUNS_BY_TENANT, RUNS_BY_WORKFLOW, RUNS_BY_WORKFLOW_STATE } from '../tables.ts';
import { parseSummary, stateIndexed, workflowIndexed, workflowStateIndexed } from './run-items.ts';
import { textIn } from './stored-text.ts';

/** Runs whose large records are fetched at once. */
const WIDTH = 8;

const entrySchema = z.object({ PK: z.string(), SK: z.string(), runOrder: z.string() });

/** The newest runs in a state (in any where none is named), by an index for what is asked for. */
export function listWorkflowRunsParams(
  table: string,
  { tenantId, workflow, limit, cursor }: WorkflowRunQuery,
  state: WorkflowRunState | undefined,
): QueryCommandInput {
  const [index, attribute, value] = indexFor(tenantId, workflow, state);
  return {
    TableName: table,
    IndexName: index,
    KeyConditionExpression: `${attribute} = :value${cursor === undefined ? '' : ' AND runOrder < :cursor'}`,
    ExpressionAttributeValues: { ':value': value, ...(cursor !== undefined && { ':cursor': cursor }) },
    ScanIndexForward: false,
    // One more says whether there is another page.
    Limit: limit + 1,
  };
}

function indexFor(tenantId: string, workflow: string | undefined, state: WorkflowRunState | undefined) {
  if (workflow === undefined) {
    return state === undefined
      ? [RUNS_BY_TENANT, 'runTenant', tenantId]
      : [RUNS_BY_STATE, 'runState', stateIndexed(tenantId, state)];
  }
  return state === undefined
    ? [RUNS_BY_WORKFLOW, 'runWorkflow', workflowIndexed(tenantId, workflow)]
    : [RUNS_BY_WORKFLOW_STATE, 'runWorkflowState', workflowStateIndexed(tenantId, workflow, state)];
}

/**
 * One query for each state asked for. The indexes follow the table within moments and have its keys only; the runs themselves are
 * read from the table, so that none is listed in a state that it left.
 */
export async function listWorkflowRuns(
  table: Table,
  objects: Pick<Objects, 'get'>,
  query: WorkflowRunQuery,
): Promise<{ runs: WorkflowRunSummary[]; cursor: string | undefined }> {
  const { states, limit } = query;
  const wanted = states === undefined ? [undefined] : [...new Set(states)];
  const pages = await Promise.all(
    wanted.map((state) =>
      table.client.send(new QueryCommand(listWorkflowRunsParams(table.name, query, state))),
    ),
  );
  const entries = pages.flatMap(({ Items }) => (Items ?? []).map((item) => entrySchema.parse(item)));
  // A run that changes its state may be in two of them.
  const orders = [...new Map(entries.map((entry) => [entry.runOrder, entry])).values()].sort((a, b) =>
    a.runOrder < b.runOrder ? 1 : -1,
  );
  const page = orders.slice(0, limit);
  const items = await batchGet(table, page);
  const runs = await inParallel(items, WIDTH, async (item) => ({
    order: String(item.runOrder),
    run: parseSummary(await textIn(objects, item, 'record')),
  }));
  return {
    runs: runs
      .filter(({ run }) => states === undefined || states.includes(run.state))
      .sort((a, b) => (a.order < b.order ? 1 : -1))
      .map(({ run }) => run),
    cursor: orders.length > limit ? page.at(-1)?.runOrder : undefined,
  };
}
