import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { dynamodbEventBoxes } from '../../../../../adapters/aws/dynamodb/workflows/event-boxes.ts';
import { runItemKey, runPartition } from '../../../../../adapters/aws/dynamodb/workflows/run-items.ts';
import { dynamodbTaskQueue } from '../../../../../adapters/aws/dynamodb/workflows/task-queue.ts';
import { dynamodbWorkflowRunStore } from '../../../../../adapters/aws/dynamodb/workflows/workflow-run-store.ts';
import { dynamodbWorkflowStore } from '../../../../../adapters/aws/dynamodb/workflows/workflow-store.ts';
import { s3Folders } from '../../../../../adapters/aws/s3/s3-folders.ts';
import { s3Objects } from '../../../../../adapters/aws/s3/s3-objects.ts';
import { removeExpiredRuns } from '../../../../../adapters/aws/streams/remove-expired-runs.ts';
import { randomIds } from '../../../../../adapters/node/random-ids.ts';
import { limits } from '../../../../../core/contract/limits.ts';
import { type Fault, injectFaults } from '../../../../aws/inject-faults.ts';
import { type LocalAws, startLocalAws } from '../../../../aws/local-aws.ts';
import {
  eventBox,
  graphOf,
  large,
  run,
  step,
  task,
  workflow,
} from '../../../../conformance/workflow-stores/records.ts';

const key = { tenantId: 't1', runId: 'run-1' };

/** As many bytes of UTF-8 as so many characters can have. */
const longest = (length: number): string => '鸿'.repeat(length);

