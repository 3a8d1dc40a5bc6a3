import { Stack, Validations } from 'aws-cdk-lib';
import { type CfnApi, WebSocketApi, WebSocketRoute, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { accessLogs } from './access-logs.ts';
import { allow } from './allow.ts';
import { defaults } from './defaults.ts';
import type { Functions } from './functions.ts';

/** Messages that are routed by their `action`; the last takes what is none of them, to say so. */
const messages = ['next', 'cancel', 'ping', '$default'];

/** The WebSocket API that listeners wait on. */
export interface EventSocket {
  /** For clients, `wss://…`. */
  readonly url: string;
  /** For functions that post to connections, `https://…`. */
  readonly connectionsUrl: string;
  /** Lets a function post to connections, and end them. */
  letPost(fn: LambdaFunction): void;
}

/** The API, all of whose routes are one function; its answer is the message that the client gets. */
export function addEventSocket(parent: Construct, functions: Pick<Functions, 'socket'>): EventSocket {
  const scope = new Construct(parent, 'EventSocket');
  const integration = new WebSocketLambdaIntegration('socket', functions.socket);
  const api = new WebSocketApi(scope, 'Api', {
    description: 'Hookline: listeners',
    routeSelectionExpression: '$request.body.action',
    connectRouteOptions: { integration },
    disconnectRouteOptions: { integration },
  });
  for (const action of messages) api.addRoute(action, { integration, returnResponse: true });
  for (const route of api.node.findAll()) {
    if (!(route instanceof WebSocketRoute)) continue;
    Validations.of(route).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason:
        'The function checks the API key of every handshake, and whether it still holds with each message, in the code that the embedded home runs too. An authorizer would be a second function and a second bill for the same check.',
    });
  }
  const stage = new WebSocketStage(scope, 'Stage', {
    webSocketApi: api,
    stageName: 'v1',
    autoDeploy: true,
    throttle: defaults.socketThrottle,
    accessLogSettings: accessLogs(scope, 'socket', {
      at: '$context.requestTime',
      id: '$context.requestId',
      ip: '$context.identity.sourceIp',
      connection: '$context.connectionId',
      route: '$context.routeKey',
      status: '$context.status',
      error: '$context.error.message',
    }),
  });
  return {
    url: stage.url,
    connectionsUrl: stage.callbackUrl,
    letPost(fn) {
      for (const method of ['POST', 'DELETE']) {
        const connections = `${stage.stageName}/${method}/@connections/*`;
        const resource = Stack.of(scope).formatArn({
          service: 'execute-api',
          resource: api.apiId,
          resourceName: connections,
        });
        fn.addToRolePolicy(allow(['execute-api:ManageConnections'], resource));
        const apiId = Stack.of(scope).getLogicalId(api.node.defaultChild as CfnApi);
        Validations.of(fn.role!).acknowledge({
          id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<${apiId}>/${connections}]`,
          reason: 'Connections are named by API Gateway when clients make them.',
        });
      }
    },
  };
}
