import { stepRequestSchema } from '../../../adapters/aws/lambda/call-step.ts';
import { executionEndedSchema } from '../../../adapters/aws/stepfunctions/execution-ended-event.ts';
import { stepEventSchema } from '../../../adapters/aws/stepfunctions/step-event.ts';
import { startForRun } from '../../../core/workflow/handler/start-for-run.ts';
import { executionEnded } from '../../../core/workflow/run/execution-ended.ts';
import { recoverStarts } from '../../../core/workflow/run/recover-runs.ts';
import { step } from '../../../core/workflow/run/step.ts';
import { wireStep } from '../wiring.ts';

const { deps, runEnded } = wireStep();

/** What a state of a workflow's document asks for, other functions on behalf of handlers' runs, the schedule, and EventBridge. */
export async function handler(event: unknown) {
  const asked = stepRequestSchema.safeParse(event);
  if (!asked.success) {
    const ended = executionEndedSchema.safeParse(event);
    if (ended.success) return await executionEnded(deps, ended.data);
    return await step(deps, stepEventSchema.parse(event));
  }
  if ('startWorkflow' in asked.data) return await startForRun(deps, asked.data.startWorkflow);
  if ('recoverStarts' in asked.data) return await recoverStarts(deps, asked.data.recoverStarts);
  return await runEnded(...asked.data.runEnded);
}
