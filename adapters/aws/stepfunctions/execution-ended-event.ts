import * as z from 'zod';
import type { ExecutionEnd } from '../../../core/workflow/run/execution-ended.ts';
import { stepContextSchema } from './step-event.ts';

/**
 * The detail of an EventBridge event "Step Functions Execution Status Change" of an execution that did not succeed
 * (https://docs.aws.amazon.com/step-functions/latest/dg/cw-events.html). The input of a workflow's execution is short, so that it is
 * always included.
 */
export const executionEndedSchema = z
  .object({
    stateMachineArn: z.string(),
    status: z.enum(['TIMED_OUT', 'FAILED', 'ABORTED']),
    input: z.string(),
    error: z.string().nullish(),
    cause: z.string().nullish(),
  })
  .transform(
    ({ status, input, error, cause }): ExecutionEnd => ({
      context: stepContextSchema.parse(JSON.parse(input)),
      status,
      error: error ?? undefined,
      cause: cause ?? undefined,
    }),
  );
