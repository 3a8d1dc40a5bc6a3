import { GetCommand, type GetCommandInput } from '@aws-sdk/lib-dynamodb';
import type { ProducerKey } from '../../../../../core/ports/event-log.ts';
import type { Table } from '../../table.ts';
import { type ProducerState, parseState, producerKey } from './producer-items.ts';

export const getProducerParams = (table: string, producer: ProducerKey): GetCommandInput => ({
  TableName: table,
  Key: producerKey(producer),
  ConsistentRead: true,
});

/** Undefined unless it is open. */
export async function getProducer(table: Table, producer: ProducerKey): Promise<ProducerState | undefined> {
  const { Item } = await table.client.send(new GetCommand(getProducerParams(table.name, producer)));
  return Item === undefined ? undefined : parseState(Item);
}
