import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Json } from '../../adapters/embedded/states-engine/engine.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { streamFilters } from '../../infra/stream-filters.ts';
import { startCountingProxy, type WireCall } from './counting-proxy.ts';
import { enforceRights } from './enforce-rights.ts';
import { openFiringMachines } from './firing-machines.ts';
import { startKmsServer } from './kms-server.ts';
import { startLambdaServer } from './lambda-server.ts';
import { localAccess, startLocalAws } from './local-aws.ts';
import { readFunctionRights } from './read-function-rights.ts';
import { startRunnerEnvironment } from './runner-environment.ts';
import { startStepFunctionsServer } from './stepfunctions-server.ts';
import { openTableStreams } from './table-streams.ts';
import { startWebSocketServer } from './websocket-server.ts';

/** A call of one of the functions, or an execution of the firing machine. */
export type StackCall =
  | WireCall
  | { readonly name: `lambda:${string}` | 'states:express' | 'states:standard' | 'states:answer' }
  | { readonly name: 'socket:in' | 'socket:out'; readonly sizeBytes: number };

export interface Stack {
  /** A request to the HTTP API, as API Gateway hands it to the function of its route. */
  request(
    method: string,
    path: string,
    options?: { apiKey?: string; body?: string; headers?: Record<string, string> },
  ): Promise<{ status: number; headers: Readonly<Record<string, string | string[]>>; body: unknown }>;
  /** Where listeners open their WebSocket. */
  readonly socketUrl: string;
  /** Resolves when every message of listeners that has arrived was worked on. */
  listenersHeard(): Promise<void>;
  /** Ends the WebSockets, as API Gateway does after two hours. */
  disconnectAll(): void;
  /** Makes the first admin; the answer is its API key. */
  bootstrap(): Promise<string>;
  /** Takes one message off the firing queue, as Lambda does, and waits until the execution it starts has ended. */
  carryOut(): Promise<void>;
  /** Takes one message off the mail queue; false when `deliver` wants it again. */
  deliver(): Promise<boolean>;
  /**
   * Works both queues off until nothing is left on them: what failed is delivered again at once, where SQS would wait.
   */
  workOff(): Promise<void>;
  /**
   * Brings what was written to the tables to the functions that follow their streams, and what bound events are to fire to
   * the function that fires it, and what steps and rules of workflows look at to `wake`, until nothing is left.
   */
  tellOn(): Promise<void>;
  /** Brings everything of the streams once more, in batches of so many records: they deliver at least once. */
  tellAgain(batchSize: number): Promise<void>;
  /** Everything that was called since the last time. */
  takeCalls(): StackCall[];
  close(): Promise<void>;
}

/**
 * The functions as they are deployed, in this process and with the rights that the template gives them, over the wire to local
 * servers; the runner function in a process of its own. What is played here: API Gateway and Lambda's polling of the queues; the state machine is run by the embedded
 * engine. The functions read the environment when they are loaded, so there is one stack in a process.
 *
 * @param clock the state machines'.
 */
