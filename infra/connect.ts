import { Stack, Validations } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { allow } from './allow.ts';
import { defaults, type TrustedFunction, trustedFunctions } from './defaults.ts';
import type { EventSocket } from './event-socket.ts';
import type { FiringMachines } from './firing-machines.ts';
import type { Functions } from './functions.ts';
import type { Mail } from './mail.ts';
import type { Queues } from './queues.ts';
import type { Settings } from './settings.ts';
import { mailIndexes, prefixes, type Storage, workflowIndexes } from './storage.ts';
import type { WorkflowMachines } from './workflow-machines.ts';

export interface Resources {
  readonly storage: Storage;
  readonly queues: Queues;
  readonly mail: Mail;
  readonly machines: FiringMachines;
  readonly workflowMachines: WorkflowMachines;
  readonly api: HttpApi;
  readonly socket: EventSocket;
  readonly settings: Pick<Settings, 'allowNetworks' | 'urls'>;
  /** Undefined where requests carry no tokens. */
  readonly tokenKey: IKey | undefined;
}

interface Connection {
  /** Environment variables, as `functions/env.ts` reads them. */
  readonly told: Readonly<Record<string, string>>;
  /** What the role allows: exact actions on exact resources. */
  readonly may: readonly PolicyStatement[];
  /** What it allows on the objects of the bucket's folders. */
  readonly mayOnObjects?: readonly { actions: string[]; prefix: string }[];
  /** Whether it may post to the connections of listeners. */
  readonly mayPost?: boolean;
  /** Whether it may make, start and stop state machines of workflows. */
  readonly mayUseMachines?: boolean;
}

/** Tells each function what it needs to know, and allows it what it does; the runner gets neither. */
export function connect(functions: Functions, resources: Resources): void {
  const wanted = connections(functions, resources);
  for (const name of trustedFunctions) {
    const { told, may, mayOnObjects = [], mayPost = false, mayUseMachines = false } = wanted[name];
    for (const [variable, value] of Object.entries(told)) functions[name].addEnvironment(variable, value);
    for (const statement of may) functions[name].addToRolePolicy(statement);
    for (const { actions, prefix } of mayOnObjects) {
      allowOnObjects(functions[name], resources.storage.bucket, prefix, actions);
    }
    if (mayPost) resources.socket.letPost(functions[name]);
    if (mayUseMachines) resources.workflowMachines.letUse(functions[name]);
  }
  letAnswerTokens(functions, resources.machines);
}

/**
 * Lets those that free slots tell who is next. A policy of its own: in a role's own one, the function would wait for the machine,
 * which waits for the function.
 */
function letAnswerTokens(functions: Functions, { standard }: FiringMachines): void {
  new Policy(Stack.of(standard), 'AnswerTokens', {
    roles: (['invoke', 'admit', 'settle', 'runs', 'workflows', 'step', 'wake'] as const).map(
      (name) => functions[name].role!,
    ),
    statements: [allow(['states:SendTaskSuccess'], standard.stateMachineArn)],
  });
}

