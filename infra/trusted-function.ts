import { join } from 'node:path';
import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime, SystemLogLevel } from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { defaults, type TrustedFunction } from './defaults.ts';

/** The checkout: where `functions/` and the lock file are. */
export const projectRoot = join(import.meta.dirname, '..');

/** What holds for every function of the stack. */
export const functionDefaults = {
  runtime: Runtime.NODEJS_24_X,
  architecture: Architecture.ARM_64,
  handler: 'handler',
  projectRoot,
  depsLockFilePath: join(projectRoot, 'package-lock.json'),
  // Its only use is to keep connections open, which the SDK's third version does by itself.
  awsSdkConnectionReuse: false,
} as const;

/** How every function is bundled: one minified ES module that holds all it needs, the AWS SDK too. */
export const bundlingDefaults = {
  format: OutputFormat.ESM,
  minify: true,
  logLevel: LogLevel.WARNING,
  target: 'node24',
  mainFields: ['module', 'main'],
  externalModules: [],
  esbuildArgs: {
    '--alias:@aws-sdk/credential-provider-node': join(projectRoot, 'functions/environment-credentials.ts'),
    '--alias:@hono/zod-openapi': join(projectRoot, 'functions/undescribed-routes.ts'),
  },
  // CommonJS packages inside an ES module look for a `require` to load Node's own modules with.
  banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
} as const satisfies BundlingOptions;

/** A function of the platform's own code, with a log group and a role of its own that may write to that, and nothing else. */
export function addTrustedFunction(scope: Construct, name: TrustedFunction, entry: string): NodejsFunction {
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
  return new NodejsFunction(scope, name, {
    ...functionDefaults,
    ...defaults.functions[name],
    entry: join(projectRoot, 'functions', entry, 'handler.ts'),
    role,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    // START, END and REPORT of each call would cost more than the request.
    systemLogLevelV2: SystemLogLevel.WARN,
    bundling: bundlingDefaults,
  });
}
