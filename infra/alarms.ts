import { ArnFormat, Aws, Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { defaults } from './defaults.ts';
import type { FiringMachines } from './firing-machines.ts';
import type { Functions } from './functions.ts';
import type { QueuePair, Queues } from './queues.ts';

/** What is watched. */
export interface Watched {
  readonly functions: Functions;
  readonly queues: Queues;
  readonly machines: FiringMachines;
}

const period = Duration.minutes(5);

/** An alarm for each thing that needs a person, all to one topic, and that to the e-mail address if there is one. */
export function addAlarms(parent: Construct, watched: Watched, email: string | undefined): Topic {
  const scope = new Construct(parent, 'Alarms');
  const topic = addTopic(scope, email);
  const action = new SnsAction(topic);
  const alarm = (id: string, metric: IMetric, above: number, alarmDescription: string) =>
    new Alarm(scope, id, {
      metric,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription,
    }).addAlarmAction(action);

  for (const [name, fn] of Object.entries(watched.functions)) {
    alarm(`${name}-errors`, fn.metricErrors({ period }), 0, `The function ${name} failed. Its log says why.`);
    alarm(
      `${name}-throttles`,
      fn.metricThrottles({ period }),
      0,
      `Calls of ${name} wait for room. Raise the account's quota of concurrent executions.`,
    );
  }
  const queues: [name: string, pair: QueuePair, alarmAge: Duration][] = [
    ['firing', watched.queues.firing, defaults.firingQueue.alarmAge],
    ['mail', watched.queues.mail, defaults.mailQueue.alarmAge],
    ['trigger', watched.queues.trigger, defaults.triggerQueue.alarmAge],
    ['wake', watched.queues.wake, defaults.wakeQueue.alarmAge],
  ];
  for (const [name, { queue, deadLetters }, alarmAge] of queues) {
    alarm(
      `${name}-dead-letters`,
      deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
      0,
      `Messages of the ${name} queue could not be worked off. Mend the cause, then start a redrive.`,
    );
    alarm(
      `${name}-age`,
      queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
      alarmAge.toSeconds(),
      `Messages of the ${name} queue wait longer than ${alarmAge.toMinutes()} minutes.`,
    );
  }
  for (const name of ['publish', 'record'] as const) {
    alarm(
      `${name}-age`,
      watched.functions[name].metric('IteratorAge', { period, statistic: 'Maximum' }),
      defaults.streams.alarmAge.toMilliseconds(),
      `What ${name} follows lies more than ${defaults.streams.alarmAge.toMinutes()} minutes back: it fails, or cannot keep up. After a day it is lost to it.`,
    );
  }
  alarm(
    'given-up',
    watched.queues.givenUp.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
    0,
    'A part of a stream was given up after a day. The message says whose and where.',
  );
  for (const [name, machine] of Object.entries(watched.machines)) {
    alarm(`${name}-failed`, machine.metricFailed({ period }), 0, `A firing's ${name} execution failed.`);
    alarm(
      `${name}-timed-out`,
      machine.metricTimedOut({ period }),
      0,
      `A firing's ${name} execution ran out of time.`,
    );
  }
  return topic;
}

function addTopic(scope: Construct, email: string | undefined): Topic {
  const topic = new Topic(scope, 'Topic', { enforceSSL: true });
  // The statement that demands TLS replaces the topic's default policy, and with it what lets alarms publish.
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        ArnLike: {
          'aws:SourceArn': Stack.of(scope).formatArn({
            service: 'cloudwatch',
            resource: 'alarm',
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            resourceName: '*',
          }),
        },
      },
    }),
  );
  if (email !== undefined) topic.addSubscription(new EmailSubscription(email));
  return topic;
}
