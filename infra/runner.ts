import { join } from 'node:path';
import { type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { TenancyConfig } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';
import { defaults } from './defaults.ts';
import { bundlingDefaults, functionDefaults, projectRoot } from './trusted-function.ts';

/**
 * The function that other people's code runs in. Each tenant gets environments of their own (AWS Lambda, "Tenant
 * isolation"), and the role may do nothing at all, not even write logs: whatever the code does with its credentials,
 * there is nothing to have. What a run prints comes back in its outcome, and `invoke` writes it down. It has no log
 * group for the same reason: nothing could write to it.
 */
export function addRunner(scope: Construct): NodejsFunction {
  return new NodejsFunction(scope, 'runner', {
    ...functionDefaults,
    ...defaults.functions.runner,
    entry: join(projectRoot, 'functions/runner/handler.ts'),
    role: powerlessRole(scope),
    tenancyConfig: TenancyConfig.PER_TENANT,
    bundling: {
      ...bundlingDefaults,
      commandHooks: {
        beforeBundling: () => [],
        beforeInstall: () => [],
        // The file that each child process starts with, beside the handler.
        afterBundling: (inputDir, outputDir) => [
          `${quote(process.execPath)} ${quote(join(inputDir, 'adapters/process-runner/build-harness.ts'))} ${quote(outputDir)}`,
        ],
      },
    },
  });
}

/** A role that the CDK cannot add a policy to, whatever is granted to the function. */
function powerlessRole(scope: Construct): IRole {
  return new Role(scope, 'runner-role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
  }).withoutPolicyUpdates();
}

function quote(path: string): string {
  return JSON.stringify(path);
}
