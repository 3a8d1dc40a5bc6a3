import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import type { WorkflowStart, WorkflowStarter } from '../../../core/ports/workflow-starter.ts';
import type { RunEnded } from '../../../core/workflow/handler/run-ended.ts';

/** What functions, and a schedule, ask `step` for, which has all that carrying out workflows takes. All sides are this platform's own code. */
export const stepRequestSchema = z.union([
  z.object({ runEnded: z.custom<Parameters<RunEnded>>(Array.isArray) }),
  z.object({ recoverStarts: z.object({ shortest: z.number(), longest: z.number() }) }),
  z.object({ startWorkflow: z.custom<WorkflowStart>((value) => typeof value === 'object') }),
]);
type StepRequest = z.infer<typeof stepRequestSchema>;

/** Asks the function `step` on behalf of handlers' runs. Rejects when it failed: asking again changes nothing twice. */
export function askStep(
  client: LambdaClient,
  functionName: string,
): { readonly runEnded: RunEnded; readonly startWorkflow: WorkflowStarter } {
  const ask = async (request: StepRequest): Promise<unknown> => {
    const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(request) });
    const { FunctionError, Payload } = await client.send(command);
    const text = Buffer.from(Payload ?? []).toString();
    if (FunctionError !== undefined) throw new Error(`The function step ended with ${text}.`);
    return JSON.parse(text);
  };
  return {
    async runEnded(...told) {
      await ask({ runEnded: told });
    },
    startWorkflow: async (start) =>
      (await ask({ startWorkflow: start })) as Awaited<ReturnType<WorkflowStarter>>,
  };
}
