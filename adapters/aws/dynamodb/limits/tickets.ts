import {
  DeleteCommand,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  type QueryCommandInput,
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

export const putTicketParams = (
  table: string,
  group: string,
  ticket: Ticket,
  now: number,
): PutCommandInput => ({
  TableName: table,
  Item: { ...ticketKey(group, ticket.place), ...ticket, expiresAt: limitExpiry(now) },
});

export async function putTicket(table: Table, group: string, ticket: Ticket, now: number): Promise<void> {
  await table.client.send(new PutCommand(putTicketParams(table.name, group, ticket, now)));
}

export async function deleteTicket(table: Table, group: string, place: number): Promise<void> {
  await table.client.send(new DeleteCommand({ TableName: table.name, Key: ticketKey(group, place) }));
}
