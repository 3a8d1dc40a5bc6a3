import { createServer } from 'node:http';
import { openDatabase } from '../../adapters/embedded/sqlite/database.ts';
import { type Json, openEngine } from '../../adapters/embedded/states-engine/engine.ts';
import { randomIds } from '../../adapters/node/random-ids.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import { listen } from './listen.ts';

/** A state machine as it was asked for. */
export interface MadeMachine {
  readonly name: string;
  readonly type: string;
  definition: string;
  roleArn: string;
  readonly loggingConfiguration: unknown;
  readonly tags: unknown;
}

const machinePrefix = 'arn:aws:states:us-east-1:123456789012:stateMachine:';

/**
 * A server that speaks what workflows need of Step Functions (AWS Step Functions API reference): CreateStateMachine,
 * DescribeStateMachine, UpdateStateMachine, StartExecution, StopExecution, GetExecutionHistory, SendTaskSuccess and SendTaskFailure. The
 * embedded engine carries the executions out.
 *
 * @param tasks the functions that machines call, by their ARNs; an answer of nothing is null.
 */
export async function startWorkflowStatesServer(
  tasks: Readonly<Record<string, (payload: unknown) => unknown>>,
) {
  const database = openDatabase(':memory:');
  const engine = openEngine({
    database,
    clock: systemClock,
    ids: randomIds(),
    machines: {},
    tasks: Object.fromEntries(
      Object.entries(tasks).map(([arn, run]) => [
        arn,
        async (payload: Json) => ((await run(payload)) ?? null) as Json,
      ]),
    ),
  });
  const machines = new Map<string, MadeMachine>();
  const calls: string[] = [];
  const started = new Set<string>();
  /** Errors that the next calls of an action are answered with. */
  const refusals = new Map<string, string[]>();

  type Body = Readonly<Record<string, string>>;
  const actions: Readonly<Record<string, (body: Body) => object>> = {
    CreateStateMachine(body) {
      const made = body as unknown as MadeMachine;
      const known = machines.get(made.name);
      if (known === undefined) {
        engine.define(made.name, { type: 'STANDARD', definition: JSON.parse(made.definition) });
        machines.set(made.name, made);
      } else if (known.definition !== made.definition) throw { code: 'StateMachineAlreadyExists' };
      return { stateMachineArn: `${machinePrefix}${made.name}`, creationDate: 0 };
    },
    DescribeStateMachine: ({ stateMachineArn }) => machineOf(stateMachineArn!),
    UpdateStateMachine({ stateMachineArn, definition, roleArn }) {
      Object.assign(machineOf(stateMachineArn!), { definition, roleArn });
      return { updateDate: 0 };
    },
    StartExecution({ stateMachineArn, name, input }) {
      started.add(engine.start(nameOf(stateMachineArn!), JSON.parse(input!), { name: name! }));
      return { executionArn: stateMachineArn!.replace(':stateMachine:', ':execution:'), startDate: 0 };
    },
    StopExecution({ executionArn }) {
      const id = executionArn!.split(':execution:')[1]!;
      if (engine.describe(id).status === 'SUCCEEDED')
        throw { code: 'ValidationException', message: 'Execution is not running' };
      engine.stop(id);
      return { stopDate: 0 };
    },
    GetExecutionHistory({ executionArn, maxResults }) {
      const events = engine.history(executionArn!.split(':execution:')[1]!);
      // As it is asked for, the newest first.
      return {
        events: events
          .map(({ id, type }) => ({ id, type, timestamp: 0 }))
          .reverse()
          .slice(0, Number(maxResults)),
      };
    },
    SendTaskSuccess({ taskToken, output }) {
      engine.sendTaskSuccess(taskToken!, JSON.parse(output!));
      return {};
    },
    SendTaskFailure({ taskToken, error, cause }) {
      if (error!.length > 256 || cause!.length > 32_768) throw { code: 'ValidationException' };
      engine.sendTaskFailure(taskToken!, error!, cause!);
      return {};
    },
  };
  const nameOf = (arn: string): string => arn.slice(machinePrefix.length);
  const machineOf = (arn: string): MadeMachine => {
    const machine = machines.get(nameOf(arn));
    if (machine === undefined) throw { code: 'StateMachineDoesNotExist' };
    return machine;
  };

  const server = createServer(async (request, response) => {
    const chunks = await Array.fromAsync(request as AsyncIterable<Buffer>);
    const action = String(request.headers['x-amz-target']).replace('AWSStepFunctions.', '');
    calls.push(action);
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
    try {
      const refusal = refusals.get(action)?.shift();
      if (refusal !== undefined) throw { code: refusal };
      answer(200, actions[action]!(JSON.parse(Buffer.concat(chunks).toString())));
    } catch (error) {
      const { code, message } = error as { code?: string; message?: string };
      answer(400, { __type: code ?? 'UnknownOperationException', message });
    }
  });
  const { endpoint, close } = await listen(server);
  return {
    endpoint,
    engine,
    /** The ids of all that were started. */
    executions: () => [...started],
    machines,
    calls,
    refusals,
    async close() {
      await close();
      await engine.close();
      database.close();
    },
  };
}