describe("the workflows' table and bucket", () => {
  let aws: LocalAws;
  let faults: ReturnType<typeof injectFaults>;
  beforeAll(async () => {
    // The SDK pauses before it repeats a call, for a random part of a time.
    vi.spyOn(Math, 'random').mockReturnValue(0);
    aws = await startLocalAws();
    faults = injectFaults(aws.sqs.config.requestHandler);
  });
  afterAll(async () => {
    faults.remove();
    await aws.close();
  });

  const open = async () => {
    const table = await aws.createTable('workflows');
    const bucket = aws.createBucket();
    const objects = { ...s3Objects(bucket), ...s3Folders(bucket) };
    const deps = { table, objects, ids: randomIds() };
    return {
      table,
      objects,
      runs: dynamodbWorkflowRunStore(deps),
      workflows: dynamodbWorkflowStore(deps),
      tasks: dynamodbTaskQueue(deps),
      boxes: dynamodbEventBoxes(deps),
      async itemsOfRun() {
        const { Items } = await table.client.send(
          new QueryCommand({
            TableName: table.name,
            KeyConditionExpression: 'PK = :PK',
            ExpressionAttributeValues: { ':PK': runPartition(key) },
          }),
        );
        return (Items ?? []).map(({ SK }) => String(SK).replace(/#[0-9a-f]{64}$/, '#…'));
      },
      async objectsInBucket() {
        const { Contents } = await bucket.client.send(new ListObjectsV2Command({ Bucket: bucket.name }));
        return (Contents ?? []).map(({ Key }) => Key?.split('/')[0]);
      },
      /** What the table does when a run's time is over. */
      async expire() {
        await table.client.send(new DeleteCommand({ TableName: table.name, Key: runItemKey(key) }));
      },
      /** What the stream tells of it. */
      expired: {
        Records: [
          {
            eventName: 'REMOVE',
            dynamodb: { Keys: { PK: { S: runPartition(key) }, SK: { S: 'run' } } },
          },
        ],
      },
    };
  };

  test('small values are in the items, large ones in the bucket, and each once however often it is written', async () => {
    const { runs, itemsOfRun, objectsInBucket } = await open();
    await runs.put(run());
    await runs.putStep(step({ output: { a: 1 } }));
    expect(await objectsInBucket()).toEqual([]);
    const output = { text: 'x'.repeat(20_000) };
    for (let revision = 1; revision < 4; revision++) {
      await runs.putStep(step({ stepId: '2', output, revision }));
    }
    expect(await objectsInBucket()).toEqual(['workflow-runs']);
    expect(await itemsOfRun()).toEqual(['run', 'run#start#…', 'step#1', 'step#2']);
  });

  test('removing a run leaves nothing of it, and of others everything', async () => {
    const { runs, tasks, itemsOfRun, objectsInBucket } = await open();
    for (const runId of ['run-1', 'run-2']) {
      await runs.put(run({ runId, graph: graphOf(1000), input: large }));
      await runs.putStep(step({ runId, output: large }));
      await tasks.offer(task({ runId, input: large }));
    }
    const before = await objectsInBucket();
    expect(await runs.remove(key)).toBe(true);
    expect(await itemsOfRun()).toEqual([]);
    expect(await objectsInBucket()).toHaveLength(before.length / 2);
    expect(await runs.get({ ...key, runId: 'run-2' })).toEqual(
      run({ runId: 'run-2', graph: graphOf(1000), input: large }),
    );
  });

  test('what an expired run leaves is removed when the stream tells of it, as often as it does', async () => {
    const { table, objects, runs, tasks, boxes, itemsOfRun, objectsInBucket, expire, expired } = await open();
    await runs.put(run({ input: large }));
    await runs.putStep(step({ output: large }));
    await tasks.offer(task());
    await boxes.put(eventBox({ event: { payload: large, sentAt: 1 } }));
    await removeExpiredRuns({ workflowsTable: table, objects }, expired);
    // It has begun anew: the record is of an earlier one.
    expect(await itemsOfRun()).toHaveLength(5);
    await expire();
    for (let times = 0; times < 2; times++) {
      await removeExpiredRuns({ workflowsTable: table, objects }, expired);
      expect(await itemsOfRun()).toEqual([]);
      expect(await objectsInBucket()).toEqual([]);
    }
  });

  test('a run that begins before that has none of the steps and events of the expired one', async () => {
    const { runs, boxes, itemsOfRun, expire } = await open();
    await runs.put(run({ input: { first: true } }));
    await runs.putStep(step({ output: { stale: true } }));
    await boxes.put(eventBox());
    await expire();
    expect(await runs.put(run())).toBe(true);
    expect(await runs.get(key)).toEqual(run());
    expect(await runs.allSteps(key)).toEqual([]);
    expect(await boxes.get(eventBox())).toBeUndefined();
    expect((await itemsOfRun()).filter((name) => name.startsWith('step'))).toEqual([]);
  });

  test('a run that was never written, but for what it starts with, is not there', async () => {
    const { runs, expire } = await open();
    await runs.put(run());
    await expire();
    expect(await runs.get(key)).toBeUndefined();
    expect((await runs.list({ tenantId: 't1', limit: 9 })).runs).toEqual([]);
  });

  test('names at every limit fit into keys', async () => {
    const { runs, workflows, tasks } = await open();
    const name = longest(limits.nameLength);
    const long = run({ runId: name, workflow: { name, version: 0 } });
    await runs.put(long);
    await runs.putStep(step({ runId: name, stepId: '4[999].'.repeat(limits.workflow.depth) }));
    await tasks.offer(task({ runId: name, kind: name }));
    await workflows.put(workflow({ name }));
    expect(await runs.get(long)).toEqual(long);
    expect(
      (await runs.list({ tenantId: 't1', workflow: name, states: ['running'], limit: 9 })).runs,
    ).toHaveLength(1);
    expect(await tasks.visible('t1', name, 9000, 1)).toHaveLength(1);
    expect(await workflows.get({ tenantId: 't1', name })).toBeDefined();
  });

  describe.each<Omit<Fault, 'times'>>([
    { name: 'dynamodb:PutItem', occurrence: 1, mode: 'before' },
    { name: 'dynamodb:PutItem', occurrence: 1, mode: 'after' },
    { name: 'dynamodb:PutItem', occurrence: 1, mode: 'throttled' },
    { name: 'dynamodb:PutItem', occurrence: 2, mode: 'after' },
    { name: 'dynamodb:UpdateItem', occurrence: 1, mode: 'before' },
    { name: 'dynamodb:UpdateItem', occurrence: 1, mode: 'after' },
    { name: 'dynamodb:UpdateItem', occurrence: 1, mode: 'throttled' },
    { name: 's3:PUT', occurrence: 1, mode: 'after' },
    { name: 's3:PUT', occurrence: 1, mode: 'throttled' },
  ])('a call that fails and is repeated by the SDK: $name $occurrence, $mode', (call) => {
    test('counts once, and as the first', async () => {
      const { runs, workflows, tasks } = await open();
      const writes = [
        () => runs.put(run({ input: large })),
        () => runs.put(run({ input: large, state: 'failed', output: large, revision: 2 })),
        () => runs.putStep(step()),
        () => runs.putStep(step({ output: large, revision: 2 })),
        () => workflows.put(workflow()),
        () => workflows.put(workflow({ version: 1, graph: graphOf(1000) })),
        () => tasks.offer(task({ input: large })).then(() => true),
        () => tasks.put(task({ deliveries: 1, revision: 2 })),
      ];
      let injected = 0;
      for (const write of writes) {
        faults.arm({ ...call, times: 1 });
        expect(await write()).toBe(true);
        injected += faults.injected;
        faults.disarm();
      }
      expect(injected).toBeGreaterThan(0);
      expect(await runs.get(key)).toEqual(run({ input: large, state: 'failed', output: large, revision: 2 }));
      expect(await runs.allSteps(key)).toEqual([step({ output: large, revision: 2 })]);
      expect(await tasks.get({ ...key, stepId: '1' })).toEqual(
        task({ input: large, deliveries: 1, revision: 2 }),
      );
      expect(await workflows.newestVersion({ tenantId: 't1', name: 'report' })).toBe(1);
    });
  });
});
