import { chain, invoke, type MachineCase, single } from '../machine-case.ts';

export const variablesContext: MachineCase[] = [
  {
    name: 'a variable is there from the next state on',
    definition: chain(
      { Type: 'Pass', Assign: { x: '{% $states.input.a %}' } },
      { Type: 'Pass' },
      { Type: 'Pass', Output: { x: '{% $x %}' } },
    ),
    input: { a: 5 },
    expected: { output: { x: 5 } },
  },
  {
    name: "Output sees the variables as they were before the same state's Assign",
    definition: chain(
      { Type: 'Pass', Assign: { x: 1 } },
      { Type: 'Pass', Assign: { x: 2 }, Output: { old: '{% $x %}' } },
      { Type: 'Pass', Output: ['{% $states.input.old %}', '{% $x %}'] },
    ),
    expected: { output: [1, 2] },
    validatorLacks: 'Output may be any JSON value',
  },
  {
    name: 'the assignments of one state do not see each other',
    definition: chain(
      { Type: 'Pass', Assign: { a: 1, b: 2 } },
      { Type: 'Pass', Assign: { a: '{% $b %}', b: '{% $a %}' } },
      { Type: 'Pass', Output: { a: '{% $a %}', b: '{% $b %}' } },
    ),
    expected: { output: { a: 2, b: 1 } },
  },
  {
    name: 'Assign can hold objects with expressions in them',
    definition: chain(
      { Type: 'Pass', Assign: { o: { deep: ['{% $states.input.a %}'] } } },
      { Type: 'Pass', Output: '{% $o.deep[0] %}' },
    ),
    input: { a: 9 },
    expected: { output: 9 },
  },
  {
    name: 'a variable can be an object, read by path',
    definition: chain(
      { Type: 'Pass', Assign: { o: '{% $states.input %}' } },
      { Type: 'Pass', Output: '{% $o.a.b %}' },
    ),
    input: { a: { b: 'deep' } },
    expected: { output: 'deep' },
  },
  {
    name: 'a variable that was never assigned is nothing',
    definition: single({ Type: 'Pass', Output: '{% $never %}', End: true }),
    expected: {
      error: 'States.QueryEvaluationError',
      cause: /'\$never' specified for the field 'Output' returned nothing/,
    },
  },
  {
    name: 'a Task assigns from its result',
    definition: chain(invoke('echo', { Assign: { r: '{% $states.result.Payload.n + 1 %}' } }), {
      Type: 'Pass',
      Output: '{% $r %}',
    }),
    input: { n: 1 },
    expected: { output: 2 },
  },
  {
    name: 'iterations read the variables around them',
    definition: chain(
      { Type: 'Pass', Assign: { factor: 10 } },
      {
        Type: 'Map',
        ItemProcessor: {
          StartAt: 'times',
          States: { times: { Type: 'Pass', Output: '{% $states.input * $factor %}', End: true } },
        },
      },
    ),
    input: [1, 2],
    expected: { output: [10, 20] },
  },
  {
    name: 'the variables of an iteration are its own',
    definition: chain(
      {
        Type: 'Map',
        ItemProcessor: {
          StartAt: 'keep',
          States: {
            keep: { Type: 'Pass', Assign: { mine: '{% $states.input %}' }, Next: 'wait' },
            wait: { Type: 'Wait', Seconds: 1, Next: 'show' },
            show: { Type: 'Pass', Output: '{% $mine %}', End: true },
          },
        },
      },
      { Type: 'Pass', Output: { gone: '{% $exists($mine) %}', results: '{% $states.input %}' } },
    ),
    input: ['a', 'b'],
    expected: { output: { gone: false, results: ['a', 'b'] } },
  },
  {
    name: 'sibling branches may use one name',
    definition: single({
      Type: 'Parallel',
      Branches: ['left', 'right'].map((side) => ({
        StartAt: side,
        States: {
          [side]: { Type: 'Pass', Assign: { v: side }, Next: `${side} out` },
          [`${side} out`]: { Type: 'Pass', Output: '{% $v %}', End: true },
        },
      })),
      End: true,
    }),
    expected: { output: ['left', 'right'] },
  },
  {
    name: 'the context names the execution, its input and the machine',
    definition: chain(
      { Type: 'Pass', Output: 'something else' },
      {
        Type: 'Pass',
        Output: {
          input: '{% $states.context.Execution.Input %}',
          machine: '{% $states.context.StateMachine.Name %}',
          isId: "{% $states.context.Execution.Id = 'machine:' & $states.context.Execution.Name %}",
        },
      },
    ),
    input: { a: 1 },
    expected: { output: { input: { a: 1 }, machine: 'machine', isId: true } },
    validatorLacks: 'Output may be any JSON value',
  },
  {
    name: 'the context tells times and the state',
    definition: chain(
      { Type: 'Wait', Seconds: 2 },
      {
        Type: 'Pass',
        Output: {
          started: '{% $states.context.Execution.StartTime %}',
          entered: '{% $states.context.State.EnteredTime %}',
          name: '{% $states.context.State.Name %}',
          retries: '{% $states.context.State.RetryCount %}',
        },
      },
    ),
    expected: {
      output: {
        started: '2026-11-21T12:00:00.000Z',
        entered: '2026-11-21T12:00:02.000Z',
        name: 'state 2',
        retries: 0,
      },
    },
  },
  {
    name: 'there is no Task in the context of a state that has no token',
    definition: single({ Type: 'Pass', Output: '{% $exists($states.context.Task) %}', End: true }),
    expected: { output: false },
  },
  {
    name: '$states.context can be read whole',
    definition: single({ Type: 'Pass', Output: '{% $keys($states.context) %}', End: true }),
    expected: { output: ['Execution', 'State', 'StateMachine'] },
  },
];
