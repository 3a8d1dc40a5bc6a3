import {
  failing,
  invoke,
  invokeForToken,
  lambdaCause,
  type MachineCase,
  silent,
  single,
} from '../machine-case.ts';

export const task: MachineCase[] = [
  {
    name: 'a Task gives the answer of Lambda, the result as its Payload',
    definition: single(invoke('echo', { End: true })),
    input: { a: 1 },
    expected: { output: { ExecutedVersion: '$LATEST', Payload: { a: 1 }, StatusCode: 200 } },
  },
  {
    name: '$states.result is what the Task gave',
    definition: single(invoke('echo', { Output: '{% $states.result.Payload.a %}', End: true })),
    input: { a: 1 },
    expected: { output: 1 },
  },
  {
    name: '$states.input stays what the Task got',
    definition: single(
      invoke('constant', {
        Output: { was: '{% $states.input %}', gave: '{% $states.result.Payload %}' },
        End: true,
      }),
    ),
    input: 'in',
    tasks: () => ({ constant: () => 'out' }),
    expected: { output: { was: 'in', gave: 'out' } },
  },
  {
    name: 'a function gets Payload, and {} without one',
    definition: single({
      ...invoke('echo', { End: true }),
      Arguments: { FunctionName: 'echo' },
      Output: '{% $states.result.Payload %}',
    }),
    input: 'not this',
    expected: { output: {} },
  },
  {
    name: 'Arguments can be one expression',
    definition: single({
      ...invoke('echo', { End: true }),
      Arguments: "{% {'FunctionName': $states.input.which, 'Payload': 5} %}",
      Output: '{% $states.result.Payload %}',
    }),
    input: { which: 'echo' },
    expected: { output: 5 },
  },
  {
    name: 'a function that does not exist fails the Task',
    definition: single({
      ...invoke('echo', { End: true }),
      Arguments: { FunctionName: '{% $states.input %}' },
    }),
    input: 'nobody',
    expected: { error: 'Lambda.ResourceNotFoundException', cause: /nobody/ },
  },
  {
    name: 'a promise of a result is awaited',
    definition: single(invoke('later', { Output: '{% $states.result.Payload %}', End: true })),
    tasks: () => ({ later: async () => ['late'] }),
    expected: { output: ['late'] },
  },
  {
    name: 'a thrown error gives its name, and as cause the error document of Lambda',
    definition: single(invoke('fail', { End: true })),
    tasks: () => ({ fail: failing('Out.OfLuck') }),
    expected: { error: 'Out.OfLuck', cause: lambdaCause('Out.OfLuck') },
  },
  {
    name: 'a rejected promise is a thrown error',
    definition: single(invoke('fail', { End: true })),
    tasks: () => ({ fail: () => Promise.reject(new TypeError('it broke')) }),
    expected: { error: 'TypeError', cause: lambdaCause('TypeError') },
  },
  {
    name: 'TimeoutSeconds fails the Task with States.Timeout',
    definition: single(invoke('silent', { TimeoutSeconds: 3, End: true })),
    tasks: () => ({ silent }),
    expected: { error: 'States.Timeout' },
    lasts: 3,
  },
  {
    name: 'TimeoutSeconds can be an expression',
    definition: single(invoke('silent', { TimeoutSeconds: '{% $states.input.limit * 2 %}', End: true })),
    input: { limit: 2 },
    tasks: () => ({ silent }),
    expected: { error: 'States.Timeout' },
    lasts: 4,
  },
  {
    name: 'a TimeoutSeconds that is no whole number above zero fails the Task',
    definition: single(invoke('echo', { TimeoutSeconds: '{% $states.input.limit %}', End: true })),
    input: { limit: 0 },
    expected: {
      error: 'States.QueryEvaluationError',
      cause: /'TimeoutSeconds' must be a whole number from 1/,
    },
  },
  {
    name: 'a timeout aborts the signal of the function',
    definition: single(invoke('patient', { TimeoutSeconds: 1, End: true })),
    tasks: () => ({
      patient: (_, { signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new Error('told too late'))),
        ),
    }),
    expected: { error: 'States.Timeout' },
    lasts: 1,
  },
  {
    name: 'a Task without TimeoutSeconds waits',
    definition: single(invokeForToken('submit', { Output: '{% $states.result %}', End: true })),
    tasks: () => ({ submit: () => null }),
    atSecond: { 300: (engine, { context }) => engine.sendTaskSuccess(context.taskToken!, 'at last') },
    expected: { output: 'at last' },
    lasts: 300,
  },
  {
    name: 'a Task that waits for its token gives what was sent for it, and not what the function gave',
    definition: single(invokeForToken('submit', { End: true })),
    tasks: () => ({ submit: () => 'ignored' }),
    atSecond: { 2: (engine, { context }) => engine.sendTaskSuccess(context.taskToken!, { sent: true }) },
    expected: { output: { sent: true } },
    lasts: 2,
  },
  {
    name: '$states.context.Task.Token is the token',
    definition: single(invokeForToken('submit', { Output: '{% $states.result %}', End: true })),
    tasks: () => ({ submit: () => null }),
    atSecond: {
      1: (engine, { payload, context }) =>
        engine.sendTaskSuccess(
          (payload as { token: string }).token,
          (payload as { token: string }).token === context.taskToken,
        ),
    },
    expected: { output: true },
  },
  {
    name: 'a failure sent for a token fails the Task',
    definition: single(invokeForToken('submit', { End: true })),
    tasks: () => ({ submit: () => null }),
    atSecond: {
      2: (engine, { context }) => engine.sendTaskFailure(context.taskToken!, 'Refused', 'by the worker'),
    },
    expected: { error: 'Refused', cause: 'by the worker' },
  },
  {
    name: 'a token can be answered while the function still runs',
    definition: single(invokeForToken('submit', { Output: '{% $states.result %}', End: true })),
    tasks: () => ({ submit: silent }),
    atSecond: { 1: (engine, { context }) => engine.sendTaskSuccess(context.taskToken!, 'early') },
    expected: { output: 'early' },
  },
  {
    name: 'a function that throws fails a Task that waits for its token',
    definition: single(invokeForToken('fail', { End: true })),
    tasks: () => ({ fail: failing('NotSubmitted') }),
    expected: { error: 'NotSubmitted', cause: lambdaCause('NotSubmitted') },
  },
  {
    name: 'TimeoutSeconds bounds the wait for a token',
    definition: single(invokeForToken('submit', { TimeoutSeconds: 10, End: true })),
    tasks: () => ({ submit: () => null }),
    expected: { error: 'States.Timeout' },
    lasts: 10,
  },
  {
    name: 'a missed heartbeat fails the Task with States.HeartbeatTimeout',
    definition: single(invokeForToken('submit', { TimeoutSeconds: 60, HeartbeatSeconds: 5, End: true })),
    tasks: () => ({ submit: () => null }),
    expected: { error: 'States.HeartbeatTimeout' },
    lasts: 5,
  },
  {
    name: 'each heartbeat gives the Task HeartbeatSeconds more',
    definition: single(invokeForToken('submit', { HeartbeatSeconds: '{% $states.input.beat %}', End: true })),
    input: { beat: 5 },
    tasks: () => ({ submit: () => null }),
    atSecond: {
      4: (engine, { context }) => engine.sendTaskHeartbeat(context.taskToken!),
      8: (engine, { context }) => engine.sendTaskHeartbeat(context.taskToken!),
    },
    expected: { error: 'States.HeartbeatTimeout' },
    lasts: 13,
  },
  {
    name: 'heartbeats do not extend TimeoutSeconds',
    definition: single(invokeForToken('submit', { TimeoutSeconds: 6, HeartbeatSeconds: 5, End: true })),
    tasks: () => ({ submit: () => null }),
    atSecond: { 4: (engine, { context }) => engine.sendTaskHeartbeat(context.taskToken!) },
    expected: { error: 'States.Timeout' },
    lasts: 6,
  },
];
