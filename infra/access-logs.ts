import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { type IAccessLogSettings, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { defaults } from './defaults.ts';

/**
 * What an API notes of each request, in a log group of its own. Short, since it is paid by the byte; no header, since that
 * is where the keys are.
 */
export function accessLogs(
  scope: Construct,
  name: string,
  fields: Readonly<Record<string, string>>,
): IAccessLogSettings {
  const logGroup = new LogGroup(scope, 'AccessLogs', {
    logGroupName: `/aws/vendedlogs/apis/${Aws.STACK_NAME}-${name}`,
    retention: defaults.logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  return {
    destination: new LogGroupLogDestination(logGroup),
    format: AccessLogFormat.custom(JSON.stringify(fields)),
  };
}
