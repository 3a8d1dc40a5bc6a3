import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunnerCall } from '../../adapters/aws/lambda/runner-call.ts';
import { trustedFunctions } from '../../infra/defaults.ts';
import { synthesize } from './synthesize.ts';
import type { Synthesized } from './synthesize-into.ts';
import { one } from './template.ts';

const names = [...trustedFunctions, 'runner'] as const;

/** Others than 700 kB. What each child process starts with, beside the runner's handler, is not counted. */
const budgetsKb: Partial<Record<(typeof names)[number], number>> = {
  // They carry YAML and JSONata, which people write workflows with, and the SDKs of Step Functions and KMS; no firing waits for them.
  workflows: 1150,
  step: 1060,
  wake: 1060,
  // Every tenant has environments of their own, so that this one starts anew most often. It has no SDK.
  runner: 50,
  // They carry the jsonata package, which is loaded with the first expression only.
  accept: 790,
  invoke: 790,
  trigger: 790,
  // And the description of the whole API.
  api: 920,
  // Both carry the log and its limits; whoever cancels a run also lets in who is next in line.
  events: 730,
  runs: 750,
};

/** Bundles all functions, as a deployment does. */
let synthesized: Synthesized;
beforeAll(() => {
  synthesized = synthesize({ mailFrom: 'hooks@example.com' }, { bundle: true });
}, 120_000);

describe('the code of a function', () => {
  it.each(names)('of %s loads, with no packages around and the environment that it is told', async (name) => {
    expect(await inLambda(name, 'typeof handler')).toBe('function');
  });

  it.each(names)('of %s is small, since each new environment reads it', (name) => {
    const { size } = statSync(join(deployed(name).code, 'index.mjs'));
    expect(size / 1000, 'kB').toBeLessThan(budgetsKb[name] ?? 700);
  });
});

describe('the code of the runner', () => {
  it('has beside the handler what each child process starts with', () => {
    expect(existsSync(join(deployed('runner').code, 'harness.mjs'))).toBe(true);
  });

  it('runs the code of a tenant as it is deployed', async () => {
    const code = "export default (input, { run }) => input.greeting + ' from ' + run.id;";
    await using server = createServer((_request, response) => response.end(code)).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const call: RunnerCall = {
      runId: 'firing-7',
      attempt: 1,
      firingId: 'firing',
      hook: 'ctingress.on_complete',
      tags: [],
      tenantId: 'tenant',
      code: { sha256: createHash('sha256').update(code).digest('hex'), exportName: 'default' },
      codeUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      payloadBase64: Buffer.from('{"greeting":"Hello"}').toString('base64'),
      timeoutSeconds: 20,
      connection: { endpoint: 'https://made-up.example', apiKey: 'none' },
    };
    const outcome: unknown = JSON.parse(
      await inLambda('runner', `JSON.stringify(await handler(${JSON.stringify(call)}))`),
    );
    expect(outcome).toMatchObject({ ok: true, result: 'Hello from firing-7' });
  });

  it('has nothing of the AWS SDK', () => {
    // Names that bundling keeps: of packages in `require`, of services in clients.
    const traces = /@aws-sdk|@smithy|AmazonDynamoDB|aws-sdk-js/;
    const { code } = deployed('runner');
    for (const file of readdirSync(code)) {
      expect(traces.test(readFileSync(join(code, file), 'utf8')), file).toBe(false);
    }
    expect(traces.test(readFileSync(join(deployed('invoke').code, 'index.mjs'), 'utf8'))).toBe(true);
  });
});

/** What an expression with the function's `handler` gives, in a process that has what Lambda would give it. */
async function inLambda(name: (typeof names)[number], expression: string): Promise<string> {
  const { code, environment } = deployed(name);
  const script = `
    const { handler } = await import(${JSON.stringify(join(code, 'index.mjs'))});
    const answer = ${expression};
    process.stdout.write(answer, () => process.exit());`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: '/',
    timeout: 25_000,
    env: {
      AWS_REGION: 'eu-central-1',
      AWS_LAMBDA_FUNCTION_NAME: name,
      TMPDIR: mkdtempSync(join(synthesized.assembly.directory, 'tmp-')),
      ...environment,
    },
  });
  return stdout;
}

/** What is deployed for a function: the folder of its code, and its environment with made-up values. */
function deployed(name: (typeof names)[number]): { code: string; environment: Record<string, string> } {
  const [, { Properties }] = one(synthesized.template, 'AWS::Lambda::Function', `Functions${name}`);
  const { S3Key } = Properties.Code as { S3Key: string };
  const { Variables = {} } = (Properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
  return {
    code: join(synthesized.assembly.directory, `asset.${S3Key.replace('.zip', '')}`),
    environment: Object.fromEntries(
      Object.entries(Variables).map(([variable, value]) => [
        variable,
        typeof value === 'string' ? value : 'https://made-up.example',
      ]),
    ),
  };
}
