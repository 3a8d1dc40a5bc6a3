import { afterAll, beforeAll, expect, test } from 'vitest';
import { dynamodbWorkflowRunStore } from '../../adapters/aws/dynamodb/workflows/workflow-run-store.ts';
import { s3Folders } from '../../adapters/aws/s3/s3-folders.ts';
import { s3Objects } from '../../adapters/aws/s3/s3-objects.ts';
import { parseWakeup, sendWakeupsParams, type Wakeup } from '../../adapters/aws/sqs/wake-queue.ts';
import { tellAgainOf } from '../../adapters/aws/streams/tell-again.ts';
import { randomIds } from '../../adapters/node/random-ids.ts';
import { streamFilters } from '../../infra/stream-filters.ts';
import { run, step } from '../conformance/workflow-stores/records.ts';
import { startCountingProxy } from './counting-proxy.ts';
import { type LocalAws, startLocalAws } from './local-aws.ts';
import { openTableStreams } from './table-streams.ts';

let aws: LocalAws;
const streams = openTableStreams();
let proxy: Awaited<ReturnType<typeof startCountingProxy>>;
beforeAll(async () => {
  aws = await startLocalAws();
  proxy = await startCountingProxy(aws.dynamodbEndpoint, () => {}, streams);
});
afterAll(async () => {
  await proxy.close();
  await aws.close();
});

test('The stream brings to "wake" what somebody wrote who may never ask again, and nothing of what the machines ask for again', async () => {
  const table = await aws.createTable('workflows', proxy.endpoint);
  const bucket = aws.createBucket();
  const runs = dynamodbWorkflowRunStore({
    table,
    objects: { ...s3Objects(bucket), ...s3Folders(bucket) },
    ids: randomIds(),
  });
  const told: Wakeup[] = [];
  streams.follow({
    table: table.name,
    filters: streamFilters.recordWorkflows,
    batchSize: 100,
    consume: (batch) => tellAgainOf({ wake: async (wakeups) => void told.push(...wakeups) }, batch),
  });
  const token = { value: 'token', execution: 'one' };
  const ended = { state: 'succeeded', endedAt: 2, output: {}, token } as const;

  await runs.put(run({ revision: 1 }));
  await runs.putStep(step({ stepId: '1', ...ended }));
  await runs.putStep(step({ stepId: '2', ...ended, work: { receipt: null } }));
  await runs.putStep(step({ stepId: '3', ...ended, work: { waitsFor: 'http', key: 'k' } }));
  const continuation = { workflow: { name: 'w' } };
  await runs.putStep(step({ stepId: '5#1.4', state: 'active', token, work: { continuation } }));
  await runs.put(run({ revision: 2, execution: 'two' }));
  await runs.put(run({ revision: 3, state: 'cancelled', endedAt: 3 }));
  await streams.deliver();

  const { tenantId, runId } = run();
  expect(told.map(({ cause: _, ...wakeup }: Wakeup & { cause?: string }) => wakeup)).toEqual([
    { run: { tenantId, runId }, stepId: '2' },
    { run: { tenantId, runId }, stepId: '3' },
    { run: { tenantId, runId }, stepId: '5#1.4' },
    { run: { tenantId, runId } },
    { run: { tenantId, runId } },
  ]);
  // Each write is told of once, one after the other.
  const { Entries = [] } = sendWakeupsParams('q', told);
  expect(new Set(Entries.map(({ MessageGroupId }) => MessageGroupId)).size).toBe(1);
  expect(new Set(Entries.map(({ MessageDeduplicationId }) => MessageDeduplicationId)).size).toBe(5);
  expect(Entries.map(({ MessageBody = '' }) => parseWakeup(MessageBody))).toEqual(told);
});
