import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { FiringStore, RunClaim } from '../../../../core/ports/firing-store.ts';
import type { Table } from '../table.ts';
import { unlessRefused } from '../unless-refused.ts';
import { expiryOf, workKey } from './firing-items.ts';
import { getRun } from './get-run.ts';
import { isStopped } from './is-stopped.ts';

/**
 * Only one of several executions gets the run, and none once it is final. The secret is new with each claim: seeing it
 * there already, a write that the SDK repeated does not count a second attempt.
 */
export const claimRunParams = (
  table: string,
  claim: RunClaim,
  retentionDays: number,
): UpdateCommandInput => ({
  TableName: table,
  Key: workKey(claim),
  UpdateExpression:
    'SET handlerId = :handlerId, handlerVersion = :handlerVersion, tenantId = :tenantId, executionId = :executionId, ' +
    'startedAt = :now, leaseUntil = :leaseUntil, secretHash = :secretHash, expiresAt = :expiresAt ' +
    'REMOVE waitUntil ADD attempt :one',
  ConditionExpression:
    'attribute_not_exists(PK) OR (attribute_not_exists(endedAt) AND attribute_not_exists(cancelRequested) AND ' +
    'secretHash <> :secretHash AND ' +
    '(executionId = :executionId OR leaseUntil < :now) AND (attribute_not_exists(waitUntil) OR waitUntil <= :now))',
  ExpressionAttributeValues: {
    ':handlerId': claim.handlerId,
    ':handlerVersion': claim.handlerVersion,
    ':tenantId': claim.tenantId,
    ':executionId': claim.executionId,
    ':now': claim.now,
    ':leaseUntil': claim.leaseUntil,
    ':secretHash': claim.secretHash,
    ':expiresAt': expiryOf(claim.now, retentionDays),
    ':one': 1,
  },
  ReturnValues: 'ALL_NEW',
});

/** As if it waited: it does not go on. */
const giveUpClaimParams = (table: string, claim: RunClaim): UpdateCommandInput => ({
  TableName: table,
  Key: workKey(claim),
  UpdateExpression: 'SET waitUntil = :now, leaseUntil = :over',
  ExpressionAttributeValues: { ':now': claim.now, ':over': 0 },
});

const claimedSchema = z.object({ attempt: z.number(), failures: z.number().default(0) });

export async function claimRun(
  table: Table,
  claim: RunClaim,
  retentionDays: number,
): ReturnType<FiringStore['claim']> {
  const params = claimRunParams(table.name, claim, retentionDays);
  const written = await unlessRefused(table.client.send(new UpdateCommand(params)));
  if (written !== 'refused') {
    // After the claim: who asks for the end later than this is read sees that the item goes on.
    if (await isStopped(table, claim)) {
      await table.client.send(new UpdateCommand(giveUpClaimParams(table.name, claim)));
      return { state: 'cancelled' };
    }
    return { state: 'claimed', ...claimedSchema.parse(written.Attributes) };
  }
  const standing = await getRun(table, claim);
  if (standing?.run.endedAt != null) return { state: 'final' };
  if (standing?.run.cancelRequested != null || (await isStopped(table, claim))) return { state: 'cancelled' };
  if (standing?.run.secretHash === claim.secretHash) {
    return { state: 'claimed', attempt: standing.run.attempt, failures: standing.failures };
  }
  const until = standing?.run.waiting?.until;
  return until != null && until > claim.now ? { state: 'waiting', until } : { state: 'held' };
}
