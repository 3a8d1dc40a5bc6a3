import type { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { EventSourceMapping, FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { allow } from './allow.ts';
import { defaults } from './defaults.ts';
import type { Functions } from './functions.ts';
import type { Queues } from './queues.ts';
import type { Storage } from './storage.ts';
import { streamFilters } from './stream-filters.ts';

/**
 * Lets `plan` take the firings, `deliver` the e-mails, `trigger` the events that fire hooks and `wake` what looks at events in workflows: of a batch only the messages
 * that failed come again. And lets `publish` and `record` follow the tables.
 */
export function addEventSources(functions: Functions, queues: Queues, storage: Storage): void {
  consume(functions.plan, queues.firing.queue, { batchSize: defaults.firingQueue.batchSize });
  consume(functions.deliver, queues.mail.queue, {
    batchSize: defaults.mailQueue.batchSize,
    maxConcurrency: defaults.mailQueue.maxConcurrency,
  });
  consume(functions.trigger, queues.trigger.queue, { batchSize: defaults.triggerQueue.batchSize });
  consume(functions.wake, queues.wake.queue, {
    batchSize: defaults.wakeQueue.batchSize,
    maxConcurrency: defaults.wakeQueue.maxConcurrency,
  });
  follow(functions.publish, storage.events, queues.givenUp, {
    ...defaults.streams.events,
    filters: streamFilters.publish,
  });
  follow(functions.record, storage.firings, queues.givenUp, {
    ...defaults.streams.firings,
    filters: streamFilters.record,
  });
  follow(functions.record, storage.workflows, queues.givenUp, {
    ...defaults.streams.workflows,
    filters: streamFilters.recordWorkflows,
    id: 'workflows',
  });
}

function consume(
  fn: LambdaFunction,
  queue: Queue,
  options: { batchSize: number; maxConcurrency?: number },
): void {
  // What Lambda needs to poll a queue (AWS Lambda, "Using Lambda with Amazon SQS").
  fn.addToRolePolicy(
    allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], queue.queueArn),
  );
  new EventSourceMapping(fn, 'queue', {
    target: fn,
    eventSourceArn: queue.queueArn,
    reportBatchItemFailures: true,
    ...options,
  });
}

/**
 * From the beginning of the stream, in order. A batch that fails is tried again, in halves, for as long as the stream has it:
 * both functions do nothing twice. What a record holds up that can never be worked off, the alarm of the stream's age tells in time.
 */
function follow(
  fn: LambdaFunction,
  table: Table,
  givenUp: Queue,
  options: { batchSize: number; maxBatchingWindow: Duration; filters: readonly object[]; id?: string },
): void {
  const stream = table.tableStreamArn!;
  // What Lambda needs to read a stream (AWS Lambda, "Using Lambda with Amazon DynamoDB").
  fn.addToRolePolicy(
    allow(
      ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
      stream,
    ),
  );
  fn.addToRolePolicy(allow(['sqs:SendMessage'], givenUp.queueArn));
  const { filters, id = 'stream', ...batching } = options;
  new EventSourceMapping(fn, id, {
    target: fn,
    eventSourceArn: stream,
    startingPosition: StartingPosition.TRIM_HORIZON,
    bisectBatchOnError: true,
    maxRecordAge: defaults.streams.maxRecordAge,
    onFailure: { bind: () => ({ destination: givenUp.queueArn }) },
    filters: filters.map((pattern) => FilterCriteria.filter(pattern)),
    ...batching,
  });
}
