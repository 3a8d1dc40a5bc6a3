import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../adapters/aws/dynamodb/table.ts';

/** A call of DynamoDB: `Update`, `BatchWrite`, `Put`, … and its parameters. */
export interface TableCall {
  readonly name: string;
  readonly input: Record<string, unknown>;
}

/** The same table, for one process of a test: each of its calls goes through `around`, which may wait, count or fail. */
export function aroundCalls(
  table: Table,
  around: (call: TableCall, send: () => Promise<unknown>) => Promise<unknown>,
): Table {
  const send = (command: { constructor: { name: string }; input: Record<string, unknown> }) =>
    around({ name: command.constructor.name.replace(/Command$/, ''), input: command.input }, () =>
      table.client.send(command as never),
    );
  return { name: table.name, client: { send } as unknown as DynamoDBDocumentClient };
}
