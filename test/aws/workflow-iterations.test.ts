import { SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, expect, test, vi } from 'vitest';
import { stepfunctionsWorkflowExecutions } from '../../adapters/aws/stepfunctions/workflow-executions.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import type { Structured } from '../../core/contract/workflow.ts';
import type { StepEvent } from '../../core/workflow/run/step.ts';
import { openWorkflows, type Workflows } from '../unit/core/workflow/run/open-workflows.ts';
import { localAccess } from './local-aws.ts';
import { startWorkflowStatesServer } from './workflow-states-server.ts';

const stepArn = 'arn:aws:lambda:us-east-1:123456789012:function:step';

let home: Workflows;
let server: Awaited<ReturnType<typeof startWorkflowStatesServer>>;
afterEach(async () => {
  home.close();
  await server.close();
});

/** Histories of which loops may fill so many events. */
async function open(historyEvents?: number): Promise<void> {
  let step: (event: StepEvent) => Promise<unknown> = async () => null;
  server = await startWorkflowStatesServer({ [stepArn]: (event) => step(event as StepEvent) });
  const client = new SFNClient({ ...localAccess, endpoint: server.endpoint });
  const machines = {
    arnPrefix: 'arn:aws:states:us-east-1:123456789012:stateMachine:Hookline-workflow-',
    roleArn: 'arn:aws:iam::123456789012:role/machine',
    stepFunction: stepArn,
    logGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/states/workflows:*',
  };
  home = await openWorkflows({
    executions: (called) => {
      step = called;
      return stepfunctionsWorkflowExecutions(client, machines, systemClock, historyEvents);
    },
    anyTask: ({ node, input }) => {
      const { n = 0 } = input as { n?: number };
      return { output: node.base === 'count' ? { n: n + 1 } : (input as Structured) };
    },
  });
}

const ended = () =>
  vi.waitUntil(
    async () => {
      const run = await home.get('r');
      return run.state === 'running' ? undefined : run;
    },
    { timeout: 60_000, interval: 50 },
  );

/** The executions that were started, and how each of them ended. */
const executions = () => server.executions().map((id) => server.engine.describe(id).status);

const list = (count: number) => Array.from({ length: count }, (_, n) => ({ n }));

test('Some hundred tasks of an iteration are carried out on Step Functions, 40 rounds in an execution', async () => {
  await open();
  await home.start('* { A → B } → C', { input: list(130) });
  expect(await ended()).toMatchObject({ state: 'succeeded', output: list(130) });
  expect(home.started).toHaveLength(261);
  await vi.waitUntil(() => executions().every((status) => status === 'SUCCEEDED'));
  expect(executions()).toHaveLength(5);
});

test('Loops in an iteration go on in new executions when those of before have little room, and nothing is done twice', async () => {
  // Of 2,000 events all loops of an execution may fill: some 45 passes.
  await open(2600);
  await home.start('* { :again count :out → ?`$[?(@.n < 150)]` count → :again; :out → A } → B', {
    input: list(3),
  });
  const run = await ended();
  expect(run.state).toBe('succeeded');
  const names = home.started.map(({ step }) => step.stepId);
  expect(new Set(names).size).toBe(names.length);
  const statuses = executions();
  expect(statuses.length).toBeGreaterThan(3);
  expect(statuses).toContain('ABORTED');
  for (const id of server.executions()) expect(server.engine.history(id).length).toBeLessThan(5000);
}, 60_000);