export async function openStack(sesEndpoint = 'http://127.0.0.1:9', clock?: Clock): Promise<Stack> {
  let calls: StackCall[] = [];
  const count = (call: StackCall) => void calls.push(call);
  const counted = <T>(name: string, run: () => Promise<T>) => {
    count({ name: `lambda:${name}` as const });
    return rights.as(name, run);
  };

  const aws = await startLocalAws();
  const [registry, firings, events, workflows] = await Promise.all([
    aws.createTable('registry'),
    aws.createTable('firings'),
    aws.createTable('events'),
    aws.createTable('workflows'),
  ]);
  const streams = openTableStreams();
  const bucket = aws.createBucket();
  const [dynamodb, fauxqs, runner, kms] = await Promise.all([
    startCountingProxy(aws.dynamodbEndpoint, count, streams),
    startCountingProxy(aws.fauxqsEndpoint, count),
    startRunnerEnvironment(),
    startKmsServer(),
  ]);
  const tokenKey = kms.createKey();
  const queueUrl = (kind?: 'fifo') => aws.createQueue(kind).replace(aws.fauxqsEndpoint, fauxqs.endpoint);
  const firingQueue = queueUrl();
  const mailQueue = queueUrl();
  const triggerQueue = queueUrl();
  const wakeQueue = queueUrl('fifo');
  const sockets = await startWebSocketServer(
    (event) => counted('socket', () => socket.handler(event)),
    (direction, sizeBytes) => count({ name: `socket:${direction}` as const, sizeBytes }),
  );
  const socketUrl = sockets.endpoint.replace('http:', 'ws:');
  const lambda = await startLambdaServer({
    runner: (event) => counted('runner', () => runner.call(event)),
  });
  const executions: Promise<void>[] = [];
  const states = await startStepFunctionsServer(
    ({ stateMachineArn, input }) => {
      const type = stateMachineArn.endsWith('-express') ? 'express' : 'standard';
      count({ name: `states:${type}` as const });
      executions.push(machines.run(type, input));
    },
    (token) => {
      count({ name: 'states:answer' });
      return machines.answer(token);
    },
  );

  const machineArn = (type: string) =>
    `arn:aws:states:us-east-1:123456789012:stateMachine:firing-${type}` as const;
  Object.assign(process.env, {
    AWS_REGION: localAccess.region,
    AWS_ACCESS_KEY_ID: localAccess.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localAccess.credentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
    AWS_ENDPOINT_URL_SQS: fauxqs.endpoint,
    AWS_ENDPOINT_URL_S3: fauxqs.endpoint,
    AWS_ENDPOINT_URL_LAMBDA: lambda.endpoint,
    AWS_ENDPOINT_URL_SFN: states.endpoint,
    AWS_ENDPOINT_URL_SESV2: sesEndpoint,
    AWS_ENDPOINT_URL_KMS: kms.endpoint,
    REGISTRY_TABLE: registry.name,
    FIRINGS_TABLE: firings.name,
    EVENTS_TABLE: events.name,
    WORKFLOWS_TABLE: workflows.name,
    DATA_BUCKET: bucket.name,
    FIRING_QUEUE_URL: firingQueue,
    MAIL_QUEUE_URL: mailQueue,
    TRIGGER_QUEUE_URL: triggerQueue,
    WAKE_QUEUE_URL: wakeQueue,
    EVENT_SOCKET_URL: socketUrl,
    EVENT_CONNECTIONS_URL: sockets.endpoint,
    EXPRESS_MACHINE_ARN: machineArn('express'),
    STANDARD_MACHINE_ARN: machineArn('standard'),
    RUNNER_FUNCTION: 'runner',
    STEP_FUNCTION: 'step',
    WORKFLOW_MACHINE_ARN_PREFIX: 'arn:aws:states:us-east-1:123456789012:stateMachine:hookline-workflow-',
    WORKFLOW_MACHINE_ROLE_ARN: 'arn:aws:iam::123456789012:role/workflows',
    WORKFLOW_LOG_GROUP_ARN: 'arn:aws:logs:us-east-1:123456789012:log-group:workflows',
    HOOKLINE_ENDPOINT: 'https://hookline.example.com',
    TOKEN_KEY_ARN: tokenKey,
    MAIL_FROM: 'hooks@example.com',
    MAIL_CONFIGURATION_SET: 'hookline',
  });
  const [api, accept, plan, invoke, settle, admit, notify, finish, deliver, bootstrap] = await Promise.all([
    import('../../functions/api/handler.ts'),
    import('../../functions/firing/accept/handler.ts'),
    import('../../functions/firing/plan/handler.ts'),
    import('../../functions/firing/invoke/handler.ts'),
    import('../../functions/firing/settle/handler.ts'),
    import('../../functions/admit/handler.ts'),
    import('../../functions/firing/notify/handler.ts'),
    import('../../functions/firing/finish/handler.ts'),
    import('../../functions/mail/deliver/handler.ts'),
    import('../../functions/bootstrap/handler.ts'),
  ]);
  const [log, runs, socket, publish, trigger, record] = await Promise.all([
    import('../../functions/events/handler.ts'),
    import('../../functions/runs/handler.ts'),
    import('../../functions/events/socket/handler.ts'),
    import('../../functions/events/publish/handler.ts'),
    import('../../functions/events/trigger/handler.ts'),
    import('../../functions/events/record/handler.ts'),
  ]);
  const [workflowsApi, wake] = await Promise.all([
    import('../../functions/workflows/handler.ts'),
    import('../../functions/workflows/wake/handler.ts'),
  ]);
  streams.follow({
    table: events.name,
    filters: streamFilters.publish,
    batchSize: 100,
    consume: (batch) => counted('publish', () => publish.handler(batch)),
  });
  streams.follow({
    table: firings.name,
    filters: streamFilters.record,
    batchSize: 100,
    consume: (batch) => counted('record', () => record.handler(batch)),
  });
  streams.follow({
    table: workflows.name,
    filters: streamFilters.recordWorkflows,
    batchSize: 100,
    consume: (batch) => counted('record', () => record.handler(batch)),
  });
  /** As Step Functions calls a function: an answer of nothing is null. */
  const task = (name: string, called: (event: unknown) => Promise<unknown>) => async (event: Json) =>
    toJson(await counted(name, () => called(event)));
  const machines = openFiringMachines(
    {
      invoke: task('invoke', invoke.handler),
      settle: task('settle', settle.handler),
      admit: task('admit', admit.handler),
      notify: task('notify', notify.handler),
      finish: task('finish', finish.handler),
    },
    clock,
  );

  const sqs = new SQSClient({ ...localAccess, endpoint: fauxqs.endpoint });
  const names = {
    [registry.name]: 'StorageRegistry',
    [firings.name]: 'StorageFirings',
    [events.name]: 'StorageEvents',
    [bucket.name]: 'StorageBucket',
    [firingQueue]: 'QueuesFiring',
    [mailQueue]: 'QueuesMail',
    [triggerQueue]: 'QueuesTrigger',
    [wakeQueue]: 'QueuesWake',
    [workflows.name]: 'StorageWorkflows',
    [machineArn('express')]: 'FiringMachinesexpress',
    [machineArn('standard')]: 'FiringMachinesstandard',
    [tokenKey]: 'TokenKey',
    runner: 'Functionsrunner',
    step: 'Functionsstep',
  };
  const rights = enforceRights(sqs.config.requestHandler, names, await readFunctionRights());
  /** Waiting, or with a consumer. Asked of the local server itself: to poll a queue that has nothing takes a call of SQS. */
  const isEmpty = (queueUrl: string): boolean => {
    const messages = aws.fauxqs.inspectQueue(queueUrl.replace(/^.*\//, ''))?.messages;
    return messages !== undefined && Object.values(messages).every((list) => list.length === 0);
  };
  /** One poll of Lambda's, with a batch of one. */
  const poll = async (
    QueueUrl: string,
    consume: typeof plan.handler,
  ): Promise<'done' | 'again' | 'empty'> => {
    if (isEmpty(QueueUrl)) return 'empty';
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 1,
        MessageSystemAttributeNames: ['MessageGroupId'],
      }),
    );
    const message = Messages?.[0];
    if (message === undefined) return 'empty';
    const receipt = { QueueUrl, ReceiptHandle: message.ReceiptHandle };
    const { batchItemFailures } = await consume({ Records: [toRecord(message)] });
    const again = batchItemFailures.length > 0;
    if (again) await sqs.send(new ChangeMessageVisibilityCommand({ ...receipt, VisibilityTimeout: 0 }));
    else await sqs.send(new DeleteMessageCommand(receipt));
    return again ? 'again' : 'done';
  };
  const pollFirings = () => poll(firingQueue, (event) => counted('plan', () => plan.handler(event)));
  const pollTriggers = () => poll(triggerQueue, (event) => counted('trigger', () => trigger.handler(event)));
  const pollWakeups = () => poll(wakeQueue, (event) => counted('wake', () => wake.handler(event)));
  const pollMails = () => poll(mailQueue, (event) => counted('deliver', () => deliver.handler(event)));
  const expectMessage = async (polled: Promise<'done' | 'again' | 'empty'>): Promise<boolean> => {
    const state = await polled;
    if (state === 'empty') throw new Error('The queue is empty.');
    return state === 'done';
  };

  return {
    socketUrl,
    listenersHeard: () => sockets.idle(),
    disconnectAll: () => sockets.disconnectAll(),
    async request(method, path, { apiKey, body, headers = {} } = {}) {
      const fires = method === 'POST' && /^\/v1\/hooks\/[^/]+\/firings(\?|$)/.test(path);
      const ofTheLog = /^\/v1\/(events|namespaces|producers|subscriptions)(\/|\?|$)/.test(path);
      const ofRuns = /^\/v1\/(runs(\/|\?|$)|firings(\?|$)|firings\/[^/]+\/cancel$)/.test(path);
      const ofWorkflows = /^\/v1\/(workflow|tasks)|^(\/v1)?\/event\/send_event\/|^\/\.well-known\//.test(
        path,
      );
      const name = fires
        ? 'accept'
        : ofTheLog
          ? 'events'
          : ofRuns
            ? 'runs'
            : ofWorkflows
              ? 'workflows'
              : 'api';
      const { handler } = { accept, events: log, runs, workflows: workflowsApi, api }[name];
      const event = toEvent(method, path, headers, apiKey, body);
      const answer = await counted(name, () => handler(event));
      return { status: answer.statusCode, headers: answer.headers, body: parseBody(answer) };
    },
    bootstrap: async () => (await rights.as('bootstrap', () => bootstrap.handler({}))).apiKey,
    async carryOut() {
      await expectMessage(pollFirings());
      await Promise.all(executions.splice(0));
    },
    deliver: () => expectMessage(pollMails()),
    async workOff() {
      for (;;) {
        let firing = await pollFirings();
        const before = firing;
        // All that are there run at the same time, and may wait for each other.
        while (firing !== 'empty') firing = await pollFirings();
        await Promise.all(executions.splice(0));
        if (before === 'empty' && (await pollMails()) === 'empty') return;
      }
    },
    async tellOn() {
      for (;;) {
        const told = await streams.deliver();
        const polled = [await pollTriggers(), await pollWakeups()];
        if (polled.every((state) => state === 'empty') && !told) return;
      }
    },
    tellAgain: (batchSize) => streams.redeliver(batchSize),
    takeCalls() {
      const taken = calls;
      calls = [];
      return taken;
    },
    async close() {
      sqs.destroy();
      await sockets.close();
      await machines.close();
      await Promise.all([dynamodb, fauxqs, runner, lambda, states, kms].map((server) => server.close()));
      await aws.close();
      rights.end();
    },
  };
}

function toRecord(message: Message) {
  const { MessageId = '', ReceiptHandle = '', Body = '', Attributes = {} } = message;
  return { messageId: MessageId, receiptHandle: ReceiptHandle, body: Body, attributes: Attributes };
}

function toJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value ?? null));
}

/** A request in API Gateway's payload format 2.0. */
function toEvent(
  method: string,
  path: string,
  headers: Record<string, string>,
  apiKey?: string,
  body?: string,
) {
  const [rawPath = '', rawQueryString = ''] = path.split('?');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    headers: {
      ...headers,
      host: 'hookline.example.com',
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      authentication: null,
      authorizer: {},
      domainName: 'hookline.example.com',
      domainPrefix: 'hookline',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'request',
      routeKey: '$default',
      stage: '$default',
      time: '21/Nov/2026:12:00:00 +0000',
      timeEpoch: 0,
    },
    body: body ?? null,
    isBase64Encoded: false,
  };
}

function parseBody({
  body,
  isBase64Encoded,
}: Pick<APIGatewayProxyResult, 'body' | 'isBase64Encoded'>): unknown {
  const text = isBase64Encoded === true ? Buffer.from(body, 'base64').toString() : body;
  return text === '' ? undefined : JSON.parse(text);
}