function connections(
  functions: Functions,
  { storage, queues, mail, machines, workflowMachines, api, socket, settings, tokenKey }: Resources,
): Record<TrustedFunction, Connection> {
  const registry = storage.registry.tableArn;
  const firings = storage.firings.tableArn;
  const events = storage.events.tableArn;
  const workflows = storage.workflows.tableArn;

  const stores = {
    REGISTRY_TABLE: storage.registry.tableName,
    FIRINGS_TABLE: storage.firings.tableName,
    DATA_BUCKET: storage.bucket.bucketName,
    FIRING_RETENTION_DAYS: String(defaults.firingRetention.toDays()),
  };
  const eventStores = { ...stores, EVENTS_TABLE: storage.events.tableName };
  const firingQueue = { FIRING_QUEUE_URL: queues.firing.queue.queueUrl };
  const triggerQueue = { TRIGGER_QUEUE_URL: queues.trigger.queue.queueUrl };
  const wakeQueue = { WAKE_QUEUE_URL: queues.wake.queue.queueUrl };
  const stepFunction = { STEP_FUNCTION: functions.step.functionName };
  const mailQueue = { MAIL_QUEUE_URL: queues.mail.queue.queueUrl };
  // What ends a step starts those that waited for it, and these another workflow: so all of them may do all of it.
  const carriesOutWorkflows: Connection = {
    told: {
      ...eventStores,
      ...firingQueue,
      ...workflowMachines.told,
      WORKFLOWS_TABLE: storage.workflows.tableName,
      HOOKLINE_ALLOW_NETWORKS: settings.allowNetworks,
      HOOKLINE_URLS: settings.urls,
      HOOKLINE_ENDPOINT: api.apiEndpoint,
      TOKEN_KEY_ARN: tokenKey?.keyArn ?? '',
    },
    may: [
      ...signTokens(tokenKey),
      dynamodb(['GetItem', 'Query', 'BatchGetItem'], registry),
      // A handler's task is a firing; cancelling its run lets in who is next in the handler's line.
      dynamodb(['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'], firings),
      allow(['sqs:SendMessage'], queues.firing.queue.queueArn),
      // What workers do is told to the log; and whoever asks where it ends settles it.
      dynamodb(
        ['GetItem', 'Query', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'],
        events,
      ),
      dynamodb(['GetItem', 'Query', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'], workflows),
      dynamodb(['Query'], ...workflowIndexes.map(({ name }) => `${workflows}/index/${name}`)),
      listFolder(storage.bucket, prefixes.workflowRuns),
    ],
    mayOnObjects: [
      { actions: ['s3:GetObject', 's3:PutObject'], prefix: prefixes.workflows },
      { actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], prefix: prefixes.workflowRuns },
      { actions: ['s3:PutObject'], prefix: prefixes.payloads },
      { actions: ['s3:GetObject', 's3:PutObject'], prefix: prefixes.outcomes },
    ],
    mayUseMachines: true,
  };
  return {
    accept: {
      told: { ...stores, ...firingQueue },
      may: [
        dynamodb(['GetItem', 'Query', 'BatchGetItem'], registry),
        dynamodb(['GetItem', 'Query', 'PutItem'], firings),
        allow(['sqs:SendMessage'], queues.firing.queue.queueArn),
      ],
      mayOnObjects: [
        { actions: ['s3:PutObject'], prefix: prefixes.payloads },
        // Of the run whose key makes the request.
        { actions: ['s3:GetObject'], prefix: prefixes.outcomes },
      ],
    },
    plan: {
      told: {
        EXPRESS_MACHINE_ARN: machines.express.stateMachineArn,
        STANDARD_MACHINE_ARN: machines.standard.stateMachineArn,
      },
      may: [
        allow(['states:StartExecution'], machines.express.stateMachineArn, machines.standard.stateMachineArn),
      ],
    },
    invoke: {
      told: {
        ...stores,
        ...firingQueue,
        RUNNER_FUNCTION: functions.runner.functionName,
        ...stepFunction,
        HOOKLINE_ENDPOINT: api.apiEndpoint,
      },
      may: [
        dynamodb(['GetItem'], registry),
        // It queries the items of a run, to know which are left.
        dynamodb(['GetItem', 'PutItem', 'Query', 'UpdateItem', 'DeleteItem'], firings),
        // A run that has to wait for longer than its execution can goes on in one of its own.
        allow(['sqs:SendMessage'], queues.firing.queue.queueArn),
        // It starts the workflow that a handler is registered with.
        allow(['lambda:InvokeFunction'], functions.runner.functionArn, functions.step.functionArn),
      ],
      mayOnObjects: [
        // The runner reads it by a link that `invoke` signs, so with the rights of `invoke`.
        { actions: ['s3:GetObject'], prefix: prefixes.code },
        { actions: ['s3:GetObject'], prefix: prefixes.payloads },
        { actions: ['s3:GetObject', 's3:PutObject'], prefix: prefixes.items },
        { actions: ['s3:PutObject'], prefix: prefixes.outcomes },
      ],
    },
    admit: {
      told: stores,
      may: [
        dynamodb(['GetItem'], registry),
        // The run that waits; the places in the line of its handler.
        dynamodb(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'], firings),
      ],
      mayOnObjects: [
        // A concurrency key is read from the payload, or the item.
        { actions: ['s3:GetObject'], prefix: prefixes.payloads },
        { actions: ['s3:GetObject'], prefix: prefixes.items },
      ],
    },
    settle: {
      told: stores,
      may: [
        dynamodb(['GetItem'], registry),
        // A run ends when its items have, and its slot goes to who is next in line.
        dynamodb(['GetItem', 'PutItem', 'Query', 'UpdateItem', 'DeleteItem'], firings),
      ],
      mayOnObjects: [{ actions: ['s3:PutObject'], prefix: prefixes.outcomes }],
    },
    notify: {
      told: { ...stores, ...mailQueue, ...stepFunction },
      may: [
        dynamodb(['GetItem'], registry),
        // It queries the attempts of a run that was tried again.
        dynamodb(['GetItem', 'PutItem', 'Query', 'UpdateItem'], firings),
        allow(['sqs:SendMessage'], queues.mail.queue.queueArn),
        // It tells the step of a workflow that waits for the run.
        allow(['lambda:InvokeFunction'], functions.step.functionArn),
      ],
      mayOnObjects: [{ actions: ['s3:GetObject'], prefix: prefixes.outcomes }],
    },
    finish: {
      told: stores,
      // It reads the runs, to close only when every one has ended.
      may: [dynamodb(['Query', 'UpdateItem'], firings)],
    },
    api: {
      told: eventStores,
      may: [
        dynamodb(['GetItem', 'Query', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'], registry),
        dynamodb(['GetItem', 'Query'], firings),
        // Where a hook that is bound to events begins: whoever asks for the end of the log settles it.
        dynamodb(['GetItem', 'Query', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'], events),
        dynamodb(['Query'], ...mailIndexes.map(({ name }) => `${firings}/index/${name}`)),
        // Without it S3 answers 403 and not 404 for an object that is not there (S3, HeadObject).
        allow(['s3:ListBucket'], storage.bucket.bucketArn),
      ],
      mayOnObjects: [
        // Developers send bundles by a link that `api` signs, so with the rights of `api`.
        { actions: ['s3:GetObject', 's3:PutObject'], prefix: prefixes.code },
        { actions: ['s3:GetObject'], prefix: prefixes.outcomes },
      ],
    },
    deliver: {
      told: {
        ...stores,
        ...mailQueue,
        MAIL_FROM: mail.from,
        MAIL_CONFIGURATION_SET: mail.configurationSet.configurationSetName,
      },
      may: [
        dynamodb(['GetItem'], registry),
        dynamodb(['GetItem', 'Query', 'UpdateItem'], firings),
        // An e-mail that is to be tried again later stays hidden until then.
        allow(['sqs:ChangeMessageVisibility'], queues.mail.queue.queueArn),
        sendMail(mail),
      ],
      mayOnObjects: [{ actions: ['s3:GetObject'], prefix: prefixes.outcomes }],
    },
    events: {
      told: { ...eventStores, EVENT_SOCKET_URL: socket.url },
      may: [
        dynamodb(['GetItem', 'Query', 'PutItem', 'UpdateItem'], registry),
        dynamodb(['GetItem'], firings),
        dynamodb(
          ['GetItem', 'Query', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'],
          events,
        ),
      ],
      // Of the run whose key makes the request.
      mayOnObjects: [{ actions: ['s3:GetObject'], prefix: prefixes.outcomes }],
    },
    runs: {
      told: { ...eventStores, ...stepFunction },
      may: [
        dynamodb(['GetItem', 'Query'], registry),
        // It tells the step of a workflow that waits for a run which is cancelled.
        allow(['lambda:InvokeFunction'], functions.step.functionArn),
        // Cancelling writes a run's item, and lets in who is next in its handler's line.
        dynamodb(['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'], firings),
        // Whoever reads the log sees to it that nobody writes where others have read.
        dynamodb(['GetItem', 'Query', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'], events),
      ],
      mayOnObjects: [{ actions: ['s3:GetObject', 's3:PutObject'], prefix: prefixes.outcomes }],
    },
    socket: {
      told: { ...eventStores, EVENT_CONNECTIONS_URL: socket.connectionsUrl },
      may: [
        dynamodb(['GetItem', 'Query'], registry),
        dynamodb(['GetItem'], firings),
        // Whoever reads the log sees to it that nobody writes where others have read.
        dynamodb(['GetItem', 'Query', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'], events),
      ],
      mayOnObjects: [{ actions: ['s3:GetObject'], prefix: prefixes.outcomes }],
      mayPost: true,
    },
    publish: {
      told: {
        ...eventStores,
        ...triggerQueue,
        ...wakeQueue,
        WORKFLOWS_TABLE: storage.workflows.tableName,
        EVENT_CONNECTIONS_URL: socket.connectionsUrl,
      },
      may: [
        dynamodb(['GetItem', 'Query'], registry),
        dynamodb(['GetItem'], firings),
        dynamodb(['GetItem', 'Query', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'], events),
        // The steps and rules that look at events.
        dynamodb(['Query'], workflows),
        allow(['sqs:SendMessage'], queues.trigger.queue.queueArn, queues.wake.queue.queueArn),
      ],
      mayOnObjects: [{ actions: ['s3:GetObject'], prefix: prefixes.outcomes }],
      mayPost: true,
    },
    trigger: {
      told: { ...eventStores, ...firingQueue },
      may: [
        dynamodb(['GetItem', 'Query', 'BatchGetItem'], registry),
        dynamodb(['GetItem', 'Query', 'PutItem'], firings),
        // It writes too: what a hook refuses is noted in the log.
        dynamodb(['GetItem', 'Query', 'BatchGetItem', 'PutItem', 'UpdateItem', 'BatchWriteItem'], events),
        allow(['sqs:SendMessage'], queues.firing.queue.queueArn),
      ],
      mayOnObjects: [{ actions: ['s3:PutObject'], prefix: prefixes.payloads }],
    },
    record: {
      told: { ...eventStores, ...wakeQueue, WORKFLOWS_TABLE: storage.workflows.tableName },
      may: [
        // Those who wait are told again of ends that nobody may ask for again.
        allow(['sqs:SendMessage'], queues.wake.queue.queueArn),
        dynamodb(['GetItem'], registry),
        dynamodb(['GetItem'], firings),
        dynamodb(['GetItem', 'Query', 'PutItem', 'UpdateItem', 'BatchWriteItem'], events),
        // What a run leaves that the table forgot.
        dynamodb(['GetItem', 'Query', 'DeleteItem'], workflows),
        listFolder(storage.bucket, prefixes.workflowRuns),
      ],
      mayOnObjects: [
        { actions: ['s3:GetObject'], prefix: prefixes.outcomes },
        { actions: ['s3:GetObject', 's3:DeleteObject'], prefix: prefixes.workflowRuns },
      ],
    },
    workflows: {
      ...carriesOutWorkflows,
      told: { ...carriesOutWorkflows.told, ...stepFunction, ...wakeQueue },
      may: [
        ...carriesOutWorkflows.may,
        // Whoever gets a token verifies it by what this function answers.
        ...(tokenKey === undefined ? [] : [allow(['kms:GetPublicKey'], tokenKey.keyArn)]),
        // A rule that is new, or goes on, looks at what came meanwhile.
        allow(['sqs:SendMessage'], queues.wake.queue.queueArn),
        // Without it S3 answers 403 and not 404 for an archive that is not there.
        listFolder(storage.bucket, prefixes.archives),
      ],
      mayOnObjects: [
        ...(carriesOutWorkflows.mayOnObjects ?? []),
        { actions: ['s3:GetObject', 's3:PutObject'], prefix: prefixes.archives },
      ],
    },
    // It knows its own name.
    step: carriesOutWorkflows,
    wake: {
      ...carriesOutWorkflows,
      told: { ...carriesOutWorkflows.told, ...stepFunction, ...wakeQueue },
      may: [
        ...carriesOutWorkflows.may,
        // Those who are left when its time is nearly over come at once.
        allow(['sqs:ChangeMessageVisibility'], queues.wake.queue.queueArn),
      ],
    },
    bootstrap: {
      told: { REGISTRY_TABLE: storage.registry.tableName },
      may: [dynamodb(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'], registry)],
    },
  };
}

/** Calls of DynamoDB by their names, on tables or indexes. */
function dynamodb(calls: string[], ...resources: string[]): PolicyStatement {
  return allow(
    calls.map((call) => `dynamodb:${call}`),
    ...resources,
  );
}

/** As tokens are signed, and in no other way. */
function signTokens(key: IKey | undefined): PolicyStatement[] {
  if (key === undefined) return [];
  const conditions = {
    StringEquals: { 'kms:SigningAlgorithm': 'RSASSA_PKCS1_V1_5_SHA_256', 'kms:MessageType': 'DIGEST' },
  };
  return [new PolicyStatement({ actions: ['kms:Sign'], resources: [key.keyArn], conditions })];
}

/** The names of the objects under a prefix, and of no others. */
function listFolder(bucket: Bucket, prefix: string): PolicyStatement {
  return new PolicyStatement({
    actions: ['s3:ListBucket'],
    resources: [bucket.bucketArn],
    conditions: { StringLike: { 's3:prefix': `${prefix}*` } },
  });
}

function allowOnObjects(fn: LambdaFunction, bucket: Bucket, prefix: string, actions: string[]): void {
  fn.addToRolePolicy(allow(actions, bucket.arnForObjects(`${prefix}*`)));
  const bucketId = Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnBucket);
  Validations.of(fn.role!).acknowledge({
    id: `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/${prefix}*]`,
    reason: `The objects under ${prefix} are made while Hookline runs; their names are not known before.`,
  });
}

/** As the sender's identity, through the configuration set, and under no other address. */
function sendMail(mail: Mail): PolicyStatement {
  return new PolicyStatement({
    actions: ['ses:SendEmail'],
    resources: [mail.identity.emailIdentityArn, mail.configurationSetArn],
    conditions: { StringEquals: { 'ses:FromAddress': mail.from } },
  });
}
