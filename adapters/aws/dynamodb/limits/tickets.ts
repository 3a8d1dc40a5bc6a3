import {
  DeleteCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Table } from '../table.ts';
import { limitExpiry, type Ticket, ticketKey, ticketSchema } from './limit-items.ts';

export const queryTicketsParams = (table: string, group: string, limit: number): QueryCommandInput => ({
  TableName: table,
  KeyConditionExpression: 'PK = :PK AND begins_with(SK, :prefix)',
  ExpressionAttributeValues: { ':PK': ticketKey(group, 0).PK, ':prefix': 'ticket#' },
  ConsistentRead: true,
  Limit: limit,
});

/** The first in line. */
export async function firstTickets(table: Table, group: string, limit: number): Promise<Ticket[]> {
  const { Items } = await table.client.send(new QueryCommand(queryTicketsParams(table.name, group, limit)));
  return (Items ?? []).map((item) => ticketSchema.parse(item));
}

/** Without a token the one that stands is kept: its execution waits by it. */
export const putTicketParams = (
  table: string,
  group: string,
  { place, work, maxWorkers, leaseMs, token }: Ticket,
  now: number,
): UpdateCommandInput => ({
  TableName: table,
  Key: ticketKey(group, place),
  UpdateExpression:
    'SET place = :place, #work = :work, maxWorkers = :maxWorkers, leaseMs = :leaseMs, expiresAt = :expiresAt' +
    (token === undefined ? '' : ', #token = :token'),
  ExpressionAttributeNames: { '#work': 'work', ...(token !== undefined && { '#token': 'token' }) },
  ExpressionAttributeValues: {
    ':place': place,
    ':work': work,
    ':maxWorkers': maxWorkers,
    ':leaseMs': leaseMs,
    ':expiresAt': limitExpiry(now),
    ...(token !== undefined && { ':token': token }),
  },
});

export async function putTicket(table: Table, group: string, ticket: Ticket, now: number): Promise<void> {
  await table.client.send(new UpdateCommand(putTicketParams(table.name, group, ticket, now)));
}

/** Gives the token that was on it. */
export async function deleteTicket(table: Table, group: string, place: number): Promise<string | undefined> {
  const { Attributes } = await table.client.send(
    new DeleteCommand({ TableName: table.name, Key: ticketKey(group, place), ReturnValues: 'ALL_OLD' }),
  );
  return Attributes === undefined ? undefined : ticketSchema.parse(Attributes).token;
}
