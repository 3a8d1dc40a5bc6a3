import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { defaults } from './defaults.ts';
import type { Functions } from './functions.ts';
import type { Queues } from './queues.ts';

/** Lets `plan` take the firings and `deliver` the e-mails. Of a batch only the messages that failed come again. */
export function addEventSources(functions: Functions, queues: Queues): void {
  consume(functions.plan, queues.firing.queue, { batchSize: defaults.firingQueue.batchSize });
  consume(functions.deliver, queues.mail.queue, {
    batchSize: defaults.mailQueue.batchSize,
    maxConcurrency: defaults.mailQueue.maxConcurrency,
  });
}

function consume(
  fn: NodejsFunction,
  queue: Queue,
  options: { batchSize: number; maxConcurrency?: number },
): void {
  // What Lambda needs to poll a queue (AWS Lambda, "Using Lambda with Amazon SQS").
  fn.addToRolePolicy(
    new PolicyStatement({
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      resources: [queue.queueArn],
    }),
  );
  new EventSourceMapping(fn, 'queue', {
    target: fn,
    eventSourceArn: queue.queueArn,
    reportBatchItemFailures: true,
    ...options,
  });
}
