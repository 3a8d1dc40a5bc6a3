import { describe } from 'vitest';
import { openDatabase } from '../../adapters/embedded/sqlite/database.ts';
import { openEngine } from '../../adapters/embedded/states-engine/engine.ts';
import { embeddedWorkflowExecutions } from '../../adapters/embedded/workflow-executions.ts';
import { randomIds } from '../../adapters/node/random-ids.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
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
