import { SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stepfunctionsWorkflowExecutions } from '../../../../adapters/aws/stepfunctions/workflow-executions.ts';
import type { WorkflowMachines } from '../../../../adapters/aws/stepfunctions/workflow-machines.ts';
import { localAccess } from '../../../aws/local-aws.ts';
import { startWorkflowStatesServer } from '../../../aws/workflow-states-server.ts';
import { manualClock } from '../../../conformance/manual-clock.ts';

const stepArn = 'arn:aws:lambda:us-east-1:123456789012:function:step';
const sha256 = '0123456789abcdef'.repeat(4);
const machineName = 'Hookline-workflow-0123456789abcdef0123456789abcdef01234567';
const document = {
  QueryLanguage: 'JSONata',
  StartAt: 'finish',
  States: {
    finish: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: so documents name the function.
      Arguments: { FunctionName: '${step}', Payload: '{% $states.input %}' },
      End: true,
    },
  },
};
const context = { run: { tenantId: 't', runId: 'r' }, execution: 'one', path: '' };
const ours: WorkflowMachines = {
  arnPrefix: 'arn:aws:states:us-east-1:123456789012:stateMachine:Hookline-workflow-',
  roleArn: 'arn:aws:iam::123456789012:role/machine',
  stepFunction: stepArn,
  logGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/states/workflows:*',
};

describe('the state machine of a workflow’s document', () => {
  let server: Awaited<ReturnType<typeof startWorkflowStatesServer>>;
  let stepped: unknown[];
  beforeEach(async () => {
    stepped = [];
    server = await startWorkflowStatesServer({
      [stepArn]: (payload) => stepped.push(payload),
      [`${stepArn}-of-today`]: () => undefined,
    });
  });
  afterEach(() => server.close());

  /** A function's process; its clock tells of each wait. */
  const open = (machines = ours) => {
    const waits: number[] = [];
    const clock = {
      ...manualClock(),
      schedule(delayMs: number, callback: () => void) {
        waits.push(delayMs);
        setImmediate(callback);
        return () => undefined;
      },
    };
    const client = new SFNClient({ ...localAccess, endpoint: server.endpoint });
    return { executions: stepfunctionsWorkflowExecutions(client, machines, clock), waits };
  };
  const creations = () => server.calls.filter((action) => action === 'CreateStateMachine').length;

  test('is Standard, named after the document, with the role and the log that are the workflows’', async () => {
    await open().executions.define(sha256, document);
    const [made] = [...server.machines.values()];
    expect(made).toMatchObject({
      name: machineName,
      type: 'STANDARD',
      roleArn: ours.roleArn,
      loggingConfiguration: {
        level: 'ERROR',
        includeExecutionData: false,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: ours.logGroupArn } }],
      },
      tags: [{ key: 'hookline:workflows', value: 'Hookline-workflow-' }],
    });
    expect(made!.name.length).toBeLessThanOrEqual(80);
    expect(JSON.parse(made!.definition).States.finish.Arguments.FunctionName).toBe(stepArn);
  });

  test('has room in its history for as many states as half of what Step Functions keeps', async () => {
    const { executions } = open();
    await executions.define(sha256, document);
    await executions.start(sha256, context);
    expect(await executions.hasRoom!(sha256, context.execution, 12_000)).toBe(true);
    expect(await executions.hasRoom!(sha256, context.execution, 12_500)).toBe(false);
  });

  test('is created once, and asked for once by each process', async () => {
    const first = open();
    await first.executions.define(sha256, document);
    await first.executions.define(sha256, document);
    const second = open();
    await second.executions.define(sha256, document);
    await second.executions.define(sha256, document);
    expect(server.calls).toEqual(['DescribeStateMachine', 'CreateStateMachine', 'DescribeStateMachine']);
  });

  test.each([
    ['another function', { stepFunction: `${stepArn}-of-today` }],
    ['another role', { roleArn: 'arn:aws:iam::123456789012:role/of-today' }],
  ])('that was made with %s is brought up to date', async (_, change) => {
    await open().executions.define(sha256, document);
    const today = { ...ours, ...change };
    await open(today).executions.define(sha256, document);
    const machine = server.machines.get(machineName)!;
    expect(machine.roleArn).toBe(today.roleArn);
    expect(machine.definition).toContain(`"${today.stepFunction}"`);
    expect(creations()).toBe(1);
  });

  test.each(['ConflictException', 'StateMachineAlreadyExists', 'StateMachineDeleting'])(
    'is awaited while another process makes it, or one of its name is being deleted (%s)',
    async (code) => {
      const { executions, waits } = open();
      server.refusals.set('CreateStateMachine', [code, code]);
      await executions.define(sha256, document);
      await executions.start(sha256, context);
      expect(waits).toEqual([100, 300]);
      expect(stepped).toEqual([context]);
    },
  );

  test('that cannot be made rejects, and is tried again by the next call', async () => {
    const { executions, waits } = open();
    server.refusals.set('CreateStateMachine', ['StateMachineLimitExceeded']);
    await expect(executions.define(sha256, document)).rejects.toMatchObject({
      name: 'StateMachineLimitExceeded',
    });
    expect(waits).toEqual([]);
    await executions.define(sha256, document);
    expect(server.machines.size).toBe(1);
  });

  test('that is not known everywhere yet is started a moment later', async () => {
    const { executions, waits } = open();
    await executions.define(sha256, document);
    server.refusals.set('StartExecution', ['StateMachineDoesNotExist', 'StateMachineDoesNotExist']);
    await executions.start(sha256, context);
    expect(waits).toEqual([100, 300]);
    expect(stepped).toEqual([context]);
  });

  test('that somebody deleted is made again when it is next defined', async () => {
    const { executions } = open();
    await executions.define(sha256, document);
    server.refusals.set(
      'StartExecution',
      Array.from({ length: 5 }, () => 'StateMachineDoesNotExist'),
    );
    await expect(executions.start(sha256, context)).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    });
    server.machines.clear();
    await executions.define(sha256, document);
    await executions.start(sha256, context);
    expect(stepped).toEqual([context]);
  });
});

describe('an execution that ended', () => {
  test('is stopped without an error, and what a task failed with is cut to what Step Functions takes', async () => {
    const payloads: unknown[] = [];
    const server = await startWorkflowStatesServer({ [stepArn]: (payload) => payloads.push(payload) });
    try {
      const client = new SFNClient({ ...localAccess, endpoint: server.endpoint });
      const executions = stepfunctionsWorkflowExecutions(client, ours, manualClock());
      await executions.define(sha256, document);
      await executions.start(sha256, context);
      await executions.stop(sha256, 'one');
      await executions.fail('none', { name: 'n'.repeat(300), message: '🎈'.repeat(40_000) });
      expect(payloads).toEqual([context]);
      expect(server.calls.slice(-2)).toEqual(['StopExecution', 'SendTaskFailure']);
    } finally {
      await server.close();
    }
  });
});
