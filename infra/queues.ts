import { Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
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
  options: { consumerTimeout: Duration; maxReceiveCount: number },
): QueuePair {
  const deadLetters = new Queue(scope, `${name}DeadLetters`, {
    ...secured,
    retentionPeriod: defaults.deadLetterRetention,
  });
  const queue = new Queue(scope, name, {
    ...secured,
    visibilityTimeout: Duration.seconds(options.consumerTimeout.toSeconds() * defaults.visibilityTimeouts),
    retentionPeriod: defaults.deadLetterRetention,
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: options.maxReceiveCount },
  });
  return { queue, deadLetters };
}
