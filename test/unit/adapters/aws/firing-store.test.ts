import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  firingKey,
  formatPlan,
  parsePlan,
  runKey,
} from '../../../../adapters/aws/dynamodb/firings/firing-items.ts';
import { dynamodbFiringStore } from '../../../../adapters/aws/dynamodb/firings/firing-store.ts';
import { INLINE_OUTCOME_BYTES } from '../../../../adapters/aws/dynamodb/firings/outcome-place.ts';
import type { RunClaim, RunSettlement } from '../../../../core/ports/firing-store.ts';
import type { FiringExecution } from '../../../../core/ports/orchestrator.ts';
import { type LocalAws, startLocalAws } from '../../../aws/local-aws.ts';
import { firing, payload } from '../../../conformance/firing-store.ts';
import { manualClock } from '../../../conformance/manual-clock.ts';

const { id: firingId } = firing();
const twoRuns = [
  { handlerId: 7, version: 3 },
  { handlerId: 12, version: 0 },
];

const claim = (more: Partial<RunClaim> = {}): RunClaim => ({
  firingId,
  handlerId: 7,
  handlerVersion: 3,
  tenantId: 'allen',
  executionId: 'execution-1',
  now: 2000,
  leaseUntil: 62_000,
  secretHash: 'secret-1',
  ...more,
});

const settlement = (result: string, more: Partial<RunSettlement> = {}): RunSettlement => ({
  firingId,
  handlerId: 7,
  handlerVersion: 3,
  tenantId: 'allen',
  attempt: 1,
  outcome: { ok: true, result, resultType: 'text', resultCut: false, output: '', durationMs: 1 },
  at: 3000,
  closesFiring: true,
  ...more,
});

describe('firings in DynamoDB', () => {
  let aws: LocalAws;
  beforeAll(async () => {
    aws = await startLocalAws();
  });
  afterAll(() => aws.close());

  const open = async () => {
    const table = await aws.createTable('firings');
    const objects = new Map<string, Uint8Array>();
    const queued: FiringExecution[] = [];
    let queueIsDown = false;
    const firings = dynamodbFiringStore({
      table,
      clock: manualClock(),
      retentionDays: 90,
      objects: {
        put: async (key, bytes) => void objects.set(key, bytes),
        get: async (key) => objects.get(key) ?? Promise.reject(new Error(`There is no ${key}.`)),
      },
      async enqueue(execution) {
        if (queueIsDown) throw new Error('The queue is down.');
        queued.push(execution);
      },
    });
    const item = async (key: { PK: string; SK: string }) =>
      (await table.client.send(new GetCommand({ TableName: table.name, Key: key }))).Item;
    return {
      firings,
      objects,
      queued,
      item,
      setQueueDown: (down: boolean) => {
        queueIsDown = down;
      },
    };
  };

  test('a firing that was stored and not queued is queued by its repetition', async () => {
    const { firings, queued, setQueueDown } = await open();
    setQueueDown(true);
    await expect(firings.accept(firing(), payload)).rejects.toThrow('The queue is down.');
    setQueueDown(false);
    expect(await firings.accept(firing({ acceptedAt: 9000 }), payload)).toEqual({ existing: firing() });
    expect(queued).toMatchObject([{ firingId, payload: { inline: '{}' } }]);
  });

  test('the repetition carries out the plan that was stored, not its own', async () => {
    const { firings, queued } = await open();
    await firings.accept(firing(), payload);
    await firings.accept(firing({ plan: twoRuns, executionType: 'STANDARD' }), payload);
    expect(queued[1]).toEqual(queued[0]);
  });

  test('another request under the same id is not queued', async () => {
    const { firings, queued } = await open();
    await firings.accept(firing(), payload);
    await firings.accept(firing({ fingerprint: 'other' }), payload);
    expect(queued).toHaveLength(1);
  });

  test('a plan that is too large stores nothing', async () => {
    const { firings } = await open();
    const plan = Array.from({ length: 1001 }, (_, index) => ({ handlerId: index + 1, version: 0 }));
    await expect(firings.accept(firing({ plan }), payload)).rejects.toMatchObject({ code: 'plan-too-large' });
    expect(await firings.get(firingId)).toBeUndefined();
  });

  test('of two executions that share the runs out, the first to end does not close the firing', async () => {
    const { firings } = await open();
    await firings.accept(firing({ plan: twoRuns }), payload);
    const other = { handlerId: 12, handlerVersion: 0 };
    await firings.claim(claim());
    await firings.claim(claim({ ...other, executionId: 'execution-2' }));
    await firings.settle(settlement('one', { closesFiring: false }));
    await firings.close(firingId, 4000);
    expect((await firings.get(firingId))?.firing.finishedAt).toBeNull();
    await firings.settle(settlement('two', { ...other, closesFiring: false }));
    await firings.close(firingId, 5000);
    expect((await firings.get(firingId))?.firing.finishedAt).toBe(5000);
  });

  test('a claim that the SDK repeats, its answer being lost, is one attempt', async () => {
    const { firings } = await open();
    await firings.accept(firing(), payload);
    expect(await firings.claim(claim())).toEqual({ state: 'claimed', attempt: 1, failures: 0 });
    expect(await firings.claim(claim())).toEqual({ state: 'claimed', attempt: 1, failures: 0 });
  });

  test('an outcome of a few KiB is in the item, a larger one an object', async () => {
    const { firings, objects } = await open();
    await firings.accept(firing({ plan: twoRuns }), payload);
    const other = { handlerId: 12, handlerVersion: 0 };
    await firings.claim(claim());
    await firings.claim(claim(other));
    await firings.settle(settlement('x'.repeat(INLINE_OUTCOME_BYTES - 200)));
    expect(objects.size).toBe(0);
    await firings.settle(settlement('y'.repeat(INLINE_OUTCOME_BYTES), other));
    expect([...objects.keys()]).toEqual([expect.stringMatching(/^outcomes\/firing-0123456789abcde\/12\//)]);
  });

  test('everything expires 90 days after it was written', async () => {
    const { firings, item } = await open();
    await firings.accept(firing({ acceptedAt: 1_000_000 }), payload);
    await firings.claim(claim({ now: 2_000_000 }));
    expect(await item(firingKey(firingId))).toMatchObject({ expiresAt: 1000 + 90 * 86_400 });
    expect(await item(runKey(claim()))).toMatchObject({ expiresAt: 2000 + 90 * 86_400 });
  });

  test('a plan is written short, and read as it was', () => {
    expect(formatPlan(twoRuns)).toBe('7.3 12.0');
    const failed = [
      { handlerId: 7, version: 3, filterError: 'Near character 3: The “side” 1 . 2' },
      ...twoRuns,
    ];
    for (const plan of [[], twoRuns, failed]) expect(parsePlan(formatPlan(plan))).toEqual(plan);
  });
});
