import { DeleteCommand, type DeleteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { ProducerKey } from '../../../../../core/ports/event-log.ts';
import type { Table } from '../../table.ts';
import { producerKey } from './producer-items.ts';

export const closeProducerParams = (table: string, producer: ProducerKey): DeleteCommandInput => ({
  TableName: table,
  Key: producerKey(producer),
  ReturnValues: 'ALL_OLD',
});

/** Its older ranges are found by its incarnation only, and expire. */
export async function closeProducer(table: Table, producer: ProducerKey): Promise<boolean> {
  const params = closeProducerParams(table.name, producer);
  const { Attributes } = await table.client.send(new DeleteCommand(params));
  return Attributes !== undefined;
}
