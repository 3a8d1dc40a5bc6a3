import {
  ChangeMessageVisibilityCommand,
  type ChangeMessageVisibilityCommandInput,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/**
 * A message may stay hidden for twelve hours from when it was received (ChangeMessageVisibility); the function that
 * received it has had it for up to a minute.
 */
const LONGEST_SECONDS = 12 * 3600 - 60;

export const postponeParams = (
  queueUrl: string,
  receiptHandle: string,
  delayMs: number,
): ChangeMessageVisibilityCommandInput => ({
  QueueUrl: queueUrl,
  ReceiptHandle: receiptHandle,
  VisibilityTimeout: Math.min(LONGEST_SECONDS, Math.max(0, Math.ceil(delayMs / 1000))),
});

/** Hides a received message until `delayMs` from now; the caller must not let it be deleted. */
export async function postpone(
  client: SQSClient,
  queueUrl: string,
  receiptHandle: string,
  delayMs: number,
): Promise<void> {
  await client.send(new ChangeMessageVisibilityCommand(postponeParams(queueUrl, receiptHandle, delayMs)));
}
