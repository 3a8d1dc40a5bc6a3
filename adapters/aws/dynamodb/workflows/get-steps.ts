import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { StepRecord, WorkflowRunKey } from '../../../../core/ports/workflow-run-store.ts';
import { compareSteps } from '../../../../core/workflow/run/compare-steps.ts';
import type { Objects } from '../../objects.ts';
import { batchGet } from '../batch-get.ts';
import { inParallel } from '../in-parallel.ts';
import { queryAll } from '../query-pages.ts';
import type { Table } from '../table.ts';
import { parseStep, parseValue, runPartition, STEP_PREFIX, stepItemKey } from './run-items.ts';
import { fetchText, placeIn, textIn } from './stored-text.ts';

/** Steps whose large values are fetched at once. */
const WIDTH = 16;

export const allStepsParams = (table: string, key: WorkflowRunKey): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK AND begins_with(SK, :step)',
  ExpressionAttributeValues: { ':PK': runPartition(key), ':step': STEP_PREFIX },
  ConsistentRead: true,
});

/** Those of the named that there are. */
export async function getSteps(
  table: Table,
  objects: Pick<Objects, 'get'>,
  key: WorkflowRunKey,
  stepIds: readonly string[],
): Promise<StepRecord[]> {
  const keys = [...new Set(stepIds)].map((stepId) => stepItemKey({ ...key, stepId }));
  return await inParallel(await batchGet(table, keys), WIDTH, (item) => toStep(objects, item));
}

/** In the order of their start. */
export async function getAllSteps(
  table: Table,
  objects: Pick<Objects, 'get'>,
  key: WorkflowRunKey,
): Promise<StepRecord[]> {
  const items = await queryAll(table, allStepsParams(table.name, key));
  return (await inParallel(items, WIDTH, (item) => toStep(objects, item))).sort(compareSteps);
}

async function toStep(
  objects: Pick<Objects, 'get'>,
  item: Readonly<Record<string, unknown>>,
): Promise<StepRecord> {
  const output = placeIn(item, 'output');
  const [record, outputText] = await Promise.all([
    textIn(objects, item, 'record'),
    output === null ? null : fetchText(objects, output),
  ]);
  return { ...parseStep(record), output: outputText === null ? null : parseValue(outputText) };
}
