import {
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { sha256Hex } from '../../../../core/hash.ts';
import type { EventDraft } from '../../../../core/ports/event-log.ts';
import type {
  WorkflowRunKey,
  WorkflowRunRecord,
  WorkflowRunSummary,
} from '../../../../core/ports/workflow-run-store.ts';
import { isRunToldAgain } from '../../../../core/workflow/run/told-again.ts';
import type { Objects } from '../../objects.ts';
import type { Place } from '../firings/firing-items.ts';
import type { Table } from '../table.ts';
import { hasRun } from './has-run.ts';
import { removeItems } from './remove-workflow-run.ts';
import {
  AFTER_RUN,
  runFolder,
  runIndexed,
  runItemKey,
  runPartition,
  startKey,
  TELL_AGAIN,
} from './run-items.ts';
import { placeAttributes, placeText } from './stored-text.ts';
import { putRevised, type Revised, updateRevised } from './write-revised.ts';

/** What a run was started with: without a condition, as what stands there is the same. */
export function putStartParams(
  table: string,
  key: WorkflowRunKey,
  start: { sha256: string; definitionSha256: string; definition: Place; input: Place; writeId: string },
): PutCommandInput {
  return {
    TableName: table,
    Item: {
      ...startKey(key, start.sha256),
      ...placeAttributes('definition', start.definition),
      ...placeAttributes('input', start.input),
      definitionSha256: start.definitionSha256,
      writeId: start.writeId,
    },
  };
}

/** Whether there are steps or tasks under the id of a run that is to begin: of one that expired, and whose rest was not removed yet. */
export const findRestParams = (table: string, key: WorkflowRunKey): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK AND SK > :run',
  ExpressionAttributeValues: { ':PK': runPartition(key), ':run': AFTER_RUN },
  ProjectionExpression: 'PK, SK, writeId',
  ConsistentRead: true,
});

export interface RunPlaces {
  readonly record: Place;
  readonly targets: Place;
  readonly output: Place | null;
  readonly events: Place | null;
}

/** What changes with each write of a run. */
export function runItem(
  run: WorkflowRunRecord,
  places: RunPlaces,
  writeId: string,
): Revised & Record<string, unknown> {
  const absent = { record: undefined, targets: undefined, output: undefined, events: undefined };
  const absentKeys = {
    recordKey: undefined,
    targetsKey: undefined,
    outputKey: undefined,
    eventsKey: undefined,
  };
  const { runState, runWorkflowState } = runIndexed(run);
  return {
    ...absent,
    ...absentKeys,
    ...runItemKey(run),
    ...placeAttributes('record', places.record),
    ...placeAttributes('targets', places.targets),
    ...placeAttributes('output', places.output),
    ...placeAttributes('events', places.events),
    runState,
    runWorkflowState,
    expiresAt: run.expiresAt === null ? undefined : Math.ceil(run.expiresAt / 1000),
    [TELL_AGAIN]: isRunToldAgain(run) ? 'yes' : undefined,
    revision: run.revision,
    writeId,
  };
}

/** False when another write was first. */
export async function putWorkflowRun(
  table: Table,
  objects: Pick<Objects, 'get' | 'put'>,
  run: WorkflowRunRecord,
  events: readonly EventDraft[],
  newWriteId: () => string,
): Promise<boolean> {
  const { source, graph, targets, input, output, ...summary } = run;
  const folder = runFolder(run);
  const place = (value: unknown) => placeText(objects, folder, JSON.stringify(value));
  const places = async (): Promise<RunPlaces> => ({
    record: await place(summary satisfies WorkflowRunSummary),
    targets: await place(targets),
    output: output === null ? null : await place(output),
    events: events.length === 0 ? null : await place(events),
  });
  const writeId = newWriteId();
  if (run.revision > 1) return await updateRevised(table, runItem(run, await places(), writeId));

  if (!(await isFree(table, run))) return false;
  const definition = JSON.stringify({ source, graph });
  const definitionSha256 = sha256Hex(definition);
  const start = {
    definitionSha256,
    sha256: sha256Hex(`${definitionSha256} ${JSON.stringify(input)}`),
    definition: await placeText(objects, folder, definition),
    input: await place(input),
    writeId,
  };
  await table.client.send(new PutCommand(putStartParams(table.name, run, start)));
  const item = { ...runItem(run, await places(), writeId), ...runIndexed(run), startSha256: start.sha256 };
  return await putRevised(table, withoutUndefined(item));
}

/** Removes what an expired run left; false when there is a run. */
async function isFree(table: Table, key: WorkflowRunKey): Promise<boolean> {
  const { Items: rest = [] } = await table.client.send(new QueryCommand(findRestParams(table.name, key)));
  if (rest.length === 0) return true;
  if (await hasRun(table, key)) return false;
  await removeItems(table, rest);
  return await isFree(table, key);
}

function withoutUndefined(item: Revised & Record<string, unknown>): Revised {
  return Object.fromEntries(
    Object.entries(item).filter(([, value]) => value !== undefined),
  ) as unknown as Revised;
}
