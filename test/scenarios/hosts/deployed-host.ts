import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { inject } from 'vitest';
import { z } from 'zod';
import { endpointParameter } from '../../deployed/bridge-template.ts';
import type { Deployment } from '../../deployed/global-setup.ts';
import { openDoor } from '../../deployed/open-door.ts';
import { emulatorAccess, runCdk } from '../../deployed/run-cdk.ts';
import type { Host } from './host.ts';

/** The outputs of the stack that scenarios look at. */
export interface DeployedHost extends Host {
  readonly kind: 'deployed';
  readonly region: string;
  readonly outputs: z.infer<typeof outputsSchema>;
  /** For an AWS SDK's client of the account and region. */
  readonly access: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };
}

const outputsSchema = z.object({
  ApiEndpoint: z.url(),
  BootstrapFunctionName: z.string(),
  BucketName: z.string(),
  FiringQueueUrl: z.url(),
  FiringDeadLetterQueueUrl: z.url(),
  MailQueueUrl: z.url(),
  MailDeadLetterQueueUrl: z.url(),
});

/** Deploys the stack to a region of its own, as `npm run deploy` does, and makes the first admin. */
export async function deployedHost(): Promise<DeployedHost> {
  const deployment = inject('deployment');
  if (deployment === undefined) throw new Error('Deployed scenarios are run by: npm run test:deployed');
  trust(deployment.emulator.certificate);
  const region = takeRegion(deployment);
  const environment = emulatorAccess(deployment.emulator, region);
  const cdk = (...args: string[]) => runCdk([...args, '--app', deployment.assembly], environment);
  const door = await openDoor();
  const outputsFile = join(deployment.regions, region, 'outputs.json');
  await cdk('bootstrap', `aws://000000000000/${region}`);
  await cdk(
    ...['deploy', '--require-approval', 'never', '--outputs-file', outputsFile],
    ...['--parameters', `${endpointParameter}=${door.url}`],
  );
  const written: unknown = JSON.parse(readFileSync(outputsFile, 'utf8'));
  const outputs = z.object({ Hookline: outputsSchema }).parse(written).Hookline;
  const apiId = new URL(outputs.ApiEndpoint).hostname.split('.')[0];
  door.leadTo(`${deployment.emulator.url}/_aws/execute-api/${apiId}/$default`);
  const access = {
    endpoint: deployment.emulator.url,
    region,
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID,
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
    },
  };
  return {
    kind: 'deployed',
    url: door.url,
    adminKey: await makeAdmin(access, outputs.BootstrapFunctionName),
    mailEndsAs: 'sent',
    region,
    outputs,
    access,
    async stop() {
      await cdk('destroy', '--force');
      await door.close();
    },
  };
}

async function makeAdmin(access: DeployedHost['access'], FunctionName: string): Promise<string> {
  const client = new LambdaClient(access);
  const { Payload } = await client.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
  client.destroy();
  const answer: unknown = JSON.parse(new TextDecoder().decode(Payload));
  return z.object({ apiKey: z.string() }).parse(answer).apiKey;
}

/** For what this process asks of the emulator by TLS, such as sending bundles to S3. */
function trust(certificate: string): void {
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(certificate, 'utf8')]);
}

const regions = [
  ...[
    'us-east-1',
    'us-east-2',
    'us-west-1',
    'us-west-2',
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
    'eu-central-1',
  ],
  ...[
    'eu-north-1',
    'ap-south-1',
    'ap-southeast-1',
    'ap-southeast-2',
    'ap-northeast-1',
    'ca-central-1',
    'sa-east-1',
  ],
];

/** The first region that no other test file has taken: one account with a stack in each of its regions. */
function takeRegion(deployment: Deployment): string {
  for (const region of regions) {
    try {
      mkdirSync(join(deployment.regions, region));
      return region;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw new Error('There are more hosts than regions.');
}
