import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import {
  addHook,
  type Connection,
  cancelWorkflow,
  fire,
  getMail,
  register,
  setWorkflowLimits,
  startWorkflow,
  waitForFiring,
  waitForWorkflow,
} from '@hookline/sdk';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { parsePlaces, placesItem, placesKey } from '../../adapters/aws/dynamodb/workflows/places-item.ts';
import { runCli } from '../../sdk/cli/run-cli.ts';
import type { DeployedHost } from './hosts/deployed-host.ts';
import { cannotRunEmbedded, openHost } from './hosts/open-host.ts';
import { asAdmin, newPerson } from './hosts/people.ts';

const messagesSchema = z.object({
  messages: z.record(
    z.string(),
    z.array(z.looseObject({ To: z.array(z.string()), Subject: z.string(), BodyText: z.string().nullish() })),
  ),
});

describe.skipIf(cannotRunEmbedded('It looks into AWS: queues, executions, SES.'))(
  'The deployed stack',
  () => {
    let host: DeployedHost;
    let allen: Connection;

    beforeAll(async () => {
      host = (await openHost()) as DeployedHost;
      allen = await newPerson(host, 'allen');
    });
    afterAll(() => host?.stop());

    test('SES is given the e-mail, under the sender that was deployed', async () => {
      const { name: hook } = await addHook(asAdmin(host), { name: 'lab.ses' });
      await register(
        allen,
        { name: 'greeter', hook, notifyOnSuccess: 'ses@example.com', notifyOnFailure: null },
        () => 'Grüße & <b>1</b>',
      );
      const { id } = await fire(allen, hook, {});
      const { runs } = await waitForFiring(allen, id, { timeoutSeconds: 30 });
      await expect
        .poll(() => getMail(allen, runs[0]!.id), { timeout: 20_000 })
        .toMatchObject({ state: 'sent' });
      const answer = await fetch(`${host.access.endpoint}/_ministack/ses/messages`);
      const sent = Object.values(messagesSchema.parse(await answer.json()).messages).flat();
      const [mail] = sent.filter(({ To }) => To.includes('ses@example.com'));
      expect(mail).toMatchObject({
        Source: 'hooks@example.com',
        Subject: '[Hookline] greeter succeeded (lab.ses)',
        BodyText: expect.stringContaining('Grüße & <b>1</b>'),
        BodyHtml: expect.stringContaining('Grüße &amp; &lt;b&gt;1&lt;/b&gt;'),
      });
    });

    test('a firing that may take longer than five minutes is a Standard execution, named after it', async () => {
      const { name: hook } = await addHook(asAdmin(host), { name: 'lab.long' });
      await register(
        allen,
        {
          name: 'patient',
          hook,
          notifyOnSuccess: null,
          notifyOnFailure: null,
          executor: { timeoutSeconds: 840 },
        },
        () => 'done',
      );
      const { id } = await fire(allen, hook, {});
      await waitForFiring(allen, id, { timeoutSeconds: 30 });
      const states = new SFNClient(host.access);
      const { stateMachines = [] } = await states.send(new ListStateMachinesCommand({}));
      const standard = stateMachines.find(({ type }) => type === 'STANDARD')!;
      expect(stateMachines).toHaveLength(2);
      const { executions = [] } = await states.send(
        new ListExecutionsCommand({ stateMachineArn: standard.stateMachineArn }),
      );
      expect(executions.map(({ name }) => name)).toEqual([id]);
      const execution = { executionArn: executions[0]!.executionArn };
      await expect
        .poll(async () => (await states.send(new DescribeExecutionCommand(execution))).status, {
          timeout: 20_000,
        })
        .toBe('SUCCEEDED');
      states.destroy();
    });

    test('a payload larger than an execution may carry reaches the handler by way of the bucket', async () => {
      const { name: hook } = await addHook(asAdmin(host), { name: 'lab.large' });
      await register(
        allen,
        { name: 'length', hook, notifyOnSuccess: null, notifyOnFailure: null },
        (input: { text: string }) => input.text.length,
      );
      const { id } = await fire(allen, hook, { text: 'x'.repeat(1_000_000) });
      const { runs } = await waitForFiring(allen, id, { timeoutSeconds: 30 });
      expect(runs[0]).toMatchObject({ state: 'succeeded', result: '1000000' });
    });

    test('a run of a workflow whose start was interrupted is started by the schedule’s call', async () => {
      const admin = asAdmin(host);
      await setWorkflowLimits(admin, { maxRunning: 1 });
      await startWorkflow(allen, { source: 'wait:delay({"duration": 3600})' }, { runId: 'goes-on' });
      const next = await startWorkflow(
        allen,
        { source: 'wait:delay({"duration": 0})' },
        { runId: 'interrupted' },
      );
      expect(next.state).toBe('pending');
      const [dynamodb, lambda] = [new DynamoDBClient(host.access), new LambdaClient(host.access)];
      const { TableNames = [] } = await dynamodb.send(new ListTablesCommand());
      const table = {
        TableName: TableNames.find((name) => name.includes('StorageWorkflows'))!,
        client: DynamoDBDocumentClient.from(dynamodb),
      };
      // As a function leaves it that ends when it has let the run in.
      const { Item } = await table.client.send(
        new GetCommand({ TableName: table.TableName, Key: placesKey }),
      );
      const { running, waiting, revision, ...limits } = parsePlaces(Item);
      const letIn = { ...limits, running: [...running, ...waiting], waiting: [], revision: revision + 1 };
      await table.client.send(
        new PutCommand({ TableName: table.TableName, Item: placesItem(letIn, 'interrupted') }),
      );

      const { Functions = [] } = await lambda.send(new ListFunctionsCommand());
      const step = Functions.find(({ FunctionName }) => FunctionName!.includes('Functionsstep'))!;
      const { FunctionError } = await lambda.send(
        new InvokeCommand({
          FunctionName: step.FunctionName,
          Payload: JSON.stringify({ recoverStarts: { shortest: 0, longest: 960_000 } }),
        }),
      );
      expect(FunctionError).toBeUndefined();
      expect(await waitForWorkflow(allen, 'interrupted')).toMatchObject({ state: 'succeeded' });
      await cancelWorkflow(allen, 'goes-on');
      await setWorkflowLimits(admin, { maxRunning: -1 });
      dynamodb.destroy();
      lambda.destroy();
    });

    test('`hookline doctor` finds the stack in order', async () => {
      const { endpoint, region, credentials } = host.access;
      vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
      vi.stubEnv('AWS_REGION', region);
      vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
      let out = '';
      const code = await runCli(['doctor', '--aws', '--endpoint', host.url, '--api-key', host.adminKey], {
        out: (text) => {
          out += text;
        },
        err: () => {},
        stdin: (async function* () {})(),
      });
      vi.unstubAllEnvs();
      expect(out).toContain('SES identity: hooks@example.com is verified.');
      // The emulator derives its concurrency from the machine's memory.
      const lines = out.split('\n').filter((line) => line.startsWith('ATTENTION'));
      expect(lines.filter((line) => !line.includes('Lambda:'))).toEqual([]);
      expect(code).toBe(lines.length === 0 ? 0 : 1);
    });

    test('no message is left in a dead-letter queue', async () => {
      const sqs = new SQSClient(host.access);
      for (const QueueUrl of [host.outputs.FiringDeadLetterQueueUrl, host.outputs.MailDeadLetterQueueUrl]) {
        const { Attributes } = await sqs.send(
          new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
        );
        expect(Attributes).toEqual({ ApproximateNumberOfMessages: '0' });
      }
      sqs.destroy();
    });
  },
);
