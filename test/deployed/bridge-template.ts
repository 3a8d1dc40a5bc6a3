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

/** The parameter that takes the address under which handlers reach the API. */
export const endpointParameter = 'Endpoint';

/**
 * Everything in which the deployed template differs from the synthesized one, because the emulator is not AWS:
 *
 * 1. It decides about `ses:SendEmail` on all resources and without the sender's address, where AWS knows the identity, the
 *    configuration set and `ses:FromAddress` (Service Authorization Reference, "Amazon Simple Email Service v2"). So that
 *    one statement loses its resources and its condition.
 * 2. The API's address is a name that most machines do not resolve. So what handlers are told is a parameter.
 *
 * Each must be found exactly once, so that a change of the stack does not go by unseen.
 */
export function bridgeTemplate(synthesized: unknown): unknown {
  const template = templateSchema.parse(structuredClone(synthesized));
  let statements = 0;
  let endpoints = 0;
  for (const resource of Object.values(template.Resources)) {
    if (resource.Type === 'AWS::IAM::Policy') {
      const properties = policySchema.parse(resource.Properties);
      for (const statement of properties.PolicyDocument.Statement) {
        if (statement.Action !== 'ses:SendEmail') continue;
        statements++;
        statement.Resource = '*';
        delete statement.Condition;
      }
      resource.Properties = properties;
    }
    const fn = functionSchema.safeParse(resource.Properties);
    if (resource.Type === 'AWS::Lambda::Function' && fn.success) {
      const { Variables } = fn.data.Environment;
      if (Variables.HOOKLINE_ENDPOINT === undefined) continue;
      endpoints++;
      Variables.HOOKLINE_ENDPOINT = { Ref: endpointParameter };
      resource.Properties = fn.data;
    }
  }
  if (statements !== 1 || endpoints !== 1) {
    throw new Error(
      `The template has changed: ${statements} statements, ${endpoints} endpoints. Look here again.`,
    );
  }
  template.Parameters[endpointParameter] = { Type: 'String' };
  return template;
}

/** The same, with the template in a folder that `cdk synth` made. */
export function bridgeAssembly(assembly: string, stackName: string): void {
  const file = join(assembly, `${stackName}.template.json`);
  const synthesized: unknown = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify(bridgeTemplate(synthesized)));
}
