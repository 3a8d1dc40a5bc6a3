import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { trustedFunctions } from '../../infra/defaults.ts';
import { one, type Synthesized, synthesize } from './synthesize.ts';

const names = [...trustedFunctions, 'runner'] as const;

/** Bundles all functions, as a deployment does. */
let synthesized: Synthesized;
beforeAll(() => {
  synthesized = synthesize({ mailFrom: 'hooks@example.com' }, { bundle: true });
}, 120_000);

describe('the code of a function', () => {
  it.each(names)('of %s loads, with no packages around and the environment that it is told', (name) => {
    const { code, environment } = deployed(name);
    const load = `const { handler } = await import(${JSON.stringify(join(code, 'index.mjs'))}); process.stdout.write(typeof handler)`;
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', load], {
      cwd: '/',
      env: { AWS_REGION: 'eu-central-1', ...environment },
      encoding: 'utf8',
    });
    expect(output).toBe('function');
  });

  it.each(trustedFunctions)('of %s is read in a moment: less than 2.5 MB', (name) => {
    const { code } = deployed(name);
    expect(readFileSync(join(code, 'index.mjs')).byteLength).toBeLessThan(2_500_000);
  });
});

describe('the code of the runner', () => {
  it('has beside the handler what each child process starts with', () => {
    expect(existsSync(join(deployed('runner').code, 'harness.mjs'))).toBe(true);
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
