import { SendMessageCommand, type SendMessageCommandInput, type SQSClient } from '@aws-sdk/client-sqs';
import { sha256Parts } from '../../../core/hash.ts';
import type { FiringExecution } from '../../../core/ports/orchestrator.ts';
import { firingExecutionSchema, formatExecution } from '../firing-execution.ts';

/**
 * Whose backlog the message is part of: SQS serves the groups of a standard queue in turn, so that one with many messages does
 * not hold up the others (Amazon SQS, "fair queues"). A handler is one tenant's; a firing of several handlers is in the
 * line of just these.
 */
export function lineOf({ runs }: Pick<FiringExecution, 'runs'>): string {
  const ids = runs.map(({ handlerId }) => String(handlerId));
  return ids.length === 1 ? `handler-${ids[0]}` : `handlers-${sha256Parts(ids).slice(0, 32)}`;
}

export const sendExecutionParams = (
  queueUrl: string,
  execution: FiringExecution,
): SendMessageCommandInput => ({
  QueueUrl: queueUrl,
  MessageBody: formatExecution(execution).toString(),
  MessageGroupId: lineOf(execution),
});

/** Puts executions on the queue that `plan` starts them from. */
export function sqsFiringQueue(
  client: SQSClient,
  queueUrl: string,
): (execution: FiringExecution) => Promise<void> {
  return async (execution) => {
    await client.send(new SendMessageCommand(sendExecutionParams(queueUrl, execution)));
  };
}

/** The execution in a message; throws when it is none. */
export function parseExecution(body: string): FiringExecution {
  const value: unknown = JSON.parse(body);
  return firingExecutionSchema.parse(value);
}
