import {
  ExecutionAlreadyExists,
  type SFNClient,
  StartExecutionCommand,
  type StartExecutionCommandInput,
} from '@aws-sdk/client-sfn';
import type { ExecutionType } from '../../../core/ports/firing-store.ts';
import type { FiringExecution, Orchestrator } from '../../../core/ports/orchestrator.ts';
import { formatExecution } from '../firing-execution.ts';

/** The firing machine's ARNs: one document, deployed as both types. */
export type Machines = Readonly<Record<ExecutionType, string>>;

/**
 * A Standard execution is named after its firing, and the part of it that it carries out, so that a message that comes twice starts it once; Express ones know no
 * such names (StartExecution, "idempotent"), and there the claims of the runs keep a second execution from acting.
 */
export const startExecutionParams = (
  machines: Machines,
  type: ExecutionType,
  input: FiringExecution,
): StartExecutionCommandInput => ({
  stateMachineArn: machines[type],
  input: formatExecution(input).toString(),
  ...(type === 'STANDARD' && {
    name: input.part === undefined ? input.firingId : `${input.firingId}-${input.part}`,
  }),
});

/** Starts executions in AWS Step Functions. */
export function stepfunctionsOrchestrator(client: SFNClient, machines: Machines): Orchestrator {
  return {
    async start(type, input) {
      try {
        await client.send(new StartExecutionCommand(startExecutionParams(machines, type, input)));
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },
  };
}
