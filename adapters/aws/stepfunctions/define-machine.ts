import {
  ConflictException,
  CreateStateMachineCommand,
  DescribeStateMachineCommand,
  type SFNClient,
  StateMachineAlreadyExists,
  StateMachineDeleting,
  StateMachineDoesNotExist,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import {
  createMachineParams,
  machineArn,
  updateMachineParams,
  type WorkflowMachines,
} from './workflow-machines.ts';

/** Another function may be making the same machine, or the machine of this name is just being deleted. */
export const isBeingMade = (error: unknown): boolean =>
  [StateMachineAlreadyExists, ConflictException, StateMachineDeleting, StateMachineDoesNotExist].some(
    (kind) => error instanceof kind,
  );

/**
 * Makes the state machine of a document, unless it is there. One that an earlier version of the stack made, with another function or
 * role, is brought up to date; its executions end as they began.
 *
 * It asks before it creates: an account may create one machine a second only, and describe twenty (Step Functions, "Quotas").
 */
export async function defineMachine(
  client: SFNClient,
  machines: WorkflowMachines,
  sha256: string,
  definition: string,
): Promise<void> {
  const known = await describe(client, machineArn(machines, sha256));
  if (known === undefined) {
    await client.send(new CreateStateMachineCommand(createMachineParams(machines, sha256, definition)));
  } else if (known.definition !== definition || known.roleArn !== machines.roleArn) {
    await client.send(new UpdateStateMachineCommand(updateMachineParams(machines, sha256, definition)));
  }
}

async function describe(client: SFNClient, stateMachineArn: string) {
  try {
    return await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
  } catch (error) {
    if (error instanceof StateMachineDoesNotExist) return undefined;
    throw error;
  }
}
