import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { defaults } from './defaults.ts';
import type { Functions } from './functions.ts';

/** Has `step` start what was written as running by a function that ended before it had started it. */
export function addRecovery(scope: Construct, { step }: Pick<Functions, 'step'>): void {
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
}
