import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type AppProps } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { z } from 'zod';
import { createApp } from '../../infra/create-app.ts';
import { HooklineStack } from '../../infra/hookline-stack.ts';
import { readSettings } from '../../infra/settings.ts';
import { type Template, templateSchema } from './template.ts';

const root = join(import.meta.dirname, '../..');

export interface Synthesized {
  readonly app: App;
  readonly stack: HooklineStack;
  readonly template: Template;
  readonly assembly: CloudAssembly;
}

export interface SynthesisOptions {
  /** With the functions' code; without it by default, which is most of the time. */
  bundle?: boolean;
  /** With the checks that `cdk synth` makes of the template, which are most of the rest; without them by default. */
  check?: boolean;
}

/** Synthesizes the app as `cdk synth` does with cdk.json and this context, into a folder. */
export function synthesizeInto(
  outdir: string,
  context: Readonly<Record<string, string>>,
  { bundle = false, check = false }: SynthesisOptions = {},
): Synthesized {
  const cdkJson = z
    .object({ context: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')));
  const props: AppProps = {
    outdir,
    context: { ...cdkJson.context, ...context, ...(!bundle && { 'aws:cdk:bundling-stacks': [] }) },
  };
  const { app, stack } = check ? createApp(props) : createUncheckedApp(props);
  const assembly = app.synth();
  const template = templateSchema.parse(assembly.getStackByName(stack.stackName).template);
  return { app, stack, template, assembly };
}

function createUncheckedApp(props: AppProps): { app: App; stack: HooklineStack } {
  const app = new App({ ...props, builtinCloudFormationValidation: false });
  return { app, stack: new HooklineStack(app, 'Hookline', readSettings(app.node)) };
}
