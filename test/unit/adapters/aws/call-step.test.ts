import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, test } from 'vitest';
import { askStep, stepRequestSchema } from '../../../../adapters/aws/lambda/call-step.ts';
import { startLambdaServer } from '../../../aws/lambda-server.ts';
import { localAccess } from '../../../aws/local-aws.ts';

describe('asking the function step', () => {
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const server of opened.splice(0)) await server.close();
  });

  const open = async (answer: (request: unknown) => unknown) => {
    const server = await startLambdaServer({
      step: async (event) => answer(stepRequestSchema.parse(event)),
    });
    opened.push(server);
    return askStep(new LambdaClient({ ...localAccess, endpoint: server.endpoint, maxAttempts: 1 }), 'step');
  };

  test('hands the end of a run on as it was told', async () => {
    const asked: unknown[] = [];
    const { runEnded } = await open((request) => void asked.push(request));
    const step = { runId: 'r', stepId: '4[2].7', parameters: null };
    const told = [
      { id: 7, name: 'ü 🎈' },
      { firingId: 'f', step, outcome: { ok: true } },
    ];
    await runEnded(...(told as unknown as Parameters<typeof runEnded>));
    expect(asked).toEqual([{ runEnded: told }]);
  });

  test('answers what the start of a workflow came to', async () => {
    const refused = {
      started: false,
      error: { name: 'workflow-not-found', message: 'None.', terminal: true },
    };
    const asked: unknown[] = [];
    const { startWorkflow } = await open((request) => {
      asked.push(request);
      return refused;
    });
    const start = { tenantId: 't', workflow: 'w', runId: 'f-7', firingId: 'f', input: '{"a":1}' };
    expect(await startWorkflow(start)).toEqual(refused);
    expect(asked).toEqual([{ startWorkflow: start }]);
  });

  test('rejects when it failed, so that it is asked again', async () => {
    const { startWorkflow } = await open(() => {
      throw new Error('The table is gone.');
    });
    const start = { tenantId: 't', workflow: 'w', runId: 'f-7', firingId: 'f', input: '{}' };
    await expect(startWorkflow(start)).rejects.toThrow('The table is gone.');
  });
});
