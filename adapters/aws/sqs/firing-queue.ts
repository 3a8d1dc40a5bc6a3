import { SendMessageCommand, type SendMessageCommandInput, type SQSClient } from '@aws-sdk/client-sqs';
import type { FiringExecution } from '../../../core/ports/orchestrator.ts';
import { firingExecutionSchema, formatExecution } from '../firing-execution.ts';

export const sendExecutionParams = (
  queueUrl: string,
  execution: FiringExecution,
): SendMessageCommandInput => ({
  QueueUrl: queueUrl,
  MessageBody: formatExecution(execution).toString(),
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
