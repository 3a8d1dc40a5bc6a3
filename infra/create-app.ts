import { App, type AppProps, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { HooklineStack } from './hookline-stack.ts';
import { readSettings } from './settings.ts';

/** The CDK app: the stack `Hookline`, checked against the AwsSolutions rules whenever it is synthesized. */
export function createApp(props?: AppProps): { app: App; stack: HooklineStack } {
  const app = new App(props);
  const stack = new HooklineStack(app, 'Hookline', readSettings(app.node));
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { app, stack };
}
