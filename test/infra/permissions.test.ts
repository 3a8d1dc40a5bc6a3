import { describe, expect, it } from 'vitest';
import { trustedFunctions } from '../../infra/defaults.ts';
import { synthesize } from './synthesize.ts';
import { flatten, ofType, one, statements } from './template.ts';

const { template } = synthesize({ mailFrom: 'hooks@example.com' });

/** What may end in a star, and why it cannot be narrower. */
const exceptions: { holder: RegExp; resource: RegExp; reason: string }[] = [
  {
    holder: /^(FiringMachines(express|standard)|WorkflowMachines)role/,
    resource: /^\*$/,
    reason: 'The actions that set up log delivery know no resources.',
  },
  {
    holder:
      /^Functions(accept|admit|invoke|settle|notify|api|deliver|events|socket|publish|trigger|record|runs|workflows|step|wake)role/,
    resource:
      /^<StorageBucket\w+\.Arn>\/(code|payloads|outcomes|items|workflows|workflow-runs|archives)\/\*$/,
    reason: 'Objects are named while Hookline runs.',
  },
  {
    holder: /^Functions(workflows|step|wake)role/,
    resource: /:states:.*:(stateMachine|execution):<AWS::StackName>-workflow-\*$/,
    reason: 'A state machine is made for each document of a workflow.',
  },
  {
    holder: /^Functions(socket|publish)role/,
    resource: /:execute-api:.*:<EventSocketApi\w+>\/v1\/(POST|DELETE)\/@connections\/\*$/,
    reason: 'Connections are named by API Gateway.',
  },
];

const logDeliveryActions = [
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
];

