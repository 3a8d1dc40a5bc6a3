import {
  SendMessageBatchCommand,
  type SendMessageBatchCommandInput,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { inGroups } from './in-groups.ts';

/** A hook, and events that may fire it. */
export interface Trigger {
  readonly hook: string;
  readonly offsets: readonly number[];
}

/** Events of one message: a message that fails comes again as a whole. */
const OFFSETS_PER_MESSAGE = 25;

/** Messages that one request takes (SQS, SendMessageBatch). */
const MESSAGES_PER_REQUEST = 10;

export const sendTriggersParams = (
  queueUrl: string,
  triggers: readonly Trigger[],
): SendMessageBatchCommandInput => ({
  QueueUrl: queueUrl,
  Entries: triggers.map((trigger, index) => ({ Id: String(index), MessageBody: JSON.stringify(trigger) })),
});

/** Puts hooks on the queue that `trigger` fires them from. */
export function sqsTriggerQueue(
  client: SQSClient,
  queueUrl: string,
): (triggers: readonly Trigger[]) => Promise<void> {
  return async (triggers) => {
    const messages = triggers.flatMap(({ hook, offsets }) =>
      inGroups(offsets, OFFSETS_PER_MESSAGE).map((group) => ({ hook, offsets: group })),
    );
    for (const group of inGroups(messages, MESSAGES_PER_REQUEST)) {
      const { Failed = [] } = await client.send(
        new SendMessageBatchCommand(sendTriggersParams(queueUrl, group)),
      );
      if (Failed.length > 0)
        throw new Error(`SQS did not take ${Failed.length} messages: ${Failed[0]!.Code}`);
    }
  };
}

const triggerSchema = z.object({ hook: z.string(), offsets: z.array(z.int().positive()) });

/** What a message says; throws when it is none. */
export function parseTrigger(body: string): Trigger {
  const value: unknown = JSON.parse(body);
  return triggerSchema.parse(value);
}
