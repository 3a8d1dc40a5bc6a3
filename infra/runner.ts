import { type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type Code, Function as LambdaFunction, TenancyConfig } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { defaults } from './defaults.ts';
import { functionDefaults } from './trusted-function.ts';

/**
 * The function that other people's code runs in. Each tenant gets environments of their own (AWS Lambda, "Tenant
 * isolation"), and the role may do nothing at all, not even write logs: whatever the code does with its credentials,
 * there is nothing to have. What a run prints comes back in its outcome, and `invoke` writes it down. It has no log
 * group for the same reason: nothing could write to it.
 */
export function addRunner(scope: Construct, code: Code): LambdaFunction {
  return new LambdaFunction(scope, 'runner', {
    ...functionDefaults,
    ...defaults.functions.runner,
    code,
    role: powerlessRole(scope),
    tenancyConfig: TenancyConfig.PER_TENANT,
  });
}

/** A role that the CDK cannot add a policy to, whatever is granted to the function. */
function powerlessRole(scope: Construct): IRole {
  return new Role(scope, 'runner-role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
  }).withoutPolicyUpdates();
}
