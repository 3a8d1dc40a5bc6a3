import {
  PutCommand,
  type PutCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { RunRetry } from '../../../../core/ports/run-control.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { attemptKey, expiryOf, workKey } from './firing-items.ts';
import { isStopped } from './is-stopped.ts';

export const putAttemptParams = (table: string, retry: RunRetry, retentionDays: number): PutCommandInput => ({
  TableName: table,
  Item: {
    ...attemptKey(retry, retry.attempt),
    handlerId: retry.handlerId,
    number: retry.attempt,
    startedAt: retry.startedAt,
    endedAt: retry.at,
    nextAt: retry.nextAt,
    lost: retry.lost,
    outcome: JSON.stringify(retry.outcome),
    expiresAt: expiryOf(retry.at, retentionDays),
  },
});

/** The decision: the run waits, and whoever comes at that time may claim it. */
export const retryRunParams = (table: string, retry: RunRetry): UpdateCommandInput => ({
  TableName: table,
  Key: workKey(retry),
  UpdateExpression: 'SET waitUntil = :nextAt, leaseUntil = :over, failures = :failures',
  ConditionExpression:
    'attribute_not_exists(endedAt) AND attribute_not_exists(cancelRequested) AND attempt = :attempt',
  ExpressionAttributeValues: {
    ':nextAt': retry.nextAt,
    ':over': 0,
    ':failures': retry.failures,
    ':attempt': retry.attempt,
  },
});

/**
 * First the attempt, then the decision that another follows. After a crash in between, the attempt that the next claim
 * counts anew stands beside the one that is written down already; no wait is forgotten, since none was decided.
 */
export async function retryRun(
  table: Table,
  retry: RunRetry,
  retentionDays: number,
): Promise<'waits' | 'ended'> {
  if (await isStopped(table, retry)) return 'ended';
  await table.client.send(new PutCommand(putAttemptParams(table.name, retry, retentionDays)));
  const params = retryRunParams(table.name, retry);
  return (await unlessRefused(table.client.send(new UpdateCommand(params)))) === 'refused'
    ? 'ended'
    : 'waits';
}
