import { Aws, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { defaults } from './defaults.ts';
import type { Functions } from './functions.ts';

/** The HTTP API: firings go to `accept`, everything else to `api`. */
export function addHttpApi(parent: Construct, functions: Pick<Functions, 'accept' | 'api'>): HttpApi {
  const scope = new Construct(parent, 'Http');
  const api = new HttpApi(scope, 'Api', { createDefaultStage: false, description: 'Hookline' });
  addStage(scope, api);
  const accept = new HttpLambdaIntegration('accept', functions.accept);
  const rest = new HttpLambdaIntegration('api', functions.api);
  for (const [path, method, integration] of [
    ['/v1/hooks/{hook}/firings', HttpMethod.POST, accept],
    ['/v1/{proxy+}', HttpMethod.ANY, rest],
    ['/healthz', HttpMethod.ANY, rest],
    ['/openapi.json', HttpMethod.ANY, rest],
  ] as const) {
    for (const route of api.addRoutes({ path, methods: [method], integration })) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason: path.startsWith('/v1/')
          ? 'The function checks the API key of every request before anything else, in the code that the embedded home runs too. An authorizer would be a second function and a second bill for the same check.'
          : 'Open on purpose: it shows only what the published documentation shows.',
      });
    }
  }
  return api;
}

function addStage(scope: Construct, api: HttpApi): void {
  const accessLogs = new LogGroup(scope, 'AccessLogs', {
    logGroupName: `/aws/vendedlogs/apis/${Aws.STACK_NAME}-access`,
    retention: defaults.logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  new HttpStage(scope, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: defaults.apiThrottle,
    accessLogSettings: {
      destination: new LogGroupLogDestination(accessLogs),
      // Short, since it is paid by the byte; no header, since that is where the keys are.
      format: AccessLogFormat.custom(
        JSON.stringify({
          at: '$context.requestTime',
          id: '$context.requestId',
          ip: '$context.identity.sourceIp',
          method: '$context.httpMethod',
          path: '$context.path',
          status: '$context.status',
          ms: '$context.responseLatency',
          error: '$context.integrationErrorMessage',
        }),
      ),
    },
  });
}
