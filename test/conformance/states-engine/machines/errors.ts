import {
  failing,
  invoke,
  invokeForToken,
  lambdaCause,
  type MachineCase,
  silent,
  single,
} from '../machine-case.ts';

const retried = (
  retry: Record<string, unknown>,
  more: Record<string, unknown> = {},
): MachineCase['definition'] =>
  single(invoke('flaky', { Retry: [retry], Output: '{% $states.result.Payload %}', End: true, ...more }));

/** A task that always fails, with catchers, each leading to a state that says which. */
const caught = (
  errorName: string,
  ...catchers: Record<string, unknown>[]
): Pick<MachineCase, 'definition' | 'tasks'> => ({
  definition: {
    StartAt: 'try',
    States: {
      try: invoke('fail', {
        Catch: catchers.map((catcher, at) => ({ Next: `catch ${at}`, ...catcher })),
        End: true,
      }),
      ...Object.fromEntries(
        catchers.map((_, at) => [
          `catch ${at}`,
          { Type: 'Pass', Output: { by: at, got: '{% $states.input %}' }, End: true },
        ]),
      ),
    },
  },
  tasks: () => ({ fail: failing(errorName) }),
});

export const errors: MachineCase[] = [
  {
    name: 'a retrier tries 3 times, after 1, 2 and 4 seconds, unless it says otherwise',
    definition: retried({ ErrorEquals: ['Flaky'] }),
    tasks: () => ({ flaky: failing('Flaky') }),
    expected: { error: 'Flaky', cause: lambdaCause('Flaky') },
    calledAt: { flaky: [0, 1, 3, 7] },
  },
  {
    name: 'a retry that succeeds goes on',
    definition: retried({ ErrorEquals: ['Flaky'] }),
    tasks: () => ({ flaky: failing('Flaky', 2, 'fine') }),
    expected: { output: 'fine' },
    calledAt: { flaky: [0, 1, 3] },
  },
  {
    name: 'IntervalSeconds, BackoffRate and MaxAttempts make the delays',
    definition: retried({ ErrorEquals: ['Flaky'], IntervalSeconds: 4, BackoffRate: 1.5, MaxAttempts: 2 }),
    tasks: () => ({ flaky: failing('Flaky') }),
    expected: { error: 'Flaky' },
    calledAt: { flaky: [0, 4, 10] },
  },
  {
    name: 'MaxDelaySeconds bounds the delays',
    definition: retried({ ErrorEquals: ['Flaky'], IntervalSeconds: 2, MaxDelaySeconds: 5, MaxAttempts: 4 }),
    tasks: () => ({ flaky: failing('Flaky') }),
    expected: { error: 'Flaky' },
    calledAt: { flaky: [0, 2, 6, 11, 16] },
  },
  {
    name: 'MaxAttempts 0 never retries',
    definition: retried({ ErrorEquals: ['Flaky'], MaxAttempts: 0 }),
    tasks: () => ({ flaky: failing('Flaky') }),
    expected: { error: 'Flaky' },
    calledAt: { flaky: [0] },
  },
  {
    name: 'an error that no retrier names is not retried',
    definition: retried({ ErrorEquals: ['Other', 'Another'] }),
    tasks: () => ({ flaky: failing('Flaky') }),
    expected: { error: 'Flaky' },
    calledAt: { flaky: [0] },
  },
  {
    name: 'each retrier counts its own attempts',
    definition: single(
      invoke('flaky', {
        Retry: [
          { ErrorEquals: ['A'], IntervalSeconds: 1, MaxAttempts: 1 },
          { ErrorEquals: ['B'], IntervalSeconds: 5, MaxAttempts: 1 },
        ],
        End: true,
      }),
    ),
    tasks: () => {
      const names = ['A', 'B', 'A'];
      return {
        flaky: () => {
          throw Object.assign(new Error('it broke'), { name: names.shift() });
        },
      };
    },
    expected: { error: 'A' },
    calledAt: { flaky: [0, 1, 6] },
  },
  {
    name: '$states.context.State.RetryCount counts the retries',
    definition: single({
      ...invoke('flaky', { Retry: [{ ErrorEquals: ['States.ALL'] }], End: true }),
      Arguments: { FunctionName: 'flaky', Payload: '{% $states.context.State.RetryCount %}' },
      Output: '{% $states.result.Payload %}',
    }),
    tasks: () => ({
      flaky: (count) => {
        if (count === 2) return 'counted 2';
        throw new Error(`counted ${String(count)}`);
      },
    }),
    expected: { output: 'counted 2' },
  },
  {
    name: 'attempts are counted anew when the state is entered again',
    definition: {
      StartAt: 'try',
      States: {
        try: invoke('flaky', {
          Retry: [{ ErrorEquals: ['Flaky'], MaxAttempts: 1 }],
          Assign: { turns: '{% $exists($turns) ? $turns + 1 : 1 %}' },
          Next: 'again?',
        }),
        'again?': {
          Type: 'Choice',
          Choices: [{ Condition: '{% $turns < 2 %}', Next: 'try' }],
          Default: 'end',
        },
        end: { Type: 'Succeed', Output: '{% $turns %}' },
      },
    },
    tasks: () => {
      let calls = 0;
      return {
        flaky: () => {
          if (calls++ % 2 === 1) return null;
          throw Object.assign(new Error('every other time'), { name: 'Flaky' });
        },
      };
    },
    expected: { output: 2 },
    calledAt: { flaky: [0, 1, 1, 2] },
  },
  {
    name: 'States.ALL stands for any error',
    ...caught('Whatever', { ErrorEquals: ['States.ALL'] }),
    expected: { output: { by: 0, got: { Error: 'Whatever', Cause: lambdaCause('Whatever') } } },
  },
  {
    name: 'States.TaskFailed stands for any error of a task',
    ...caught('Whatever', { ErrorEquals: ['States.TaskFailed'] }),
    expected: { output: { by: 0, got: { Error: 'Whatever', Cause: lambdaCause('Whatever') } } },
  },
  {
    name: 'the first catcher that names the error is taken',
    ...caught('B', { ErrorEquals: ['A'] }, { ErrorEquals: ['X', 'B'] }, { ErrorEquals: ['States.ALL'] }),
    expected: { output: { by: 1, got: { Error: 'B', Cause: lambdaCause('B') } } },
  },
  {
    name: 'an error that no catcher names fails the execution',
    ...caught('C', { ErrorEquals: ['A'] }, { ErrorEquals: ['B'] }),
    expected: { error: 'C' },
  },
  {
    name: "a catcher's Output is what the next state gets",
    ...caught('A', {
      ErrorEquals: ['A'],
      Output: { e: '{% $states.errorOutput.Error %}', i: '{% $states.input %}' },
    }),
    input: 'in',
    expected: { output: { by: 0, got: { e: 'A', i: 'in' } } },
  },
  {
    name: "a catcher's Assign is done when it catches",
    definition: {
      StartAt: 'try',
      States: {
        try: invoke('fail', {
          Catch: [
            { ErrorEquals: ['States.ALL'], Assign: { why: '{% $states.errorOutput.Error %}' }, Next: 'show' },
          ],
          Assign: { why: 'not this' },
          Next: 'show',
        }),
        show: { Type: 'Succeed', Output: '{% $why %}' },
      },
    },
    tasks: () => ({ fail: failing('Reason') }),
    expected: { output: 'Reason' },
  },
  {
    name: 'Catch comes after Retry',
    definition: {
      StartAt: 'try',
      States: {
        try: invoke('fail', {
          Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 2 }],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'caught' }],
          End: true,
        }),
        caught: { Type: 'Succeed', Output: 'caught' },
      },
    },
    tasks: () => ({ fail: failing('A') }),
    expected: { output: 'caught' },
    calledAt: { fail: [0, 1, 3] },
    validatorLacks: 'Output may be any JSON value',
  },
  {
    name: 'a timeout is caught as States.Timeout, and is not States.TaskFailed',
    definition: {
      StartAt: 'try',
      States: {
        try: invoke('silent', {
          TimeoutSeconds: 2,
          Catch: [
            { ErrorEquals: ['States.TaskFailed'], Next: 'wrong' },
            { ErrorEquals: ['States.Timeout'], Next: 'right' },
          ],
          End: true,
        }),
        wrong: { Type: 'Fail' },
        right: { Type: 'Succeed' },
      },
    },
    tasks: () => ({ silent }),
    expected: { output: { Error: 'States.Timeout' } },
  },
  {
    name: 'a missed heartbeat is caught as States.Timeout, too',
    definition: {
      StartAt: 'try',
      States: {
        try: invokeForToken('submit', {
          HeartbeatSeconds: 2,
          Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'caught' }],
          End: true,
        }),
        caught: { Type: 'Succeed' },
      },
    },
    tasks: () => ({ submit: () => null }),
    expected: { output: { Error: 'States.HeartbeatTimeout' } },
  },
  {
    name: 'a timeout can be retried',
    definition: single(
      invoke('silent', {
        TimeoutSeconds: 2,
        Retry: [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 1 }],
        End: true,
      }),
    ),
    tasks: () => ({ silent }),
    expected: { error: 'States.Timeout' },
    calledAt: { silent: [0, 3] },
    lasts: 5,
  },
  {
    name: 'each attempt has a token of its own',
    definition: single(
      invokeForToken('submit', {
        TimeoutSeconds: 2,
        Retry: [{ ErrorEquals: ['States.Timeout'] }],
        End: true,
      }),
    ),
    tasks: () => {
      const tokens = new Set<string>();
      return {
        submit: (_, { taskToken }) => {
          if (tokens.has(taskToken!)) throw new Error('the same token again');
          tokens.add(taskToken!);
          return null;
        },
      };
    },
    atSecond: { 4: (engine, { context }) => engine.sendTaskSuccess(context.taskToken!, 'second attempt') },
    expected: { output: 'second attempt' },
  },
  {
    name: 'an expression that fails in a Task can be caught as States.QueryEvaluationError',
    definition: {
      StartAt: 'try',
      States: {
        try: invoke('echo', {
          Output: '{% $states.result.Payload.absent %}',
          Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Output: { caught: true }, Next: 'caught' }],
          End: true,
        }),
        caught: { Type: 'Succeed' },
      },
    },
    expected: { output: { caught: true } },
  },
  {
    name: 'what fails in a catcher is not caught by the same state again',
    definition: {
      StartAt: 'try',
      States: {
        try: invoke('fail', {
          Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $absent %}', Next: 'caught' }],
          End: true,
        }),
        caught: { Type: 'Succeed' },
      },
    },
    tasks: () => ({ fail: failing('A') }),
    expected: { error: 'States.QueryEvaluationError' },
  },
  {
    name: 'a Fail inside an iteration is retried by the Map, not by the states around it',
    definition: single({
      Type: 'Map',
      ItemProcessor: { StartAt: 'boom', States: { boom: { Type: 'Fail', Error: 'Boom' } } },
      Retry: [{ ErrorEquals: ['Boom'], IntervalSeconds: 2, MaxAttempts: 1 }],
      End: true,
    }),
    input: [1],
    expected: { error: 'Boom' },
    lasts: 2,
  },
];
