import { SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { executionOf, firingExecutionSchema } from '../../../../adapters/aws/firing-execution.ts';
import { stepfunctionsOrchestrator } from '../../../../adapters/aws/stepfunctions/stepfunctions-orchestrator.ts';
import { stepfunctionsTokens } from '../../../../adapters/aws/stepfunctions/task-tokens.ts';
import { localAccess } from '../../../aws/local-aws.ts';
import { type StartedExecution, startStepFunctionsServer } from '../../../aws/stepfunctions-server.ts';
import { firing } from '../../../conformance/firing-store.ts';

const machines = {
  EXPRESS: 'arn:aws:states:us-east-1:123456789012:stateMachine:express',
  STANDARD: 'arn:aws:states:us-east-1:123456789012:stateMachine:standard',
};
const input = executionOf(firing(), Buffer.from('{"a":"ü 🎈"}'));

describe('the orchestrator on AWS', () => {
  let started: StartedExecution[] = [];
  const waiting = new Set(['token']);
  let server: Awaited<ReturnType<typeof startStepFunctionsServer>>;
  beforeAll(async () => {
    server = await startStepFunctionsServer(
      (execution) => started.push(execution),
      (token) => waiting.delete(token),
    );
  });
  beforeEach(() => {
    started = [];
  });
  afterAll(() => server.close());

  const open = () =>
    stepfunctionsOrchestrator(new SFNClient({ ...localAccess, endpoint: server.endpoint }), machines);

  test('starts an Express execution with the whole input', async () => {
    await open().start('EXPRESS', input);
    expect(started).toMatchObject([{ stateMachineArn: machines.EXPRESS }]);
    expect(firingExecutionSchema.parse(JSON.parse(started[0]!.input))).toEqual(input);
  });

  test('starts the Standard execution of a firing once, however often it is asked to', async () => {
    const orchestrator = open();
    for (let times = 0; times < 3; times++) await orchestrator.start('STANDARD', input);
    expect(started).toMatchObject([{ stateMachineArn: machines.STANDARD, name: firing().id }]);
  });

  test('rejects what Step Functions refuses, so that the message comes again', async () => {
    const tooLarge = { ...input, payload: { inline: 'x'.repeat(300_000) } };
    await expect(open().start('EXPRESS', tooLarge)).rejects.toThrow('too long');
    expect(started).toEqual([]);
  });

  test('answers a task token, and takes one that nobody waits for any more as answered', async () => {
    const tokens = stepfunctionsTokens(new SFNClient({ ...localAccess, endpoint: server.endpoint }));
    await tokens.answer('token');
    expect(waiting.size).toBe(0);
    await expect(tokens.answer('token')).resolves.toBeUndefined();
  });
});
