import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { stepfunctionsWorkflowExecutions } from '../../adapters/aws/stepfunctions/workflow-executions.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import type { StepContext, WorkflowExecutions } from '../../core/ports/workflow-executions.ts';
import { compileWorkflow } from '../../core/workflow/compile/compile-workflow.ts';
import { expectedSteps } from '../conformance/workflow-documents/expected-steps.ts';
import { type Behaviour, playSteps, type StepCall } from '../conformance/workflow-documents/play-steps.ts';
import * as suite from '../conformance/workflow-executions.ts';
import { graphOf } from '../conformance/workflow-language/check.ts';
import { environmentFolder } from './install-emulator.ts';
import { account, emulatorAccess, region } from './run-cdk.ts';
import { type Emulator, startEmulator } from './start-emulator.ts';
import { createRole, createStepFunction, roleName } from './step-function.ts';

describe('Step Functions of the emulator', () => {
  let emulator: Emulator;
  let sfn: SFNClient;
  let lambda: LambdaClient;
  beforeAll(async () => {
    const { python } = inject('deployment')!;
    emulator = await startEmulator(python, join(environmentFolder, `emulator-${process.pid}.log`));
    setDefaultCACertificates([...getCACertificates('default'), readFileSync(emulator.certificate, 'utf8')]);
    const environment = emulatorAccess(emulator);
    createRole(python, environment);
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
    const access = { endpoint: emulator.url, region, credentials: { accessKeyId, secretAccessKey } };
    sfn = new SFNClient(access);
    lambda = new LambdaClient(access);
  });
  afterAll(async () => {
    sfn.destroy();
    lambda.destroy();
    await emulator.stop();
  });
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const server of opened.splice(0)) await server.close();
  });

  /** Machines of their own, whose documents call this. */
  let number = 0;
  const open = async (step: (event: unknown) => unknown): Promise<WorkflowExecutions> => {
    const name = `step-${++number}`;
    opened.push(await createStepFunction(lambda, inject('deployment')!.python, name, step));
    return stepfunctionsWorkflowExecutions(
      sfn,
      {
        arnPrefix: `arn:aws:states:${region}:${account}:stateMachine:test-${number}-`,
        roleArn: `arn:aws:iam::${account}:role/${roleName}`,
        logGroupArn: `arn:aws:logs:${region}:${account}:log-group:machines:*`,
        stepFunction: name,
      },
      systemClock,
    );
  };

  suite.workflowExecutionsSuite((step) => open((call) => step(call as suite.StepCall)));

  const behaviour: Behaviour = {
    seconds: () => 1,
    holds: (step) => step.charCodeAt(step.length - 1) % 3 > 0,
    items: () => 3,
    passes: () => 2,
  };

  test.each([
    'A',
    'A B C → D',
    'A :x → B → :y; :x → C → :y D',
    'A → { B → C } → D',
    'A → ?`$.a` { B → C } → ?`$.b` { D } → E',
    'list → * { A → B } → report',
    'wait:delay({"duration": 1}) → A',
    'A → :again B → ?`$.a` C :c → :again; :c → D',
    '<{"a": 1}> → A → * { B → * C } → D',
  ])('carries out the document of %s', (source) => carryOut(source, behaviour));

  test('carries out more rounds of an iteration than one execution does', () =>
    carryOut('list → * A', { ...behaviour, items: () => 50 }));

  const carryOut = async (source: string, behaviour: Behaviour) => {
    const graph = await graphOf(source);
    const { document, sha256 } = compileWorkflow(graph);
    const finished = Promise.withResolvers<string>();
    const executions = await open((event) => {
      const call = event as StepCall;
      if (call.action === 'finish' || call.action === 'fail') finished.resolve(JSON.stringify(event));
      return call.action === 'fail' ? null : played.answer(call);
    });
    const played = playSteps(graph, behaviour, {
      now: Date.now,
      after: (delayMs, act) => void setTimeout(act, delayMs),
      succeed: (token, output) => void executions.succeed(token, output),
      start: (part, name) => void executions.start(sha256, part, name),
    });
    await executions.define(sha256, document);
    const context: StepContext = {
      run: { tenantId: 't', runId: 'r' },
      execution: 'e',
      path: '',
    };
    await executions.start(sha256, context);
    expect(JSON.parse(await finished.promise)).toMatchObject({ action: 'finish', context });
    const loops = source.includes(':again');
    if (!loops)
      expect([...played.steps.keys()].sort()).toEqual([...expectedSteps(graph, behaviour).keys()].sort());
    expect(played.steps.size).toBeGreaterThan(0);
  };

  test('a branch that fails ends the others, and the run', async () => {
    const graph = await graphOf('A B C');
    const { document, sha256 } = compileWorkflow(graph);
    const tokens: string[] = [];
    const failed = Promise.withResolvers<unknown>();
    const executions = await open(async (event) => {
      const { action, token } = event as StepCall;
      if (action === 'fail') failed.resolve(event);
      if (token === undefined) return null;
      tokens.push(token);
      if (tokens.length === 3)
        await executions.fail(tokens[1]!, { name: 'StepFailed', message: 'It was not to be.' });
      return null;
    });
    await executions.define(sha256, document);
    const context = { run: { tenantId: 't', runId: 'r' }, execution: 'e', path: '' };
    await executions.start(sha256, context);
    expect(await failed.promise).toMatchObject({
      action: 'fail',
      context,
      error: { Error: 'StepFailed', Cause: 'It was not to be.' },
    });
    expect(new Set(tokens).size).toBe(3);
  });

  test('a function that fails is called again, whether or not its state waits for a token', async () => {
    const { document, sha256 } = compileWorkflow(await graphOf('A'));
    const calls: string[] = [];
    const finished = Promise.withResolvers<void>();
    const executions = await open(async (event) => {
      const { action, token } = event as StepCall;
      calls.push(action);
      if (calls.filter((called) => called === action).length === 1) throw new Error('once');
      if (token !== undefined) await executions.succeed(token, {});
      if (action === 'finish') finished.resolve();
      return null;
    });
    await executions.define(sha256, document);
    await executions.start(sha256, {
      run: { tenantId: 't', runId: 'r' },
      execution: 'e',
      path: '',
    });
    await finished.promise;
    expect(calls).toEqual(['start', 'start', 'finish', 'finish']);
  });
});
