import { Duration } from 'aws-cdk-lib';
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
}

/** Both queues with their dead-letter queues: encrypted, and by TLS only. */
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
  };
}

function addPair(
  scope: Construct,
  name: string,
  options: { consumerTimeout: Duration; maxReceiveCount: number },
): QueuePair {
  const secured = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
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
