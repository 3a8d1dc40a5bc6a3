import { Duration, Validations } from 'aws-cdk-lib';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { defaults } from './defaults.ts';

/** A queue and where its messages go when they cannot be worked off. */
export interface QueuePair {
  readonly queue: Queue;
  readonly deadLetters: Queue;
}

export interface Queues {
  /** Firings accepted and not yet handed to a state machine; `plan` takes them. */
  readonly firing: QueuePair;
  /** E-mails to send; `deliver` takes them. */
  readonly mail: QueuePair;
  /** Events that may fire a hook; `trigger` takes them. */
  readonly trigger: QueuePair;
  /** Events that steps of workflows wait for, and rules that are to look at events, in lines; `wake` takes them. */
  readonly wake: QueuePair;
  /** Which parts of a table's stream were given up after a day: `publish` or `record` could not work them off. */
  readonly givenUp: Queue;
}

/** The queues with their dead-letter queues: encrypted, and by TLS only. */
export function addQueues(parent: Construct): Queues {
  const scope = new Construct(parent, 'Queues');
  return {
    firing: addPair(scope, 'Firing', {
      consumerTimeout: defaults.functions.plan.timeout,
      maxReceiveCount: defaults.firingQueue.maxReceiveCount,
    }),
    mail: addPair(scope, 'Mail', {
      consumerTimeout: defaults.functions.deliver.timeout,
      maxReceiveCount: defaults.mailQueue.maxReceiveCount,
    }),
    trigger: addPair(scope, 'Trigger', {
      consumerTimeout: defaults.functions.trigger.timeout,
      maxReceiveCount: defaults.triggerQueue.maxReceiveCount,
    }),
    wake: addPair(scope, 'Wake', {
      consumerTimeout: defaults.functions.wake.timeout,
      maxReceiveCount: defaults.wakeQueue.maxReceiveCount,
      inLines: true,
    }),
    givenUp: addGivenUp(scope),
  };
}

const secured = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };

function addGivenUp(scope: Construct): Queue {
  const queue = new Queue(scope, 'GivenUp', {
    ...secured,
    retentionPeriod: defaults.deadLetterRetention,
  });
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason: 'It is itself where the streams send what could not be worked off; people read it.',
  });
  return queue;
}

function addPair(
  scope: Construct,
  name: string,
  options: { consumerTimeout: Duration; maxReceiveCount: number; inLines?: boolean },
): QueuePair {
  // Each line has a throughput of its own (SQS, "High throughput for FIFO queues").
  const kind = options.inLines
    ? {
        fifo: true,
        deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
        fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      }
    : {};
  const deadLetters = new Queue(scope, `${name}DeadLetters`, {
    ...secured,
    ...kind,
    retentionPeriod: defaults.deadLetterRetention,
  });
  const queue = new Queue(scope, name, {
    ...secured,
    ...kind,
    visibilityTimeout: Duration.seconds(options.consumerTimeout.toSeconds() * defaults.visibilityTimeouts),
    retentionPeriod: defaults.deadLetterRetention,
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: options.maxReceiveCount },
  });
  return { queue, deadLetters };
}
