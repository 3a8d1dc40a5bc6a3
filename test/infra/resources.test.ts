import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hookKey } from '../../adapters/aws/dynamodb/hooks/hook-item.ts';
import { tables } from '../../adapters/aws/dynamodb/tables.ts';
import { stepRequestSchema } from '../../adapters/aws/lambda/call-step.ts';
import { expressDocument } from '../../core/firing/express-document.ts';
import { trustedFunctions } from '../../infra/defaults.ts';
import { streamFilters } from '../../infra/stream-filters.ts';
import { synthesize } from './synthesize.ts';
import { ofType, one, type Resource } from './template.ts';

const { template } = synthesize({ mailFrom: 'hooks@example.com', alarmEmail: 'ops@example.com' });

const attributesSchema = z.array(
  z
    .object({ AttributeName: z.string(), AttributeType: z.string() })
    .transform(({ AttributeName, AttributeType }): [string, string] => [AttributeName, AttributeType]),
);

describe('the tables', () => {
  const found = ofType(template, 'AWS::DynamoDB::Table');
  const [, registry] = one(template, 'AWS::DynamoDB::Table', 'StorageRegistry');
  const [, firings] = one(template, 'AWS::DynamoDB::Table', 'StorageFirings');

  const [, events] = one(template, 'AWS::DynamoDB::Table', 'StorageEvents');
  const [, workflows] = one(template, 'AWS::DynamoDB::Table', 'StorageWorkflows');

  it('are four', () => {
    expect(found).toHaveLength(4);
  });

  it('tell on what is written, but for the registry', () => {
    for (const table of [firings, events, workflows]) {
      expect(table.Properties.StreamSpecification).toEqual({ StreamViewType: 'NEW_IMAGE' });
    }
    expect(registry.Properties).not.toHaveProperty('StreamSpecification');
  });

  it.each(found)('%s can be restored to any second, and outlives the stack', (_id, table) => {
    expect(table.Properties.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
    expect(table.Properties.DeletionProtectionEnabled).toBe(true);
    expect(table.DeletionPolicy).toBe('Retain');
    expect(table.Properties.BillingMode).toBe('PAY_PER_REQUEST');
  });

  it('lose their deletion protection on request', () => {
    const unprotected = synthesize({ deletionProtection: 'false' }).template;
    for (const [, table] of ofType(unprotected, 'AWS::DynamoDB::Table')) {
      expect(table.Properties.DeletionProtectionEnabled).toBe(false);
      expect(table.DeletionPolicy).toBe('Retain');
    }
  });

  it.each(found)('%s has the keys that the adapters write', (_id, table) => {
    expect(keysOf(table.Properties)).toEqual(Object.keys(hookKey('any')));
  });

  it.each(found)('%s forgets what has an expiresAt in the past', (_id, table) => {
    expect(table.Properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
  });

  it.each(Object.entries({ registry, firings, events, workflows }))(
    'has the indexes that the adapters query: %s',
    (name, { Properties }) => {
      const indexes = z
        .array(z.looseObject({ IndexName: z.string(), Projection: z.object({ ProjectionType: z.string() }) }))
        .parse(Properties.GlobalSecondaryIndexes ?? []);
      const types = new Map(attributesSchema.parse(Properties.AttributeDefinitions));
      expect(
        indexes.map((index) => {
          const [partitionKey, sortKey] = keysOf(index);
          expect(types.get(String(partitionKey))).toBe('S');
          const sortKeyType = types.get(String(sortKey));
          const projection = index.Projection.ProjectionType;
          return { name: index.IndexName, partitionKey, sortKey, sortKeyType, projection };
        }),
      ).toEqual(tables[name as keyof typeof tables].indexes);
    },
  );
});

describe('the bucket', () => {
  const [bucketId, bucket] = one(template, 'AWS::S3::Bucket', 'StorageBucket');

  it('is closed to the public, encrypted, and outlives the stack', () => {
    expect(bucket.Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(bucket.Properties.BucketEncryption).toEqual({
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    });
    expect(bucket.DeletionPolicy).toBe('Retain');
  });

  it('answers by TLS only', () => {
    const policies = ofType(template, 'AWS::S3::BucketPolicy').map(([, policy]) => policy.Properties);
    expect(policies).toEqual([
      expect.objectContaining({
        Bucket: { Ref: bucketId },
        PolicyDocument: expect.objectContaining({ Statement: [refusingPlainText] }),
      }),
    ]);
  });

  it('forgets payloads, outcomes and items after 90 days, code and what is large in workflows never, and uploads that were not completed', () => {
    const { Rules } = z
      .object({ Rules: z.array(z.record(z.string(), z.unknown())) })
      .parse(bucket.Properties.LifecycleConfiguration);
    expect(Rules.map(({ Id: _, ...rule }) => rule)).toEqual([
      { Prefix: 'payloads/', ExpirationInDays: 90, Status: 'Enabled' },
      { Prefix: 'outcomes/', ExpirationInDays: 90, Status: 'Enabled' },
      { Prefix: 'items/', ExpirationInDays: 90, Status: 'Enabled' },
      { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' },
    ]);
  });
});

describe.each([
  { name: 'Firing', consumer: 'plan' },
  { name: 'Mail', consumer: 'deliver' },
  { name: 'Trigger', consumer: 'trigger' },
])('the queue $name', ({ name, consumer }) => {
  const queues = ofType(template, 'AWS::SQS::Queue');
  const [deadId] = queues.find(([id]) => id.startsWith(`Queues${name}DeadLetters`))!;
  const [queueId, queue] = queues.find(
    ([id, { Properties }]) => id.startsWith(`Queues${name}`) && Properties.RedrivePolicy !== undefined,
  )!;
  const [consumerId, fn] = one(template, 'AWS::Lambda::Function', `Functions${consumer}`);

  it('sends what cannot be worked off to its dead letters', () => {
    expect(queue.Properties.RedrivePolicy).toEqual({
      deadLetterTargetArn: { 'Fn::GetAtt': [deadId, 'Arn'] },
      // Above the eleven attempts that an e-mail gets.
      maxReceiveCount: 20,
    });
  });

  it(`hides a message six times as long as ${consumer} may take`, () => {
    expect(queue.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * Number(fn.Properties.Timeout));
  });

  it(`is read by ${consumer}, which gives back only the messages that failed`, () => {
    const mappings = ofType(template, 'AWS::Lambda::EventSourceMapping').filter(
      ([, { Properties }]) =>
        JSON.stringify(Properties.EventSourceArn) === JSON.stringify({ 'Fn::GetAtt': [queueId, 'Arn'] }),
    );
    expect(mappings).toHaveLength(1);
    expect(mappings[0]![1].Properties).toMatchObject({
      FunctionName: { Ref: consumerId },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it.each([queueId, deadId])('%s is encrypted, and answers by TLS only', (id) => {
    expect(template.Resources[id]!.Properties.SqsManagedSseEnabled).toBe(true);
    const policy = ofType(template, 'AWS::SQS::QueuePolicy').find(([, { Properties }]) =>
      JSON.stringify(Properties.Queues).includes(`"${id}"`),
    );
    expect(policy?.[1].Properties.PolicyDocument).toMatchObject({ Statement: [refusingPlainText] });
  });
});

describe.each([
  { name: 'publish', table: 'Events', seconds: 0, filters: streamFilters.publish },
  { name: 'record', table: 'Firings', seconds: 1, filters: streamFilters.record },
  { name: 'record', table: 'Workflows', seconds: 1, filters: streamFilters.recordWorkflows },
] as const)('the stream of $table, which $name follows', ({ name, table, seconds, filters }) => {
  const [tableId] = one(template, 'AWS::DynamoDB::Table', `Storage${table}`);
  const [functionId] = one(template, 'AWS::Lambda::Function', `Functions${name}`);
  const mappings = ofType(template, 'AWS::Lambda::EventSourceMapping')
    .map(([, { Properties }]) => Properties)
    .filter(({ FunctionName }) => JSON.stringify(FunctionName).includes(`"${functionId}"`))
    .filter(({ EventSourceArn }) => JSON.stringify(EventSourceArn).includes(`"${tableId}"`));

  it('is followed once, from its beginning', () => {
    expect(mappings).toMatchObject([
      {
        EventSourceArn: { 'Fn::GetAtt': [tableId, 'StreamArn'] },
        StartingPosition: 'TRIM_HORIZON',
        MaximumBatchingWindowInSeconds: seconds,
      },
    ]);
  });

  it('is tried again, in halves, as long as it is there; what is given up then is told', () => {
    const [givenUp] = one(template, 'AWS::SQS::Queue', 'QueuesGivenUp');
    expect(mappings).toMatchObject([
      {
        BisectBatchOnFunctionError: true,
        MaximumRecordAgeInSeconds: 23 * 3600,
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [givenUp, 'Arn'] } } },
      },
    ]);
    expect(mappings[0]).not.toHaveProperty('MaximumRetryAttempts');
  });

  it('brings what concerns it only', () => {
    const patterns = filters.map((pattern) => ({ Pattern: JSON.stringify(pattern) }));
    expect(mappings[0]?.FilterCriteria).toEqual({ Filters: patterns });
  });
});

describe('the state machines', () => {
  const machines = ofType(template, 'AWS::StepFunctions::StateMachine').map(
    ([, { Properties }]) => Properties,
  );

  it('are an Express and a Standard one of the same document', () => {
    expect(machines.map((machine) => machine.StateMachineType).sort()).toEqual(['EXPRESS', 'STANDARD']);
    const document = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../infra/firing.asl.json'), 'utf8'),
    );
    for (const { StateMachineType, DefinitionString } of machines) {
      expect(JSON.parse(z.string().parse(DefinitionString))).toEqual(
        StateMachineType === 'EXPRESS' ? expressDocument(document) : document,
      );
    }
  });

  it('know a function for every name in the document', () => {
    for (const { DefinitionString, DefinitionSubstitutions } of machines) {
      const named = new Set(String(DefinitionString).match(/(?<=\$\{)\w+(?=\})/g));
      expect(DefinitionSubstitutions).toEqual(
        Object.fromEntries(
          [...named].map((name) => [
            name,
            { 'Fn::GetAtt': [one(template, 'AWS::Lambda::Function', `Functions${name}`)[0], 'Arn'] },
          ]),
        ),
      );
    }
  });

  it('log their errors, and no payloads', () => {
    for (const machine of machines) {
      expect(machine.LoggingConfiguration).toMatchObject({ Level: 'ERROR', IncludeExecutionData: false });
    }
  });
});

describe.each([
  {
    name: 'the HTTP API',
    stage: 'HttpStage',
    api: 'HttpApi',
    routes: {
      'POST /v1/hooks/{hook}/firings': 'accept',
      'ANY /v1/events': 'events',
      'ANY /v1/events/{proxy+}': 'events',
      'ANY /v1/namespaces': 'events',
      'ANY /v1/namespaces/{proxy+}': 'events',
      'ANY /v1/producers': 'events',
      'ANY /v1/producers/{proxy+}': 'events',
      'ANY /v1/subscriptions': 'events',
      'ANY /v1/subscriptions/{proxy+}': 'events',
      'ANY /v1/workflows': 'workflows',
      'ANY /v1/workflows/{proxy+}': 'workflows',
      'ANY /v1/workflow-runs': 'workflows',
      'ANY /v1/workflow-runs/{proxy+}': 'workflows',
      'ANY /v1/workflow-limits': 'workflows',
      'ANY /v1/workflow-rules': 'workflows',
      'ANY /v1/workflow-rules/{proxy+}': 'workflows',
      'ANY /v1/workflow-limits/{proxy+}': 'workflows',
      'ANY /v1/tasks': 'workflows',
      'ANY /v1/tasks/{proxy+}': 'workflows',
      'ANY /v1/event/send_event/{workflow_id}': 'workflows',
      'ANY /event/send_event/{workflow_id}': 'workflows',
      'ANY /.well-known/jwks.json': 'workflows',
      'ANY /.well-known/openid-configuration': 'workflows',
      'ANY /v1/runs': 'runs',
      'ANY /v1/runs/{proxy+}': 'runs',
      'ANY /v1/firings': 'runs',
      'ANY /v1/firings/{id}/cancel': 'runs',
      'ANY /v1/{proxy+}': 'api',
      'ANY /healthz': 'api',
      'ANY /openapi.json': 'api',
    },
    noted: ['at', 'ip', 'method', 'path', 'status'],
  },
  {
    name: 'the WebSocket API',
    stage: 'EventSocketStage',
    api: 'EventSocketApi',
    routes: {
      $connect: 'socket',
      $disconnect: 'socket',
      next: 'socket',
      cancel: 'socket',
      ping: 'socket',
      $default: 'socket',
    },
    noted: ['at', 'ip', 'connection', 'route', 'status'],
  },
])('$name', ({ stage, api, routes, noted }) => {
  const [apiId] = one(template, 'AWS::ApiGatewayV2::Api', api);
  const found = ofType(template, 'AWS::ApiGatewayV2::Route')
    .map(([, { Properties }]) => Properties)
    .filter(({ ApiId }) => JSON.stringify(ApiId).includes(`"${apiId}"`));

  it('hands each request to the function that answers it', () => {
    expect(
      Object.fromEntries(found.map(({ RouteKey, Target }) => [RouteKey, functionBehind(Target)])),
    ).toEqual(
      Object.fromEntries(
        Object.entries(routes).map(([route, name]) => [
          route,
          one(template, 'AWS::Lambda::Function', `Functions${name}`)[0],
        ]),
      ),
    );
  });

  it('is throttled, and notes who asked for what, without any header', () => {
    const [, { Properties }] = one(template, 'AWS::ApiGatewayV2::Stage', stage);
    expect(Properties.DefaultRouteSettings).toEqual({
      ThrottlingRateLimit: 3000,
      ThrottlingBurstLimit: 5000,
    });
    const { Format } = z.object({ Format: z.string() }).parse(Properties.AccessLogSettings);
    expect(Object.keys(z.record(z.string(), z.string()).parse(JSON.parse(Format)))).toEqual(
      expect.arrayContaining(noted),
    );
    expect(Format).not.toMatch(/header|authorizer/i);
  });

  function functionBehind(target: unknown): string | undefined {
    const [integration] = ofType(template, 'AWS::ApiGatewayV2::Integration').filter(([id]) =>
      JSON.stringify(target).includes(`"${id}"`),
    );
    return ofType(template, 'AWS::Lambda::Function')
      .map(([id]) => id)
      .find((id) => JSON.stringify(integration?.[1].Properties.IntegrationUri).includes(`"${id}"`));
  }
});

describe('the WebSocket API', () => {
  const routes = ofType(template, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties);

  it('routes messages by their action, and answers them with what the function says', () => {
    const [, { Properties }] = one(template, 'AWS::ApiGatewayV2::Api', 'EventSocketApi');
    expect(Properties.RouteSelectionExpression).toBe('$request.body.action');
    for (const action of ['next', 'cancel', 'ping', '$default']) {
      const [route] = routes.filter(({ RouteKey }) => RouteKey === action);
      expect(route?.RouteResponseSelectionExpression, action).toBe('$default');
    }
  });
});

describe('the alarms', () => {
  const [topicId] = one(template, 'AWS::SNS::Topic', 'AlarmsTopic');
  const watched = ofType(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => ({
    metric: Properties.MetricName,
    of: JSON.stringify(Properties.Dimensions),
  }));
  const watch = (metric: string, id: string) =>
    expect.arrayContaining([{ metric, of: expect.stringContaining(`"${id}"`) }]);

  it.each([...trustedFunctions, 'runner'])('watch the errors and throttles of %s', (name) => {
    const [id] = one(template, 'AWS::Lambda::Function', `Functions${name}`);
    expect(watched).toEqual(watch('Errors', id));
    expect(watched).toEqual(watch('Throttles', id));
  });

  it.each(['publish', 'record'])('watch how far %s is behind its stream', (name) => {
    const [id] = one(template, 'AWS::Lambda::Function', `Functions${name}`);
    expect(watched).toEqual(watch('IteratorAge', id));
  });

  it('watch what of the streams was given up', () => {
    const [id] = one(template, 'AWS::SQS::Queue', 'QueuesGivenUp');
    expect(watched).toEqual(
      expect.arrayContaining([
        {
          metric: 'ApproximateNumberOfMessagesVisible',
          of: expect.stringContaining(`["${id}","QueueName"]`),
        },
      ]),
    );
  });

  it.each(['Firing', 'Mail', 'Trigger'])('watch the dead letters and the age of the queue %s', (name) => {
    const ids = ofType(template, 'AWS::SQS::Queue').map(([id]) => id);
    const dead = ids.find((id) => id.startsWith(`Queues${name}DeadLetters`))!;
    const queue = ids.find((id) => id.startsWith(`Queues${name}`) && id !== dead)!;
    expect(watched).toEqual(
      expect.arrayContaining([
        {
          metric: 'ApproximateNumberOfMessagesVisible',
          of: expect.stringContaining(`["${dead}","QueueName"]`),
        },
        { metric: 'ApproximateAgeOfOldestMessage', of: expect.stringContaining(`["${queue}","QueueName"]`) },
      ]),
    );
  });

  it.each(['express', 'standard'])('watch the %s executions that fail or run out of time', (name) => {
    const [id] = one(template, 'AWS::StepFunctions::StateMachine', `FiringMachines${name}`);
    expect(watched).toEqual(watch('ExecutionsFailed', id));
    expect(watched).toEqual(watch('ExecutionsTimedOut', id));
  });

  it('go to the topic, and say what to do', () => {
    for (const [id, { Properties }] of ofType(template, 'AWS::CloudWatch::Alarm')) {
      expect(Properties.AlarmActions, id).toEqual([{ Ref: topicId }]);
      expect(Properties.AlarmDescription, id).toEqual(expect.stringMatching(/\w+/));
      expect(Properties.TreatMissingData, id).toBe('notBreaching');
    }
  });

  it('may be published to the topic, by TLS', () => {
    const [, policy] = one(template, 'AWS::SNS::TopicPolicy', 'AlarmsTopicPolicy');
    expect(policy.Properties.PolicyDocument).toMatchObject({
      Statement: [
        { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        { Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish' },
      ],
    });
  });

  it('are mailed to the address that was given, if one was', () => {
    expect(subscribers(template.Resources)).toEqual(['ops@example.com']);
    expect(subscribers(synthesize({}).template.Resources)).toEqual([]);
  });
});

describe('the outputs', () => {
  it('are where to send requests and how to make the first key', () => {
    expect(Object.keys(template.Outputs)).toEqual(
      expect.arrayContaining([
        'ApiEndpoint',
        'BootstrapFunctionName',
        'BucketName',
        'FiringQueueUrl',
        'MailQueueUrl',
      ]),
    );
  });
});

const refusingPlainText = expect.objectContaining({
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

function keysOf(properties: Record<string, unknown>): string[] {
  return z
    .array(z.object({ AttributeName: z.string() }))
    .parse(properties.KeySchema)
    .map((key) => key.AttributeName);
}

function subscribers(resources: Record<string, Resource>): unknown[] {
  return Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::SNS::Subscription')
    .map(({ Properties }) => Properties.Endpoint);
}

describe('the recovery of workflows', () => {
  it('asks the function step every five minutes, about the last three times five', () => {
    const [, rule] = one(template, 'AWS::Events::Rule', 'Recovery');
    expect(rule.Properties.ScheduleExpression).toBe('rate(5 minutes)');
    const [target] = z
      .array(z.object({ Arn: z.object({ 'Fn::GetAtt': z.array(z.string()) }), Input: z.string() }))
      .parse(rule.Properties.Targets);
    expect(target!.Arn['Fn::GetAtt'][0]).toMatch(/^Functionsstep/);
    expect(stepRequestSchema.parse(JSON.parse(target!.Input))).toEqual({
      recoverStarts: { shortest: 60_000, longest: 960_000 },
    });
  });

  it('asks it about executions of workflows that ended otherwise than well, and of no other machines', () => {
    const [, rule] = one(template, 'AWS::Events::Rule', 'LostExecutions');
    expect(rule.Properties.EventPattern).toMatchObject({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: {
        status: ['TIMED_OUT', 'FAILED', 'ABORTED'],
        stateMachineArn: [{ prefix: { 'Fn::Join': ['', expect.arrayContaining([':stateMachine:'])] } }],
      },
    });
    expect(rule.Properties.Targets).toMatchObject([{ InputPath: '$.detail' }]);
  });
});
