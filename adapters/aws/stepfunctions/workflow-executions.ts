import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  GetExecutionHistoryCommand,
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  StateMachineDoesNotExist,
  StopExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
  ValidationException,
} from '@aws-sdk/client-sfn';
import type { Clock } from '../../../core/ports/clock.ts';
import type { WorkflowExecutions } from '../../../core/ports/workflow-executions.ts';
import { defineMachine, isBeingMade } from './define-machine.ts';
import { definitionOf, executionArn, machineArn, type WorkflowMachines } from './workflow-machines.ts';

/** Before it is tried again, in milliseconds: what was made a moment ago is not known everywhere at once. */
const PATIENCE_MS = [100, 300, 1000, 2000];

/**
 * A history may have 25,000 (Step Functions, "Service quotas", state machine executions). What stands beside loops may note some ten
 * thousand more meanwhile, as many as there are states in the longest document.
 */
const HISTORY_EVENTS = 12_500;

/** The longest that Step Functions takes (SendTaskFailure), in characters. */
const ERROR_LENGTH = 256;
const CAUSE_LENGTH = 32_768;

/**
 * Carries out documents of workflows with AWS Step Functions, by a Standard state machine for each document, made when it is first
 * defined. Machines stay when the stack is deleted.
 *
 * @param historyEvents how many events of a history loops may fill, with all that is beside them.
 */
export function stepfunctionsWorkflowExecutions(
  client: SFNClient,
  machines: WorkflowMachines,
  clock: Clock,
  historyEvents = HISTORY_EVENTS,
): WorkflowExecutions {
  const defined = new Set<string>();
  const patiently = async (act: () => Promise<unknown>, comesLater: (error: unknown) => boolean) => {
    for (const delayMs of PATIENCE_MS) {
      try {
        await act();
        return;
      } catch (error) {
        if (!comesLater(error)) throw error;
        await new Promise<void>((resolve) => clock.schedule(delayMs, resolve));
      }
    }
    await act();
  };
  return {
    async define(sha256, document) {
      if (defined.has(sha256)) return;
      const definition = definitionOf(machines, document);
      await patiently(() => defineMachine(client, machines, sha256, definition), isBeingMade);
      defined.add(sha256);
    },
    async start(sha256, context, name = context.execution) {
      const send = unless([ExecutionAlreadyExists], () =>
        client.send(
          new StartExecutionCommand({
            stateMachineArn: machineArn(machines, sha256),
            name,
            input: JSON.stringify(context),
          }),
        ),
      );
      try {
        await patiently(send, isUnknown);
      } catch (error) {
        // Somebody deleted it: the next `define` makes it again.
        if (isUnknown(error)) defined.delete(sha256);
        throw error;
      }
    },
    async stop(sha256, execution) {
      const command = new StopExecutionCommand({ executionArn: executionArn(machines, sha256, execution) });
      try {
        await client.send(command);
      } catch (error) {
        const hasEnded = error instanceof ValidationException && /not running/i.test(error.message);
        if (!hasEnded && !(error instanceof ExecutionDoesNotExist)) throw error;
      }
    },
    async hasRoom(sha256, execution, more) {
      const { events = [] } = await client.send(
        new GetExecutionHistoryCommand({
          executionArn: executionArn(machines, sha256, execution),
          reverseOrder: true,
          maxResults: 1,
          includeExecutionData: false,
        }),
      );
      return (events[0]?.id ?? 0) + more <= historyEvents;
    },
    succeed: unlessOver((taskToken: string, output: Readonly<Record<string, unknown>>) =>
      client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) })),
    ),
    fail: unlessOver((taskToken: string, { name, message }: { name: string; message: string }) =>
      client.send(
        new SendTaskFailureCommand({
          taskToken,
          error: name.slice(0, ERROR_LENGTH).toWellFormed(),
          cause: message.slice(0, CAUSE_LENGTH).toWellFormed(),
        }),
      ),
    ),
  };
}

const isUnknown = (error: unknown): boolean => error instanceof StateMachineDoesNotExist;

/** A token that nobody waits for any more has been answered, or its time is over. */
const unlessOver = <Args extends unknown[]>(send: (...args: Args) => Promise<unknown>) =>
  unless([TaskDoesNotExist, TaskTimedOut, InvalidToken], send);

/** The call, for which errors of these kinds are as good as done. */
function unless<Args extends unknown[]>(
  kinds: readonly (abstract new (...args: never[]) => Error)[],
  send: (...args: Args) => Promise<unknown>,
): (...args: Args) => Promise<void> {
  return async (...args) => {
    try {
      await send(...args);
    } catch (error) {
      if (!kinds.some((kind) => error instanceof kind)) throw error;
    }
  };
}
