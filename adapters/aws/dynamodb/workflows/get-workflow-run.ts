import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { WorkflowRunKey, WorkflowRunRecord } from '../../../../core/ports/workflow-run-store.ts';
import type { Objects } from '../../objects.ts';
import type { Table } from '../table.ts';
import type { keptDefinitions } from './kept-definitions.ts';
import { parseSummary, parseTargets, parseValue, RUN, runPartition, startKey } from './run-items.ts';
import { fetchText, placeIn, textIn } from './stored-text.ts';

/** The run and what it was started with, without the steps. */
export const getWorkflowRunParams = (table: string, key: WorkflowRunKey): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK AND begins_with(SK, :run)',
  ExpressionAttributeValues: { ':PK': runPartition(key), ':run': RUN },
  ConsistentRead: true,
});

export async function getWorkflowRun(
  table: Table,
  objects: Pick<Objects, 'get'>,
  definitions: ReturnType<typeof keptDefinitions>,
  key: WorkflowRunKey,
): Promise<WorkflowRunRecord | undefined> {
  const { Items = [] } = await table.client.send(new QueryCommand(getWorkflowRunParams(table.name, key)));
  const item = Items.find(({ SK }) => SK === RUN);
  // Without the run it is the beginning of one that came to nothing.
  if (item === undefined) return undefined;
  // There is another when several were started under this id at the same time.
  const start = Items.find(({ SK }) => SK === startKey(key, String(item.startSha256)).SK);
  if (start === undefined) throw new Error(`The run ${key.runId} has no beginning.`);
  const output = placeIn(item, 'output');
  const [definition, input, record, targets, outputText] = await Promise.all([
    definitions.of(start),
    textIn(objects, start, 'input'),
    textIn(objects, item, 'record'),
    textIn(objects, item, 'targets'),
    output === null ? null : fetchText(objects, output),
  ]);
  return {
    ...parseSummary(record),
    ...definition,
    targets: parseTargets(targets),
    input: parseValue(input),
    output: outputText === null ? null : parseValue(outputText),
  };
}
