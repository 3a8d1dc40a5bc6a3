import { EventEmitter, once } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { StepContext, WorkflowExecutions } from '../../core/ports/workflow-executions.ts';

/** What the function `step` is called with. */
export interface StepCall {
  readonly action: 'start' | 'finish' | 'fail';
  readonly context: StepContext;
  readonly token?: string;
  readonly output?: unknown;
  readonly error?: { readonly Error: string; readonly Cause: string };
}

/** What the suite needs of a home: executions that call `step` in place of the function. */
export type OpenExecutions = (step: (call: StepCall) => void) => Promise<WorkflowExecutions>;

const RESOURCE = 'arn:aws:states:::lambda:invoke';

// biome-ignore lint/suspicious/noTemplateCurlyInString: so documents name the function.
const STEP = '${step}';

/** One task that waits for a token, and then one that tells how it ended. */
const document = (comment: string) => ({
  Comment: comment,
  QueryLanguage: 'JSONata',
  StartAt: 'start',
  States: {
    start: {
      Type: 'Task',
      Resource: `${RESOURCE}.waitForTaskToken`,
      Arguments: {
        FunctionName: STEP,
        Payload: {
          action: 'start',
          context: '{% $states.input %}',
          token: '{% $states.context.Task.Token %}',
        },
      },
      Output: { context: '{% $states.input %}', output: '{% $states.result %}' },
      Catch: [
        {
          ErrorEquals: ['States.ALL'],
          Output: { context: '{% $states.input %}', error: '{% $states.errorOutput %}' },
          Next: 'fail',
        },
      ],
      Next: 'finish',
    },
    finish: {
      Type: 'Task',
      Resource: RESOURCE,
      Arguments: {
        FunctionName: STEP,
        Payload: {
          action: 'finish',
          context: '{% $states.input.context %}',
          output: '{% $states.input.output %}',
        },
      },
      End: true,
    },
    fail: {
      Type: 'Task',
      Resource: RESOURCE,
      Arguments: {
        FunctionName: STEP,
        Payload: {
          action: 'fail',
          context: '{% $states.input.context %}',
          error: '{% $states.input.error %}',
        },
      },
      End: true,
    },
  },
});

const context = (execution: string): StepContext => ({
  run: { tenantId: 'tenant-7', runId: 'my run' },
  execution,
  path: '4[2].',
});

const sha = (digit: string): string => digit.repeat(64);

/** What every WorkflowExecutions does. */
export function workflowExecutionsSuite(open: OpenExecutions): void {
  /** The calls of `step`, in order; `next` takes the first that nobody took. */
  const openAndWatch = async () => {
    const calls: StepCall[] = [];
    const called = new EventEmitter();
    const executions = await open((call) => {
      calls.push(call);
      called.emit('call');
    });
    await executions.define(sha('a'), document('a'));
    const next = async (): Promise<StepCall> => {
      while (calls.length === 0) await once(called, 'call');
      return calls.shift()!;
    };
    return { executions, next };
  };

  describe('starting', () => {
    test('calls the function step with the context, and a token', async () => {
      const { executions, next } = await openAndWatch();
      await executions.start(sha('a'), context('one'));
      const { token, ...call } = await next();
      expect(call).toEqual({ action: 'start', context: context('one') });
      expect(token).toEqual(expect.any(String));
    });

    test('an execution twice starts it once, while it goes on and when it has ended', async () => {
      const { executions, next } = await openAndWatch();
      await Promise.all([1, 2].map(() => executions.start(sha('a'), context('one'))));
      const { token } = await next();
      await executions.start(sha('a'), context('one'));
      await executions.succeed(token!, {});
      expect(await next()).toMatchObject({ action: 'finish' });
      await executions.start(sha('a'), context('one'));
      await executions.start(sha('a'), context('two'));
      expect(await next()).toMatchObject({ action: 'start', context: { execution: 'two' } });
    });

    test('executions of one name in two documents are two', async () => {
      const { executions, next } = await openAndWatch();
      await executions.define(sha('b'), document('b'));
      await executions.start(sha('a'), context('one'));
      const first = await next();
      await executions.start(sha('b'), context('one'));
      const second = await next();
      expect(second).toMatchObject({ action: 'start', context: context('one') });
      expect(second.token).not.toBe(first.token);
    });

    test('needs the document', async () => {
      const { executions } = await openAndWatch();
      await expect(executions.start(sha('c'), context('one'))).rejects.toMatchObject({
        name: expect.any(String),
      });
    });

    test('goes on with a document that was defined again', async () => {
      const { executions, next } = await openAndWatch();
      await Promise.all([1, 2].map(() => executions.define(sha('a'), document('a'))));
      await executions.start(sha('a'), context('one'));
      expect(await next()).toMatchObject({ action: 'start' });
    });
  });

  describe('a token', () => {
    test('lets its state go on, with the output', async () => {
      const { executions, next } = await openAndWatch();
      await executions.start(sha('a'), context('one'));
      const { token } = await next();
      await executions.succeed(token!, { enter: true, items: [0, 1] });
      expect(await next()).toEqual({
        action: 'finish',
        context: context('one'),
        output: { enter: true, items: [0, 1] },
      });
    });

    test('fails its state, with the name and the message of the error', async () => {
      const { executions, next } = await openAndWatch();
      await executions.start(sha('a'), context('one'));
      const { token } = await next();
      await executions.fail(token!, { name: 'TaskFailed', message: 'Task "a" failed: no → such\n"thing"' });
      expect(await next()).toEqual({
        action: 'fail',
        context: context('one'),
        error: { Error: 'TaskFailed', Cause: 'Task "a" failed: no → such\n"thing"' },
      });
    });

    test('is answered once; what comes later changes nothing', async () => {
      const { executions, next } = await openAndWatch();
      await executions.start(sha('a'), context('one'));
      const { token } = await next();
      await Promise.all([1, 2].map(() => executions.succeed(token!, { by: 'one' })));
      await executions.succeed(token!, { by: 'late' });
      await executions.fail(token!, { name: 'Late', message: 'late' });
      expect(await next()).toMatchObject({ action: 'finish', output: { by: 'one' } });
      await executions.start(sha('a'), context('two'));
      expect(await next()).toMatchObject({ action: 'start', context: { execution: 'two' } });
    });

    test('that there never was is nobody’s', async () => {
      const { executions } = await openAndWatch();
      await executions.succeed('none', {});
      await executions.fail('none', { name: 'None', message: 'none' });
    });
  });

  describe('stopping', () => {
    test('ends an execution where it is: its tokens count no more', async () => {
      const { executions, next } = await openAndWatch();
      await executions.start(sha('a'), context('one'));
      const { token } = await next();
      await executions.stop(sha('a'), 'one');
      await executions.succeed(token!, {});
      await executions.start(sha('a'), context('two'));
      expect(await next()).toMatchObject({ action: 'start', context: { execution: 'two' } });
    });

    test('what has ended, or never began, changes nothing', async () => {
      const { executions, next } = await openAndWatch();
      await executions.start(sha('a'), context('one'));
      const { token } = await next();
      await executions.stop(sha('a'), 'one');
      await executions.stop(sha('a'), 'one');
      await executions.stop(sha('a'), 'none');
      await executions.stop(sha('d'), 'none');
      await executions.start(sha('a'), context('one'));
      await executions.start(sha('a'), context('two'));
      const other = await next();
      expect(other).toMatchObject({ context: { execution: 'two' } });
      expect(other.token).not.toBe(token);
    });
  });
}
