import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Where the stack goes: the account that the emulator takes any credentials for. */
export const account = '000000000000';
export const region = 'us-east-1';

/** The environment that points an AWS SDK, and the CDK, at the emulator. */
export function emulatorAccess(emulator: { url: string; certificate: string }) {
  return {
    AWS_ENDPOINT_URL: emulator.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_CA_BUNDLE: emulator.certificate,
    NODE_EXTRA_CA_CERTS: emulator.certificate,
  };
}

/** Runs the CDK's command line as a user does; throws with what it printed when it fails. */
export async function runCdk(
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'node_modules/aws-cdk/bin/cdk'), ...args], {
    cwd: root,
    env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  child.stderr.on('data', (chunk) => {
    printed += chunk;
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`cdk ${args[0]} ended with ${code}:\n${printed}`);
}
