import { Match, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { defaults } from './defaults.ts';
import type { Functions } from './functions.ts';
import type { WorkflowMachines } from './workflow-machines.ts';

/** Has `step` take up runs of workflows that nobody else asks for again. */
export function addRecovery(
  scope: Construct,
  { step }: Pick<Functions, 'step'>,
  { arnPrefix }: Pick<WorkflowMachines, 'arnPrefix'>,
): void {
  const { every, shortest, longest } = defaults.workflowRecovery;
  const event = { recoverStarts: { shortest: shortest.toMilliseconds(), longest: longest.toMilliseconds() } };
  new Rule(scope, 'Recovery', {
    description: 'Starts runs of workflows whose start was interrupted.',
    schedule: Schedule.rate(every),
    // The next one sees what this one would have.
    targets: [
      new LambdaFunction(step, {
        event: RuleTargetInput.fromObject(event),
        retryAttempts: 0,
        maxEventAge: every,
      }),
    ],
  });
  new Rule(scope, 'LostExecutions', {
    description: 'Goes on with runs of workflows whose execution has ended: it lasts for a year at most.',
    eventPattern: {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: {
        status: ['TIMED_OUT', 'FAILED', 'ABORTED'],
        stateMachineArn: Match.prefix(arnPrefix),
      },
    },
    targets: [new LambdaFunction(step, { event: RuleTargetInput.fromEventPath('$.detail') })],
  });
}
