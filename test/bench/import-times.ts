import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { trustedFunctions } from '../../infra/defaults.ts';
import { runCdk } from '../deployed/run-cdk.ts';
import { percentile } from './percentile.ts';

/** Fresh processes in which each function is imported. */
const IMPORTS = 7;

const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});
const functionSchema = z.object({
  Code: z.object({ S3Key: z.string() }),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }).optional(),
});

/**
 * What starting a function anew costs beside Lambda's own part: the size of its bundle as it is deployed, and the median
 * time that a fresh process takes to import it, with the clients that it opens.
 */
export async function measureImports(): Promise<Record<string, { sizeBytes: number; importMs: number }>> {
  const assembly = await mkdtemp(join(tmpdir(), 'hookline-imports-'));
  try {
    await runCdk(['synth', '--quiet', '--output', assembly, '--context', 'mailFrom=hooks@example.com']);
    const template: unknown = JSON.parse(await readFile(join(assembly, 'Hookline.template.json'), 'utf8'));
    const { Resources } = templateSchema.parse(template);
    const measured: Record<string, { sizeBytes: number; importMs: number }> = {};
    for (const name of [...trustedFunctions, 'runner']) {
      const found = Object.entries(Resources).find(
        ([id, { Type }]) => Type === 'AWS::Lambda::Function' && id.startsWith(`Functions${name}`),
      );
      const { Code, Environment } = functionSchema.parse(found?.[1].Properties);
      const folder = join(assembly, `asset.${Code.S3Key.replace('.zip', '')}`);
      measured[name] = {
        sizeBytes: await bytesOf(folder),
        importMs: await medianImportMs(join(folder, 'index.mjs'), Object.keys(Environment?.Variables ?? {})),
      };
    }
    return measured;
  } finally {
    await rm(assembly, { recursive: true, force: true });
  }
}

async function bytesOf(folder: string): Promise<number> {
  const sizes = await Promise.all(
    (await readdir(folder)).map(async (file) => (await stat(join(folder, file))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function medianImportMs(bundle: string, variables: readonly string[]): Promise<number> {
  const script = `
    const startedAt = performance.now();
    await import(${JSON.stringify(bundle)});
    process.stdout.write(String(performance.now() - startedAt), () => process.exit());`;
  const env = {
    AWS_REGION: 'us-east-1',
    ...Object.fromEntries(variables.map((variable) => [variable, 'https://made-up.example'])),
    FIRING_RETENTION_DAYS: '90',
  };
  const times: number[] = [];
  for (let index = 0; index < IMPORTS; index++) {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', script],
      { env },
    );
    times.push(Number(stdout));
  }
  return Math.round(percentile(times, 50) * 10) / 10;
}
