import { Validations } from 'aws-cdk-lib';
import { HttpApi, HttpMethod, HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import { accessLogs } from './access-logs.ts';
import { defaults } from './defaults.ts';
import type { Functions } from './functions.ts';

/** What the event log has in the API, each with everything below it. */
const eventPaths = ['/v1/events', '/v1/namespaces', '/v1/producers', '/v1/subscriptions'];

/** What runs of workflows and tasks of workers have in the API, each with everything below it. */
const workflowPaths = [
  '/v1/workflows',
  '/v1/workflow-runs',
  '/v1/workflow-rules',
  '/v1/workflow-limits',
  '/v1/tasks',
];

/** Steps that wait for an event get it here, at the address that Ray's clients know too. */
const sendEventPaths = ['/v1/event/send_event/{workflow_id}', '/event/send_event/{workflow_id}'];

/** By these others verify the tokens of requests. */
const tokenPaths = ['/.well-known/jwks.json', '/.well-known/openid-configuration'];

/**
 * The HTTP API: firings go to `accept`, the event log to `events`, looking at runs and cancelling them to `runs`, workflows and
 * the keys of their tokens to `workflows`, everything else to `api`.
 */
export function addHttpApi(
  parent: Construct,
  functions: Pick<Functions, 'accept' | 'api' | 'events' | 'runs' | 'workflows'>,
): HttpApi {
  const scope = new Construct(parent, 'Http');
  const api = new HttpApi(scope, 'Api', { createDefaultStage: false, description: 'Hookline' });
  addStage(scope, api);
  const accept = new HttpLambdaIntegration('accept', functions.accept);
  const events = new HttpLambdaIntegration('events', functions.events);
  const workflows = new HttpLambdaIntegration('workflows', functions.workflows);
  const runs = new HttpLambdaIntegration('runs', functions.runs);
  const rest = new HttpLambdaIntegration('api', functions.api);
  for (const [path, method, integration] of [
    ['/v1/hooks/{hook}/firings', HttpMethod.POST, accept],
    ...eventPaths.flatMap((path) => [
      [path, HttpMethod.ANY, events] as const,
      [`${path}/{proxy+}`, HttpMethod.ANY, events] as const,
    ]),
    ...workflowPaths.flatMap((path) => [
      [path, HttpMethod.ANY, workflows] as const,
      [`${path}/{proxy+}`, HttpMethod.ANY, workflows] as const,
    ]),
    ...[...sendEventPaths, ...tokenPaths].map((path) => [path, HttpMethod.ANY, workflows] as const),
    ['/v1/runs', HttpMethod.ANY, runs],
    ['/v1/runs/{proxy+}', HttpMethod.ANY, runs],
    ['/v1/firings', HttpMethod.ANY, runs],
    ['/v1/firings/{id}/cancel', HttpMethod.ANY, runs],
    ['/v1/{proxy+}', HttpMethod.ANY, rest],
    ['/healthz', HttpMethod.ANY, rest],
    ['/openapi.json', HttpMethod.ANY, rest],
  ] as const) {
    for (const route of api.addRoutes({ path, methods: [method], integration })) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          path.startsWith('/v1/') || path.startsWith('/event/')
            ? 'The function checks the API key of every request before anything else, in the code that the embedded home runs too. An authorizer would be a second function and a second bill for the same check.'
            : 'Open on purpose: it shows only what the published documentation shows, and public keys.',
      });
    }
  }
  return api;
}

function addStage(scope: Construct, api: HttpApi): void {
  new HttpStage(scope, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: defaults.apiThrottle,
    accessLogSettings: accessLogs(scope, 'access', {
      at: '$context.requestTime',
      id: '$context.requestId',
      ip: '$context.identity.sourceIp',
      method: '$context.httpMethod',
      path: '$context.path',
      status: '$context.status',
      ms: '$context.responseLatency',
      error: '$context.integrationErrorMessage',
    }),
  });
}
