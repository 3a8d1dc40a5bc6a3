import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateFunctionCommand, type LambdaClient, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import { listen } from '../aws/listen.ts';
import { account } from './run-cdk.ts';

/** Asks the test, and fails when that does. */
const source = (url: string) => `
  export async function handler(event) {
    const answer = await fetch(${JSON.stringify(url)}, { method: 'POST', body: JSON.stringify(event) });
    if (!answer.ok) throw new Error(await answer.text());
    return await answer.json();
  }`;

/** Of functions and machines of tests. */
export const roleName = 'step';

/** Creates the role, by the emulator's Python, which has an SDK with IAM. */
export function createRole(python: string, access: NodeJS.ProcessEnv): void {
  const trust = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: ['lambda.amazonaws.com', 'states.amazonaws.com'] },
      },
    ],
  };
  const script = `import botocore.session, sys
iam = botocore.session.get_session().create_client("iam")
iam.create_role(RoleName=sys.argv[1], AssumeRolePolicyDocument=sys.argv[2])`;
  execFileSync(python, ['-c', script, roleName, JSON.stringify(trust)], { env: access });
}

/**
 * Creates the function that the documents of workflows call, with a test in its place.
 *
 * @param step what it answers; one that throws fails the function.
 */
export async function createStepFunction(
  client: LambdaClient,
  python: string,
  name: string,
  step: (event: unknown) => unknown,
): Promise<{ close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString();
    try {
      response.end(JSON.stringify((await step(JSON.parse(body))) ?? null));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  const { endpoint, close } = await listen(server);
  await client.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role: `arn:aws:iam::${account}:role/${roleName}`,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile: zip(python, source(endpoint)) },
      Timeout: 20,
    }),
  );
  await waitUntilFunctionActiveV2({ client, maxWaitTime: 20 }, { FunctionName: name });
  return { close };
}

/** An archive with the one module, by the emulator's Python. */
function zip(python: string, module: string): Buffer {
  const directory = mkdtempSync(join(tmpdir(), 'hookline-step-'));
  try {
    writeFileSync(join(directory, 'index.mjs'), module);
    execFileSync(python, ['-m', 'zipfile', '-c', 'step.zip', 'index.mjs'], { cwd: directory });
    return readFileSync(join(directory, 'step.zip'));
  } finally {
    rmSync(directory, { recursive: true });
  }
}
