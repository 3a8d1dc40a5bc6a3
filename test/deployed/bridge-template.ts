import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const statementSchema = z.looseObject({ Action: z.union([z.string(), z.array(z.string())]) });

const templateSchema = z.looseObject({
  Parameters: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});

const policySchema = z.looseObject({
  PolicyDocument: z.looseObject({ Statement: z.array(statementSchema) }),
});

const functionSchema = z.looseObject({
  Environment: z.looseObject({ Variables: z.record(z.string(), z.unknown()) }),
});

/** The parameters that take addresses in place of those that AWS would give. */
export const parameters = {
  /** Under which handlers, and who gets tokens, reach the API. */
  endpoint: 'Endpoint',
  /** Under which listeners reach the WebSocket API. */
  socketUrl: 'SocketUrl',
  /** Under which functions reach every API of API Gateway, each behind its id. */
  apis: 'Apis',
} as const;

/** What functions are told in place of AWS's addresses. */
const bridged: Readonly<Record<string, (told: unknown) => unknown>> = {
  HOOKLINE_ENDPOINT: () => ({ Ref: parameters.endpoint }),
  EVENT_SOCKET_URL: () => ({ Ref: parameters.socketUrl }),
  EVENT_CONNECTIONS_URL: (told) => {
    // `https://ID.execute-api.REGION.SUFFIX/STAGE`, of which the emulator wants the id and the stage.
    const [, parts] = joinSchema.parse(told)['Fn::Join'];
    return { 'Fn::Join': ['', [{ Ref: parameters.apis }, '/', parts[1], parts.at(-1)]] };
  },
};

const joinSchema = z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) });

/**
 * Everything in which the deployed template differs from the synthesized one, because the emulator is not AWS:
 *
 * 1. It decides about `ses:SendEmail` on all resources and without the sender's address, where AWS knows the identity, the
 *    configuration set and `ses:FromAddress` (Service Authorization Reference, "Amazon Simple Email Service v2"). So that
 *    one statement loses its resources and its condition.
 * 2. It does not know route responses of WebSocket APIs, and sends every answer of a function to the client without them.
 * 3. It asks for `sqs:SendMessageBatch`, which AWS does not know: whoever may `sqs:SendMessage` may send batches (Service
 *    Authorization Reference, "Amazon SQS"). So whoever may the one may the other.
 * 4. It decides about `states:SendTaskSuccess` and `states:SendTaskFailure` on all resources, where AWS knows the state machine whose
 *    token it is (Service Authorization Reference, "AWS Step Functions"). So those statements lose their resource.
 * 5. It decides about `kms:Sign` without the algorithm, where AWS knows `kms:SigningAlgorithm` and `kms:MessageType` (Service Authorization
 *    Reference, "AWS Key Management Service"). So those statements lose their condition.
 * 6. The APIs' addresses are names that most machines do not resolve. So what functions are told of them is a parameter.
 *
 * Each must be found as often as expected, so that a change of the stack does not go by unseen.
 */
export function bridgeTemplate(synthesized: unknown): unknown {
  const template = templateSchema.parse(structuredClone(synthesized));
  let mailStatements = 0;
  let tokenStatements = 0;
  let signStatements = 0;
  let senders = 0;
  const addresses: string[] = [];
  let routeResponses = 0;
  for (const [id, resource] of Object.entries(template.Resources)) {
    if (resource.Type === 'AWS::ApiGatewayV2::RouteResponse') {
      routeResponses++;
      delete template.Resources[id];
    }
    if (resource.Type === 'AWS::IAM::Policy') {
      const properties = policySchema.parse(resource.Properties);
      for (const statement of properties.PolicyDocument.Statement) {
        if (statement.Action === 'sqs:SendMessage') {
          senders++;
          statement.Action = ['sqs:SendMessage', 'sqs:SendMessageBatch'];
        }
        if ([statement.Action].flat().includes('states:SendTaskSuccess')) {
          tokenStatements++;
          statement.Resource = '*';
        }
        if (statement.Action === 'kms:Sign') {
          signStatements++;
          delete statement.Condition;
        }
        if (statement.Action !== 'ses:SendEmail') continue;
        mailStatements++;
        statement.Resource = '*';
        delete statement.Condition;
      }
      resource.Properties = properties;
    }
    const fn = functionSchema.safeParse(resource.Properties);
    if (resource.Type === 'AWS::Lambda::Function' && fn.success) {
      const { Variables } = fn.data.Environment;
      for (const [name, bridge] of Object.entries(bridged)) {
        if (Variables[name] === undefined) continue;
        addresses.push(name);
        Variables[name] = bridge(Variables[name]);
      }
      resource.Properties = fn.data;
    }
  }
  // `invoke`, `workflows`, `step`, `wake`; `events`; `socket` and `publish`.
  const expected = [
    'HOOKLINE_ENDPOINT',
    'HOOKLINE_ENDPOINT',
    'HOOKLINE_ENDPOINT',
    'HOOKLINE_ENDPOINT',
    'EVENT_SOCKET_URL',
    'EVENT_CONNECTIONS_URL',
    'EVENT_CONNECTIONS_URL',
  ];
  const counts = { mailStatements, tokenStatements, signStatements, senders, routeResponses };
  if (
    mailStatements !== 1 ||
    tokenStatements !== 4 ||
    signStatements !== 3 ||
    senders === 0 ||
    routeResponses !== 4 ||
    addresses.toSorted().join() !== expected.toSorted().join()
  ) {
    throw new Error(
      `The template has changed: ${JSON.stringify(counts)}, the addresses ${addresses.join()}. Look here again.`,
    );
  }
  for (const name of Object.values(parameters)) template.Parameters[name] = { Type: 'String' };
  return template;
}

/** The same, with the template in a folder that `cdk synth` made. */
export function bridgeAssembly(assembly: string, stackName: string): void {
  const file = join(assembly, `${stackName}.template.json`);
  const synthesized: unknown = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify(bridgeTemplate(synthesized)));
}
