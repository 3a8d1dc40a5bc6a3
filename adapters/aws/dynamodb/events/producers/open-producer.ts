import { randomUUID } from 'node:crypto';
import { PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import type { ProducerKey } from '../../../../../core/ports/event-log.ts';
import { unlessRefused } from '../../unless-refused.ts';
import type { LogContext } from '../log-context.ts';
import { completeNewest } from './complete-newest.ts';
import { getProducer } from './get-producer.ts';
import { producerKey } from './producer-items.ts';

export const putProducerParams = (
  table: string,
  producer: ProducerKey,
  incarnation: string,
  at: number,
): PutCommandInput => ({
  TableName: table,
  Item: { ...producerKey(producer), incarnation, nextSequence: 1, ranges: '', claimedAt: at, until: at },
  ConditionExpression: 'attribute_not_exists(PK)',
});

/** One that is open goes on after its newest event that is in the log. */
export async function openProducer(
  log: LogContext,
  producer: ProducerKey,
  at: number,
): Promise<{ nextSequence: number }> {
  for (;;) {
    const state = await getProducer(log.table, producer);
    if (state === undefined) {
      const params = putProducerParams(log.table.name, producer, randomUUID(), at);
      const written = await unlessRefused(log.table.client.send(new PutCommand(params)));
      if (written !== 'refused') return { nextSequence: 1 };
    } else if (await completeNewest(log, producer, state)) return { nextSequence: state.nextSequence };
  }
}
