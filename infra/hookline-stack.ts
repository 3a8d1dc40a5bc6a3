import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { addAlarms } from './alarms.ts';
import { connect } from './connect.ts';
import { addEventSocket } from './event-socket.ts';
import { addEventSources } from './event-sources.ts';
import { addFiringMachines } from './firing-machines.ts';
import { addFunctions } from './functions.ts';
import { addHttpApi } from './http-api.ts';
import { addMail } from './mail.ts';
import { addQueues } from './queues.ts';
import { addRecovery } from './recovery.ts';
import { type Settings, senderOf } from './settings.ts';
import { addStorage } from './storage.ts';
import { addTokenKey } from './token-key.ts';
import { addWorkflowMachines } from './workflow-machines.ts';

/** Hookline on AWS, whole, for any account and region. */
export class HooklineStack extends Stack {
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id, {
      description: "Hookline: people's own code at named points of other systems' processes",
    });
    const storage = addStorage(this, settings);
    const queues = addQueues(this);
    const mail = addMail(this, senderOf(this, settings));
    const functions = addFunctions(this);
    const machines = addFiringMachines(this, functions);
    const workflowMachines = addWorkflowMachines(this, functions);
    const api = addHttpApi(this, functions);
    const socket = addEventSocket(this, functions);
    const tokenKey = addTokenKey(this, settings);
    connect(functions, {
      storage,
      queues,
      mail,
      machines,
      workflowMachines,
      api,
      socket,
      settings,
      tokenKey,
    });
    addEventSources(functions, queues, storage);
    addRecovery(this, functions, workflowMachines);
    const alarms = addAlarms(this, { functions, queues, machines }, settings.alarmEmail);

    const output = (name: string, value: string, description: string) =>
      new CfnOutput(this, name, { value, description });
    output('ApiEndpoint', api.apiEndpoint, 'What HOOKLINE_ENDPOINT is set to.');
    output('EventSocketUrl', socket.url, 'Where listeners open their WebSocket; the API tells them.');
    output(
      'BootstrapFunctionName',
      functions.bootstrap.functionName,
      'Invoke it once: it makes the first admin and answers with their API key.',
    );
    output('BucketName', storage.bucket.bucketName, 'Bundles, large payloads and large outcomes.');
    output('FiringQueueUrl', queues.firing.queue.queueUrl, 'Firings accepted, to be started.');
    output(
      'FiringDeadLetterQueueUrl',
      queues.firing.deadLetters.queueUrl,
      'Firings that could not be started.',
    );
    output('MailQueueUrl', queues.mail.queue.queueUrl, 'E-mails to send.');
    output(
      'MailDeadLetterQueueUrl',
      queues.mail.deadLetters.queueUrl,
      'E-mails that could not be worked off.',
    );
    output(
      'TriggerDeadLetterQueueUrl',
      queues.trigger.deadLetters.queueUrl,
      'Events that could not fire the hooks bound to them.',
    );
    output(
      'WakeDeadLetterQueueUrl',
      queues.wake.deadLetters.queueUrl,
      'Events that steps and rules of workflows could not take.',
    );
    output('GivenUpQueueUrl', queues.givenUp.queueUrl, 'Parts of the streams that could not be worked off.');
    output('AlarmTopicArn', alarms.topicArn, 'Where the alarms go; subscribe whatever should know.');
  }
}
