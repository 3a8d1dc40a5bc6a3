import { SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, describe } from 'vitest';
import { stepfunctionsWorkflowExecutions } from '../../adapters/aws/stepfunctions/workflow-executions.ts';
import { openDatabase } from '../../adapters/embedded/sqlite/database.ts';
import { openEngine } from '../../adapters/embedded/states-engine/engine.ts';
import { embeddedWorkflowExecutions } from '../../adapters/embedded/workflow-executions.ts';
import { randomIds } from '../../adapters/node/random-ids.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { localAccess } from '../aws/local-aws.ts';
import { startWorkflowStatesServer } from '../aws/workflow-states-server.ts';
import { type StepCall, workflowExecutionsSuite } from './workflow-executions.ts';

describe('WorkflowExecutions, embedded', () => {
  workflowExecutionsSuite(async (step) => {
    const database = openDatabase(':memory:');
    const engine = openEngine({
      database,
      clock: systemClock,
      ids: randomIds(),
      tasks: {
        step: (payload) => {
          step(payload as unknown as StepCall);
          return null;
        },
      },
      machines: {},
    });
    return embeddedWorkflowExecutions(database, engine);
  });
});

describe('WorkflowExecutions, AWS', () => {
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const server of opened.splice(0)) await server.close();
  });

  workflowExecutionsSuite(async (step) => {
    const stepArn = 'arn:aws:lambda:us-east-1:123456789012:function:step';
    const server = await startWorkflowStatesServer({ [stepArn]: (payload) => step(payload as StepCall) });
    opened.push(server);
    return stepfunctionsWorkflowExecutions(
      new SFNClient({ ...localAccess, endpoint: server.endpoint }),
      {
        arnPrefix: 'arn:aws:states:us-east-1:123456789012:stateMachine:Hookline-workflow-',
        roleArn: 'arn:aws:iam::123456789012:role/machine',
        stepFunction: stepArn,
        logGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/states/workflows:*',
      },
      hastyClock,
    );
  });
});

/** Its waits are over at once. */
const hastyClock: Clock = {
  now: systemClock.now,
  schedule: (_delayMs, callback) => systemClock.schedule(0, callback),
};
