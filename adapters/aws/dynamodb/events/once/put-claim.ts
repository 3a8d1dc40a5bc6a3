import { GetCommand, type GetCommandInput, PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../table.ts';
import { unlessRefused } from '../../unless-refused.ts';
import { type Claim, claimItem, claimKey, parseClaim } from './claim-items.ts';

export const getClaimParams = (table: string, identity: string): GetCommandInput => ({
  TableName: table,
  Key: claimKey(identity),
  ConsistentRead: true,
});

export async function getClaim(table: Table, identity: string): Promise<Claim | undefined> {
  const { Item } = await table.client.send(new GetCommand(getClaimParams(table.name, identity)));
  return Item === undefined ? undefined : parseClaim(Item);
}

/** @param buried the claim that it replaces, whose offsets were given up. */
export const putClaimParams = (table: string, claim: Claim, buried: Claim | undefined): PutCommandInput => ({
  TableName: table,
  Item: claimItem(claim),
  ...(buried === undefined
    ? { ConditionExpression: 'attribute_not_exists(PK)' }
    : {
        ConditionExpression: '#first = :buried',
        ExpressionAttributeNames: { '#first': 'first' },
        ExpressionAttributeValues: { ':buried': buried.reservation.first },
      }),
});

/** False when another claimed first. */
export async function putClaim(table: Table, claim: Claim, buried: Claim | undefined): Promise<boolean> {
  const written = await unlessRefused(
    table.client.send(new PutCommand(putClaimParams(table.name, claim, buried))),
  );
  if (written !== 'refused') return true;
  // The SDK may have repeated a write whose answer was lost.
  const standing = await getClaim(table, claim.identities[0]!);
  return standing?.reservation.first === claim.reservation.first;
}
