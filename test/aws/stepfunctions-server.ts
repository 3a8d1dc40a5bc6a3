import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { listen } from './listen.ts';

/** One execution as it was asked for. */
export interface StartedExecution {
  readonly stateMachineArn: string;
  readonly name: string | undefined;
  readonly input: string;
  readonly executionArn: string;
}

/**
 * A server that speaks Step Functions' StartExecution and SendTaskSuccess, and nothing else of it (AWS Step Functions API
 * reference). A name that a machine has seen is `ExecutionAlreadyExists`.
 *
 * @param onAnswer false when no task waits for the token.
 */
export async function startStepFunctionsServer(
  onStart: (execution: StartedExecution) => void,
  onAnswer: (taskToken: string) => boolean,
): Promise<{ endpoint: string; close(): Promise<void> }> {
  const names = new Set<string>();
  const server = createServer(async (request, response) => {
    const chunks = await Array.fromAsync(request as AsyncIterable<Buffer>);
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
    if (request.headers['x-amz-target'] === 'AWSStepFunctions.SendTaskSuccess') {
      if (onAnswer((body as { taskToken: string }).taskToken)) answer(200, {});
      else answer(400, { __type: 'TaskDoesNotExist', message: 'No task waits for this token' });
      return;
    }
    if (request.headers['x-amz-target'] !== 'AWSStepFunctions.StartExecution') {
      answer(400, { __type: 'UnknownOperationException' });
      return;
    }
    const { stateMachineArn, name, input } = body as StartedExecution;
    if (Buffer.byteLength(input) > 262_144) {
      answer(400, { __type: 'ValidationException', message: 'input is too long' });
      return;
    }
    if (name !== undefined && names.has(`${stateMachineArn}:${name}`)) {
      answer(400, { __type: 'ExecutionAlreadyExists', message: `Execution Already Exists: '${name}'` });
      return;
    }
    names.add(`${stateMachineArn}:${name}`);
    const executionArn = `${stateMachineArn.replace(':stateMachine:', ':express:')}:${randomUUID()}:${randomUUID()}`;
    onStart({ stateMachineArn, name, input, executionArn });
    answer(200, { executionArn, startDate: Date.now() / 1000 });
  });
  return listen(server);
}
