import { ArnFormat, Aws, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { allow } from './allow.ts';
import { defaults } from './defaults.ts';
import type { Functions } from './functions.ts';

/** What the state machines have in common that are made for workflows while Hookline runs, one for each document. */
export interface WorkflowMachines {
  /** With which the ARNs of all of them begin. */
  readonly arnPrefix: string;
  /** Lets a function make, start and stop them, and answer their tokens. */
  letUse(fn: LambdaFunction): void;
  /** Environment variables for who uses them, as `functions/env.ts` reads them. */
  readonly told: Readonly<Record<string, string>>;
}

/** The actions that set up the delivery of a machine's logs (AWS Step Functions, "Using CloudWatch Logs"). */
const logDeliveryActions = [
  ...['logs:CreateLogDelivery', 'logs:GetLogDelivery', 'logs:UpdateLogDelivery', 'logs:DeleteLogDelivery'],
  ...['logs:ListLogDeliveries', 'logs:PutResourcePolicy', 'logs:DescribeResourcePolicies'],
  'logs:DescribeLogGroups',
];

/** The role and the log of workflows' machines. The machines call `step` and nothing else. */
export function addWorkflowMachines(parent: Construct, functions: Functions): WorkflowMachines {
  const scope = new Construct(parent, 'WorkflowMachines');
  const name = `${Aws.STACK_NAME}-workflow-`;
  const arn = (resource: string, resourceName: string) =>
    Stack.of(scope).formatArn({
      service: 'states',
      resource,
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  const arnPrefix = arn('stateMachine', name);
  const role = new Role(scope, 'role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
  role.addToPolicy(allow(['lambda:InvokeFunction'], functions.step.functionArn));
  role.addToPolicy(allow(logDeliveryActions, '*'));
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'The actions that set up the delivery of logs know no resources.',
  });
  const logGroup = new LogGroup(scope, 'logs', {
    // As those of the firings' machines.
    logGroupName: `/aws/vendedlogs/states/${Aws.STACK_NAME}-workflows`,
    retention: defaults.logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  return {
    arnPrefix,
    told: {
      WORKFLOW_MACHINE_ARN_PREFIX: arnPrefix,
      WORKFLOW_MACHINE_ROLE_ARN: role.roleArn,
      WORKFLOW_LOG_GROUP_ARN: logGroup.logGroupArn,
    },
    letUse(fn) {
      const machines = `${arnPrefix}*`;
      const executions = arn('execution', `${name}*`);
      fn.addToRolePolicy(
        allow(
          [
            ...['states:CreateStateMachine', 'states:DescribeStateMachine', 'states:UpdateStateMachine'],
            ...['states:TagResource', 'states:StartExecution'],
          ],
          machines,
        ),
      );
      fn.addToRolePolicy(allow(['states:StopExecution', 'states:GetExecutionHistory'], executions));
      fn.addToRolePolicy(allow(['states:SendTaskSuccess', 'states:SendTaskFailure'], machines));
      fn.addToRolePolicy(
        new PolicyStatement({
          actions: ['iam:PassRole'],
          resources: [role.roleArn],
          conditions: { StringEquals: { 'iam:PassedToService': 'states.amazonaws.com' } },
        }),
      );
      for (const resource of ['stateMachine', 'execution']) {
        Validations.of(fn.role!).acknowledge({
          id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:${resource}:<AWS::StackName>-workflow-*]`,
          reason: 'A machine is made for each document of a workflow while Hookline runs.',
        });
      }
    },
  };
}
