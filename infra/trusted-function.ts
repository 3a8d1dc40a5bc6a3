import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { defaults, type TrustedFunction } from './defaults.ts';

/** What holds for every function of the stack. */
export const functionDefaults = {
  runtime: Runtime.NODEJS_24_X,
  architecture: Architecture.ARM_64,
  handler: 'index.handler',
} as const;

/** A function of the platform's own code, with a log group and a role of its own that may write to that, and nothing else. */
export function addTrustedFunction(scope: Construct, name: TrustedFunction, code: Code): LambdaFunction {
  const logGroup = new LogGroup(scope, `${name}-logs`, {
    retention: defaults.logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  // In place of AWSLambdaBasicExecutionRole, which may write to every log group of the account.
  const role = new Role(scope, `${name}-role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(
    new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    }),
  );
  return new LambdaFunction(scope, name, {
    ...functionDefaults,
    ...defaults.functions[name],
    code,
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    // START, END and REPORT of each call would cost more than the request.
    systemLogLevelV2: SystemLogLevel.WARN,
  });
}
