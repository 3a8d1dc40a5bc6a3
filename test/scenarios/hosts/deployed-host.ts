import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { inject } from 'vitest';
import { z } from 'zod';
import { parameters } from '../../deployed/bridge-template.ts';
import { environmentFolder } from '../../deployed/install-emulator.ts';
import { openDoor } from '../../deployed/open-door.ts';
import { account, emulatorAccess, region, runCdk } from '../../deployed/run-cdk.ts';
import { startEmulator } from '../../deployed/start-emulator.ts';
import type { Host } from './host.ts';

/** The stack, deployed; and what a scenario needs to look into AWS. */
export interface DeployedHost extends Host {
  readonly kind: 'deployed';
  /** The outputs of the stack. */
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
  EventSocketUrl: z.url(),
  BootstrapFunctionName: z.string(),
  FiringDeadLetterQueueUrl: z.url(),
  MailDeadLetterQueueUrl: z.url(),
  TriggerDeadLetterQueueUrl: z.url(),
});

/**
 * Deploys the stack to an emulator of its own, as `npm run deploy` does it, and makes the first admin. `.venv-deployed`
 * keeps a log of each emulator, with what the functions logged.
 */
export async function deployedHost(): Promise<DeployedHost> {
  const deployment = inject('deployment');
  if (deployment === undefined) throw new Error('Deployed scenarios are run by: npm run test:deployed');
  const logFile = join(environmentFolder, `emulator-${process.pid}.log`);
  const [emulator, door] = await Promise.all([startEmulator(deployment.python, logFile), openDoor()]);
  trust(emulator.certificate);
  const environment = emulatorAccess(emulator);
  const cdk = (...args: string[]) => runCdk([...args, '--app', deployment.assembly], environment);
  await cdk('bootstrap', `aws://${account}/${region}`);
  const apis = `${emulator.url}/_aws/execute-api`;
  const outputs = await deploy(cdk, {
    [parameters.endpoint]: door.url,
    [parameters.socketUrl]: door.url.replace('http:', 'ws:'),
    [parameters.apis]: apis,
  });
  const idOf = (url: string) => new URL(url).hostname.split('.')[0];
  door.leadTo({
    http: `${apis}/${idOf(outputs.ApiEndpoint)}/$default`,
    socket: `${apis}/${idOf(outputs.EventSocketUrl)}${new URL(outputs.EventSocketUrl).pathname}`,
  });
  const access = {
    endpoint: emulator.url,
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
    outputs,
    access,
    async stop() {
      await cdk('destroy', '--force');
      await Promise.all([emulator.stop(), door.close()]);
    },
  };
}

async function deploy(
  cdk: (...args: string[]) => Promise<void>,
  given: Readonly<Record<string, string>>,
): Promise<DeployedHost['outputs']> {
  const directory = mkdtempSync(join(tmpdir(), 'hookline-outputs-'));
  const file = join(directory, 'outputs.json');
  await cdk(
    ...['deploy', '--require-approval', 'never', '--outputs-file', file],
    ...Object.entries(given).flatMap(([name, value]) => ['--parameters', `${name}=${value}`]),
  );
  const written: unknown = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(directory, { recursive: true });
  return z.object({ Hookline: outputsSchema }).parse(written).Hookline;
}

async function makeAdmin(access: DeployedHost['access'], FunctionName: string): Promise<string> {
  const client = new LambdaClient(access);
  const { Payload } = await client.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
  client.destroy();
  const answer = new TextDecoder().decode(Payload);
  const parsed = z.object({ apiKey: z.string() }).safeParse(JSON.parse(answer));
  if (!parsed.success) throw new Error(`The bootstrap function answered: ${answer}`);
  return parsed.data.apiKey;
}

/** For what this process, and those that it starts, ask of the emulator by TLS, such as sending bundles to S3. */
function trust(certificate: string): void {
  process.env.NODE_EXTRA_CA_CERTS = certificate;
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(certificate, 'utf8')]);
}
