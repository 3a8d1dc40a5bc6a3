import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll } from 'vitest';
import { z } from 'zod';
import { createApp } from '../../infra/create-app.ts';
import type { HooklineStack } from '../../infra/hookline-stack.ts';

const root = join(import.meta.dirname, '../..');

const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      DeletionPolicy: z.string().optional(),
    }),
  ),
  Parameters: z.record(z.string(), z.unknown()).default({}),
  Outputs: z.record(z.string(), z.unknown()),
});

export type Template = z.infer<typeof templateSchema>;
export type Resource = Template['Resources'][string];

export interface Synthesized {
  readonly app: App;
  readonly stack: HooklineStack;
  readonly template: Template;
  readonly assembly: CloudAssembly;
}

const outdirs: string[] = [];
afterAll(() => {
  for (const outdir of outdirs) rmSync(outdir, { recursive: true, force: true });
});

/**
 * Synthesizes the app as `cdk synth` does with cdk.json and this context, into a folder that goes after the tests.
 * Without `bundle` the functions' code is left out, which is most of the time.
 */
export function synthesize(
  context: Readonly<Record<string, string>>,
  options: { bundle?: boolean } = {},
): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), 'hookline-synth-'));
  outdirs.push(outdir);
  const cdkJson = z
    .object({ context: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')));
  const { app, stack } = createApp({
    outdir,
    context: {
      ...cdkJson.context,
      ...context,
      ...(options.bundle !== true && { 'aws:cdk:bundling-stacks': [] }),
    },
  });
  const assembly = app.synth();
  const template = templateSchema.parse(assembly.getStackByName(stack.stackName).template);
  return { app, stack, template, assembly };
}

/** The resources of one type, by logical id. */
export function ofType(template: Template, type: string): [id: string, resource: Resource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

/** The one resource of a type whose logical id begins so. */
export function one(template: Template, type: string, prefix: string): [id: string, resource: Resource] {
  const found = ofType(template, type).filter(([id]) => id.startsWith(prefix));
  if (found.length !== 1) throw new Error(`There are ${found.length} resources ${type} ${prefix}.`);
  return found[0]!;
}