describe('what is allowed', () => {
  const allowed = statements(template).filter((statement) => statement.Effect === 'Allow');

  it('is found: every function but the runner has a policy, both machines, those of workflows, and those that free slots together', () => {
    const holders = new Set(ofType(template, 'AWS::IAM::Policy').map(([id]) => id));
    expect(holders.size).toBe(trustedFunctions.length + 4);
    expect(allowed.length).toBeGreaterThan(25);
  });

  it('names each action in full', () => {
    for (const { holder, Action } of allowed) {
      expect(Action, holder).not.toContainEqual(expect.stringContaining('*'));
    }
  });

  it('names each resource in full, where there is a name', () => {
    const wide = allowed.flatMap(({ holder, Resource }) =>
      Resource.map(flatten)
        .filter((resource) => resource.includes('*'))
        .map((resource) => ({ holder, resource })),
    );
    const unexplained = wide.filter(
      ({ holder, resource }) =>
        !exceptions.some((exception) => exception.holder.test(holder) && exception.resource.test(resource)),
    );
    expect(unexplained).toEqual([]);
    const unused = exceptions.filter(
      (exception) =>
        !wide.some(
          ({ holder, resource }) => exception.holder.test(holder) && exception.resource.test(resource),
        ),
    );
    expect(unused).toEqual([]);
  });

  it('on every resource is only what sets up log delivery', () => {
    const actions = allowed
      .filter(({ Resource }) => Resource.includes('*'))
      .map(({ Action }) => Action.toSorted());
    expect(actions).toEqual([logDeliveryActions, logDeliveryActions, logDeliveryActions]);
  });

  it('to a machine is to call the functions of its document; only a Standard one has runs that wait for a slot', () => {
    const arn = (name: string) => `<${one(template, 'AWS::Lambda::Function', `Functions${name}`)[0]}.Arn>`;
    const both = ['invoke', 'settle', 'notify', 'finish'];
    for (const [machine, names] of [
      ['express', both],
      ['standard', [...both, 'admit']],
    ] as const) {
      const functions = names.map(arn);
      const calls = allowed.filter(
        ({ holder, Action }) =>
          holder.startsWith(`FiringMachines${machine}`) && Action.includes('lambda:InvokeFunction'),
      );
      expect(calls.map(({ Resource }) => Resource.map(flatten).toSorted())).toEqual([functions.toSorted()]);
    }
  });

  it('to the machines of workflows is to call step, and nothing else', () => {
    const [step] = one(template, 'AWS::Lambda::Function', 'Functionsstep');
    const calls = allowed.filter(
      ({ holder, Action }) =>
        holder.startsWith('WorkflowMachines') && Action.includes('lambda:InvokeFunction'),
    );
    expect(calls.map(({ Resource }) => Resource.map(flatten))).toEqual([[`<${step}.Arn>`]]);
  });

  it('to give a role away is that of workflows’ machines, to Step Functions', () => {
    const [role] = one(template, 'AWS::IAM::Role', 'WorkflowMachinesrole');
    const passing = allowed.filter(({ Action }) => Action.includes('iam:PassRole'));
    expect(passing.map(({ holder }) => holder.replace(/role.*/, '')).toSorted()).toEqual([
      'Functionsstep',
      'Functionswake',
      'Functionsworkflows',
    ]);
    for (const { Resource, Condition } of passing) {
      expect(Resource.map(flatten)).toEqual([`<${role}.Arn>`]);
      expect(Condition).toEqual({ StringEquals: { 'iam:PassedToService': 'states.amazonaws.com' } });
    }
  });

  it('of state machines is to make, start and stop those of workflows, and no others but the firings’', () => {
    const making = allowed.filter(({ Action }) =>
      Action.some((action) => /^states:(Create|Update|Tag)/.test(String(action))),
    );
    expect(making.length).toBe(3);
    for (const { Resource } of making) {
      expect(Resource.map(flatten).map((arn) => arn.replace(/^.*:stateMachine:/, ''))).toEqual([
        '<AWS::StackName>-workflow-*',
      ]);
    }
  });

  it('of e-mail is to send as the one sender, through the one configuration set, and to deliver only', () => {
    const sending = allowed.filter(({ Action }) =>
      Action.some((action) => String(action).startsWith('ses:')),
    );
    expect(sending).toHaveLength(1);
    expect(sending[0]!.holder).toMatch(/^Functionsdeliverrole/);
    expect(sending[0]!.Action).toEqual(['ses:SendEmail']);
    expect(sending[0]!.Resource.map(flatten).map((arn) => arn.replace(/^.*:/, ''))).toEqual([
      expect.stringMatching(/^configuration-set\/<MailConfigurationSet\w+>$/),
      expect.stringMatching(/^identity\/<MailSender\w+>$/),
    ]);
    expect(sending[0]!.Condition).toEqual({ StringEquals: { 'ses:FromAddress': 'hooks@example.com' } });
  });

  it('to nobody outside: what a resource allows, it allows a service of this account', () => {
    const policies = allowed.filter(({ Principal }) => Principal !== undefined);
    for (const { holder, Principal } of policies) {
      expect(Principal, holder).toEqual({ Service: expect.stringMatching(/\.amazonaws\.com$/) });
    }
  });

  it('comes from no managed policy', () => {
    for (const [id, role] of ofType(template, 'AWS::IAM::Role')) {
      expect(role.Properties, id).not.toHaveProperty('ManagedPolicyArns');
    }
  });
});

describe("the runner's role", () => {
  const [roleId, role] = one(template, 'AWS::IAM::Role', 'Functionsrunnerrole');

  it("is the runner's", () => {
    const [, runner] = one(template, 'AWS::Lambda::Function', 'Functionsrunner');
    expect(runner.Properties.Role).toEqual({ 'Fn::GetAtt': [roleId, 'Arn'] });
  });

  it('has nothing but who may assume it: Lambda', () => {
    expect(role.Properties).toEqual({
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { Service: 'lambda.amazonaws.com' },
          },
        ],
      },
    });
  });

  it('is named by no policy, of a role or of a resource', () => {
    const naming = Object.entries(template.Resources).filter(
      ([id, resource]) => id !== roleId && JSON.stringify(resource.Properties).includes(`"${roleId}"`),
    );
    expect(naming.map(([, resource]) => resource.Type)).toEqual(['AWS::Lambda::Function']);
  });

  it('belongs to a function that invoke alone may call', () => {
    const [runnerId] = one(template, 'AWS::Lambda::Function', 'Functionsrunner');
    const callers = statements(template).filter((statement) =>
      JSON.stringify(statement.Resource).includes(`"${runnerId}"`),
    );
    expect(callers.map(({ holder }) => holder)).toEqual([expect.stringMatching(/^Functionsinvokerole/)]);
    expect(
      ofType(template, 'AWS::Lambda::Permission').filter(([, permission]) =>
        JSON.stringify(permission.Properties.FunctionName).includes(runnerId),
      ),
    ).toEqual([]);
  });
});
