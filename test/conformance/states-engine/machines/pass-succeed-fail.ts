import { chain, type MachineCase, single } from '../machine-case.ts';

export const passSucceedFail: MachineCase[] = [
  {
    name: 'a Pass gives its input on',
    definition: single({ Type: 'Pass', End: true }),
    input: { a: [1, { b: null }] },
    expected: { output: { a: [1, { b: null }] } },
  },
  {
    name: 'a Pass gives its Output in place of its input',
    definition: single({ Type: 'Pass', Output: { was: '{% $states.input.a %}', fixed: 'text' }, End: true }),
    input: { a: 1 },
    expected: { output: { was: 1, fixed: 'text' } },
  },
  {
    name: 'Output can be one expression',
    definition: single({ Type: 'Pass', Output: '{% $states.input.a.b %}', End: true }),
    input: { a: { b: [1, 2] } },
    expected: { output: [1, 2] },
  },
  {
    name: 'Output can be a constant text',
    definition: single({ Type: 'Pass', Output: 'hello', End: true }),
    expected: { output: 'hello' },
    validatorLacks: 'Output may be any JSON value',
  },
  {
    name: 'Output can be null',
    definition: single({ Type: 'Pass', Output: null, End: true }),
    expected: { output: null },
    validatorLacks: 'Output may be any JSON value',
  },
  {
    name: 'expressions are found at any depth, in lists too',
    definition: single({
      Type: 'Pass',
      Output: { list: [{ deep: ['{% $states.input.a %}', 'plain', 3, true, null] }] },
      End: true,
    }),
    input: { a: 7 },
    expected: { output: { list: [{ deep: [7, 'plain', 3, true, null] }] } },
  },
  {
    name: 'a text that only contains the marks is no expression',
    definition: single({ Type: 'Pass', Output: { text: 'see {% $states.input %} there' }, End: true }),
    expected: { output: { text: 'see {% $states.input %} there' } },
  },
  {
    name: 'states follow each other by Next',
    definition: chain(
      { Type: 'Pass', Output: { n: '{% $states.input.n + 1 %}' } },
      { Type: 'Pass', Output: { n: '{% $states.input.n * 10 %}' } },
    ),
    input: { n: 1 },
    expected: { output: { n: 20 } },
  },
  {
    name: 'a Succeed ends the execution with its input',
    definition: chain({ Type: 'Pass' }, { Type: 'Succeed' }),
    input: 'as it is',
    expected: { output: 'as it is' },
  },
  {
    name: 'a Succeed ends the execution with its Output',
    definition: single({ Type: 'Succeed', Output: { a: '{% $states.input.a %}' } }),
    input: { a: 1, b: 2 },
    expected: { output: { a: 1 } },
  },
  {
    name: 'a Fail ends the execution with its Error and Cause',
    definition: single({ Type: 'Fail', Error: 'Broken', Cause: 'for a reason' }),
    expected: { error: 'Broken', cause: 'for a reason' },
  },
  {
    name: "a Fail's Error and Cause can be expressions",
    definition: single({
      Type: 'Fail',
      Error: '{% $states.input.error %}',
      Cause: "{% 'because of ' & $states.input.why %}",
    }),
    input: { error: 'Custom', why: 'rain' },
    expected: { error: 'Custom', cause: 'because of rain' },
  },
  {
    name: 'a Fail needs neither',
    definition: single({ Type: 'Fail' }),
    expected: { status: 'FAILED' },
  },
  {
    name: 'an Error that is no text fails with States.QueryEvaluationError',
    definition: single({ Type: 'Fail', Error: '{% $states.input.code %}' }),
    input: { code: 7 },
    expected: { error: 'States.QueryEvaluationError', cause: /'Error' must be a text/ },
  },
  {
    name: "a machine's TimeoutSeconds ends it as TIMED_OUT",
    definition: { TimeoutSeconds: 5, ...single({ Type: 'Wait', Seconds: 60, End: true }) },
    expected: { status: 'TIMED_OUT' },
    lasts: 5,
  },
  {
    name: 'a machine that ends in time does not time out',
    definition: { TimeoutSeconds: 5, ...single({ Type: 'Wait', Seconds: 4, End: true }) },
    expected: { output: {} },
    lasts: 4,
  },
  {
    name: 'Comment fields mean nothing',
    definition: { Comment: 'a machine', ...single({ Type: 'Pass', Comment: 'a state', End: true }) },
    expected: { output: {} },
  },
  {
    name: 'an EXPRESS machine gives the same',
    type: 'EXPRESS',
    definition: chain({ Type: 'Pass', Output: { n: '{% $states.input.n + 1 %}' } }, { Type: 'Succeed' }),
    input: { n: 1 },
    expected: { output: { n: 2 } },
  },
];
