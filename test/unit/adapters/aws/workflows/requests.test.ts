import { describe, expect, test } from 'vitest';
import {
  eventWaitItem,
  eventWaitKey,
  parseEventWait,
} from '../../../../../adapters/aws/dynamodb/workflows/event-wait-items.ts';
import { listWorkflowRunsParams } from '../../../../../adapters/aws/dynamodb/workflows/list-workflow-runs.ts';
import { runItem } from '../../../../../adapters/aws/dynamodb/workflows/put-workflow-run.ts';
import {
  parseRunPartition,
  runIndexed,
  runPartition,
} from '../../../../../adapters/aws/dynamodb/workflows/run-items.ts';
import { setAttributes } from '../../../../../adapters/aws/dynamodb/workflows/set-attributes.ts';
import { parseTaskOrder, taskOrder } from '../../../../../adapters/aws/dynamodb/workflows/task-items.ts';
import { visibleTasksParams } from '../../../../../adapters/aws/dynamodb/workflows/visible-tasks.ts';
import {
  putRevisedParams,
  updateRevisedParams,
} from '../../../../../adapters/aws/dynamodb/workflows/write-revised.ts';
import { eventWait, run } from '../../../../conformance/workflow-stores/records.ts';

const item = { PK: 'p', SK: 's', revision: 1, writeId: 'w' };

describe('a write under a revision', () => {
  test('is the first where nothing is, and else follows the one before', () => {
    expect(putRevisedParams('T', item)).toEqual({
      TableName: 'T',
      Item: item,
      ConditionExpression: 'attribute_not_exists(PK)',
    });
    expect(putRevisedParams('T', { ...item, revision: 7 })).toMatchObject({
      ConditionExpression: 'revision = :previous',
      ExpressionAttributeValues: { ':previous': 6 },
    });
  });

  test('of a part sets what it has, removes what is undefined and leaves the rest', () => {
    const output = undefined;
    expect(updateRevisedParams('T', { ...item, revision: 7, output } as typeof item)).toEqual({
      TableName: 'T',
      Key: { PK: 'p', SK: 's' },
      UpdateExpression: 'SET #revision = :revision, #writeId = :writeId REMOVE #output',
      ExpressionAttributeNames: { '#revision': 'revision', '#writeId': 'writeId', '#output': 'output' },
      ExpressionAttributeValues: { ':revision': 7, ':writeId': 'w', ':previous': 6 },
      ConditionExpression: 'revision = :previous',
    });
    expect(setAttributes({ a: 1 }).UpdateExpression).toBe('SET #a = :a');
    expect(setAttributes({ a: undefined }).UpdateExpression).toBe('REMOVE #a');
  });
});

describe('a run', () => {
  const places = { record: { inline: '{}' }, targets: { inline: '{}' }, output: null, events: null };

  test('is forgotten by the table when its time is over, to the second after it', () => {
    expect(runItem(run({ expiresAt: 1_001 }), places, 'w').expiresAt).toBe(2);
    expect(runItem(run({ expiresAt: null }), places, 'w').expiresAt).toBeUndefined();
  });

  test('is put where its values are, and leaves nothing of where they were', () => {
    const output = { key: 'workflow-runs/x/y' };
    const written = runItem(run(), { ...places, output }, 'w');
    expect(written).toMatchObject({ outputKey: output.key, record: '{}' });
    expect(written).toHaveProperty('output', undefined);
    expect(written).toHaveProperty('recordKey', undefined);
    expect(written).toHaveProperty('events', undefined);
  });

  test('is listed by its tenant, and its workflow where it has one', () => {
    expect(runIndexed(run())).toEqual({
      runTenant: 't1',
      runOrder: '000000000001000#run-1',
      runState: 't1#running',
      runWorkflow: 't1#report',
      runWorkflowState: 't1#running#report',
    });
    expect(runIndexed(run({ workflow: null }))).toMatchObject({
      runWorkflow: undefined,
      runWorkflowState: undefined,
    });
  });

  test.each([
    { asked: {}, state: undefined, index: 'runsByTenant', value: 't' },
    { asked: {}, state: 'failed', index: 'runsByState', value: 't#failed' },
    { asked: { workflow: 'w' }, state: undefined, index: 'runsByWorkflow', value: 't#w' },
    { asked: { workflow: 'w' }, state: 'failed', index: 'runsByWorkflowState', value: 't#failed#w' },
  ] as const)('is found by the index $index', ({ asked, state, index, value }) => {
    const query = { tenantId: 't', limit: 5, ...asked };
    expect(listWorkflowRunsParams('T', query, state)).toMatchObject({
      IndexName: index,
      ExpressionAttributeValues: { ':value': value },
      ScanIndexForward: false,
      Limit: 6,
    });
    expect(listWorkflowRunsParams('T', { ...query, cursor: 'c' }, state)).toMatchObject({
      KeyConditionExpression: expect.stringContaining('AND runOrder < :cursor'),
      ExpressionAttributeValues: { ':value': value, ':cursor': 'c' },
    });
  });

  test.each(['run-1', 'a#b', 'line\nbreak', '鸿'])('is known by its partition: %s', (runId) => {
    const key = { tenantId: 't1', runId };
    expect(parseRunPartition(runPartition(key))).toEqual(key);
  });

  test('is no other partition', () => {
    expect(parseRunPartition('workflows#t1')).toBeUndefined();
  });
});

describe('a wait for events', () => {
  test('has a key of the table, however long the key of its events is', () => {
    const { PK, SK } = eventWaitKey(eventWait({ key: '鸿'.repeat(1024) }));
    expect(Buffer.byteLength(PK) + Buffer.byteLength(SK)).toBeLessThan(200);
  });

  test('is stored without what may be anything', () => {
    expect(Object.keys(eventWaitItem(eventWait())).sort()).toEqual(
      ['PK', 'SK', 'after', 'key', 'runId', 'stepId', 'tenantId'].sort(),
    );
    expect(parseEventWait(eventWaitItem(eventWait({ key: undefined })))).toEqual(
      eventWait({ key: undefined }),
    );
  });
});

describe('a task for workers', () => {
  test.each(['sleep', 'sleep#1', 'ä/ö', '000'])('is ordered by its kind, then by time: %s', (kind) => {
    expect(parseTaskOrder(taskOrder(kind, 1_763_700_000_000))).toEqual({
      kind,
      visibleAt: 1_763_700_000_000,
    });
    expect(taskOrder(kind, 9) < taskOrder(kind, 10)).toBe(true);
  });

  test('is looked for up to the present', () => {
    expect(visibleTasksParams('T', 't', 'sleep', 17, 3)).toMatchObject({
      IndexName: 'tasksByKind',
      ExpressionAttributeValues: {
        ':tenant': 't',
        ':first': 'sleep#0000000000000000',
        ':last': 'sleep#0000000000000017',
      },
      Limit: 3,
    });
  });
});
