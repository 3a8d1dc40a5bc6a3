import * as z from 'zod';
import type { StepContext } from '../../../core/ports/workflow-executions.ts';
import type { StepEvent } from '../../../core/workflow/run/step.ts';

/** The input of an execution, and what its states pass on. */
export const stepContextSchema: z.ZodType<StepContext> = z.object({
  run: z.object({ tenantId: z.string(), runId: z.string() }),
  execution: z.string(),
  path: z.string(),
  part: z.object({ iteration: z.int(), rounds: z.array(z.int()) }).exactOptional(),
});

/** What the states of a workflow's document call the function `step` with. */
export const stepEventSchema: z.ZodType<StepEvent> = z.object({
  action: z.enum(['join', 'start', 'elapsed', 'timeout', 'leave', 'loop', 'again', 'finish', 'fail']),
  context: stepContextSchema,
  node: z.int().nonnegative(),
  token: z.string().exactOptional(),
  error: z.object({ Error: z.string().exactOptional(), Cause: z.string().exactOptional() }).exactOptional(),
});
