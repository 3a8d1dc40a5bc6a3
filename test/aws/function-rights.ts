import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { trustedFunctions } from '../../infra/defaults.ts';
import { synthesizeInto } from '../infra/synthesize-into.ts';
import { flatten, ofType, one, statements, type Template } from '../infra/template.ts';

/** An action on a resource, as policies name them. */
export interface Right {
  /** `dynamodb:GetItem`. */
  readonly action: string;
  /** What of an ARN comes after the account, with a resource of the stack in place of its name: `StorageBucket/code/abc`. */
  readonly resource: string;
}

const policySchema = z.object({ Roles: z.array(z.object({ Ref: z.string() })) });
const roleSchema = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) });

/** What the role of each of the stack's functions allows, from the template that is deployed; conditions are not looked at. */
export function functionRights(): Record<string, Right[]> {
  const outdir = mkdtempSync(join(tmpdir(), 'hookline-rights-'));
  const { template } = synthesizeInto(outdir, { mailFrom: 'hooks@example.com', tokens: 'true' });
  rmSync(outdir, { recursive: true });
  const ofRoles = rightsOfRoles(template);
  return Object.fromEntries(
    trustedFunctions.map((name) => {
      const [, fn] = one(template, 'AWS::Lambda::Function', `Functions${name}`);
      return [name, ofRoles(roleSchema.parse(fn.Properties.Role)['Fn::GetAtt'][0])];
    }),
  );
}

function rightsOfRoles(template: Template): (roleId: string) => Right[] {
  const policies = ofType(template, 'AWS::IAM::Policy').map(([id, { Properties }]) => ({
    id,
    roles: policySchema.parse(Properties).Roles.map(({ Ref }) => Ref),
  }));
  const allowed = statements(template).filter(({ Effect }) => Effect === 'Allow');
  return (roleId) => {
    const own = policies.filter(({ roles }) => roles.includes(roleId)).map(({ id }) => id);
    return allowed
      .filter(({ holder }) => own.includes(holder))
      .flatMap(({ Action, Resource }) =>
        Action.flatMap((action) =>
          Resource.map((resource) => ({ action: String(action), resource: withoutHash(flatten(resource)) })),
        ),
      );
  };
}

/** `arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:<Queue01234567.Arn>/x` becomes `Queue/x`. */
function withoutHash(arn: string): string {
  return arn.replace(/^.*:/, '').replace(/<([A-Za-z]+)[0-9A-F]{8}(\.Arn)?>/, '$1');
}
