import { type MachineCase, single } from '../machine-case.ts';

const goTo = (...names: string[]): Record<string, unknown> =>
  Object.fromEntries(
    names.map((name) => [
      name,
      { Type: 'Pass', Output: { went: name, got: '{% $states.input %}' }, End: true },
    ]),
  );

const choose = (
  choices: Record<string, unknown>[],
  more: Record<string, unknown> = {},
  targets = ['a', 'b'],
): Record<string, unknown> => ({
  StartAt: 'choose',
  States: { choose: { Type: 'Choice', Choices: choices, ...more }, ...goTo(...targets) },
});

const start = Date.UTC(2026, 10, 21, 12);

export const choiceWait: MachineCase[] = [
  {
    name: 'a Choice follows the first rule that is true',
    definition: choose(
      [
        { Condition: '{% $states.input.n > 10 %}', Next: 'a' },
        { Condition: '{% $states.input.n > 5 %}', Next: 'b' },
        { Condition: '{% $states.input.n > 1 %}', Next: 'c' },
      ],
      {},
      ['a', 'b', 'c'],
    ),
    input: { n: 7 },
    expected: { output: { went: 'b', got: { n: 7 } } },
  },
  {
    name: 'a Choice follows Default when no rule is true',
    definition: choose([{ Condition: "{% $states.input.n = 'x' %}", Next: 'a' }], { Default: 'b' }),
    input: { n: 'y' },
    expected: { output: { went: 'b', got: { n: 'y' } } },
  },
  {
    name: 'a Choice without Default fails with States.NoChoiceMatched',
    definition: choose([{ Condition: '{% $states.input.n = 1 %}', Next: 'a' }], {}, ['a']),
    input: { n: 2 },
    expected: { error: 'States.NoChoiceMatched' },
  },
  {
    name: 'a Condition that is no boolean fails with States.QueryEvaluationError',
    definition: choose([{ Condition: '{% $states.input.n %}', Next: 'a' }], {}, ['a']),
    input: { n: 1 },
    expected: { error: 'States.QueryEvaluationError', cause: /'Choices\[0\]\/Condition' must be a boolean/ },
  },
  {
    name: 'a Condition that gives nothing fails with States.QueryEvaluationError',
    definition: choose([{ Condition: '{% $states.input.absent %}', Next: 'a' }], { Default: 'b' }),
    expected: { error: 'States.QueryEvaluationError', cause: /returned nothing/ },
  },
  {
    name: 'conditions behind the one that is true are not evaluated',
    definition: choose([
      { Condition: '{% true %}', Next: 'a' },
      { Condition: '{% $states.input.absent %}', Next: 'b' },
    ]),
    expected: { output: { went: 'a', got: {} } },
  },
  {
    name: 'a Condition may use functions of JSONata',
    definition: choose([{ Condition: "{% $contains($states.input.s, 'ell') %}", Next: 'a' }], {
      Default: 'b',
    }),
    input: { s: 'hello' },
    expected: { output: { went: 'a', got: { s: 'hello' } } },
  },
  {
    name: 'comparing with a field that is absent is false, both ways',
    definition: choose(
      [
        { Condition: '{% $states.input.absent = 1 %}', Next: 'a' },
        { Condition: '{% $states.input.absent != 1 %}', Next: 'b' },
      ],
      { Default: 'c' },
      ['a', 'b', 'c'],
    ),
    expected: { output: { went: 'c', got: {} } },
  },
  {
    name: "a rule's Output is what the next state gets",
    definition: choose([{ Condition: '{% true %}', Output: { by: 'rule' }, Next: 'a' }], {
      Default: 'b',
      Output: { by: 'default' },
    }),
    expected: { output: { went: 'a', got: { by: 'rule' } } },
  },
  {
    name: "the state's Output goes with Default",
    definition: choose([{ Condition: '{% false %}', Output: { by: 'rule' }, Next: 'a' }], {
      Default: 'b',
      Output: { by: 'default' },
    }),
    expected: { output: { went: 'b', got: { by: 'default' } } },
  },
  {
    name: "a rule's Assign is done when the rule is followed",
    definition: {
      StartAt: 'choose',
      States: {
        choose: {
          Type: 'Choice',
          Choices: [{ Condition: '{% $states.input.yes %}', Assign: { v: 'rule' }, Next: 'show' }],
          Assign: { v: 'default' },
          Default: 'show',
        },
        show: { Type: 'Pass', Output: '{% $v %}', End: true },
      },
    },
    input: { yes: true },
    expected: { output: 'rule' },
  },
  {
    name: "the state's Assign is done when Default is followed",
    definition: {
      StartAt: 'choose',
      States: {
        choose: {
          Type: 'Choice',
          Choices: [{ Condition: '{% $states.input.yes %}', Assign: { v: 'rule' }, Next: 'show' }],
          Assign: { v: 'default' },
          Default: 'show',
        },
        show: { Type: 'Pass', Output: '{% $v %}', End: true },
      },
    },
    input: { yes: false },
    expected: { output: 'default' },
  },
  {
    name: 'a loop ends when its condition does',
    definition: {
      StartAt: 'init',
      States: {
        init: { Type: 'Pass', Assign: { n: 0 }, Next: 'more' },
        more: { Type: 'Choice', Choices: [{ Condition: '{% $n < 2500 %}', Next: 'count' }], Default: 'end' },
        count: { Type: 'Pass', Assign: { n: '{% $n + 1 %}' }, Next: 'more' },
        end: { Type: 'Succeed', Output: '{% $n %}' },
      },
    },
    expected: { output: 2500 },
  },
  {
    name: 'a Wait waits Seconds',
    definition: single({ Type: 'Wait', Seconds: 7, End: true }),
    input: { a: 1 },
    expected: { output: { a: 1 } },
    lasts: 7,
  },
  {
    name: 'a Wait of 0 seconds waits not at all',
    definition: single({ Type: 'Wait', Seconds: 0, End: true }),
    expected: { output: {} },
  },
  {
    name: 'Seconds can be an expression',
    definition: single({ Type: 'Wait', Seconds: '{% $states.input.s + 1 %}', End: true }),
    input: { s: 4 },
    expected: { output: { s: 4 } },
    lasts: 5,
  },
  {
    name: 'Seconds below zero fail with States.QueryEvaluationError',
    definition: single({ Type: 'Wait', Seconds: '{% $states.input.s %}', End: true }),
    input: { s: -1 },
    expected: { error: 'States.QueryEvaluationError', cause: /'Seconds' must be a whole number from 0/ },
  },
  {
    name: 'a Wait waits until Timestamp',
    definition: single({ Type: 'Wait', Timestamp: new Date(start + 9000).toISOString(), End: true }),
    expected: { output: {} },
    lasts: 9,
  },
  {
    name: 'a Timestamp in the past waits not at all, and may have a zone',
    definition: single({ Type: 'Wait', Timestamp: '{% $states.input.t %}', End: true }),
    input: { t: '2016-03-14T01:59:00+02:00' },
    expected: { output: { t: '2016-03-14T01:59:00+02:00' } },
  },
  {
    name: 'a Timestamp that is none fails with States.QueryEvaluationError',
    definition: single({ Type: 'Wait', Timestamp: '{% $states.input.t %}', End: true }),
    input: { t: '2016-03-14t01:59:00z' },
    expected: { error: 'States.QueryEvaluationError', cause: /'Timestamp' must be an RFC 3339 timestamp/ },
  },
  {
    name: 'a Wait has Output and Assign',
    definition: {
      StartAt: 'wait',
      States: {
        wait: { Type: 'Wait', Seconds: 1, Assign: { v: 1 }, Output: { o: 2 }, Next: 'show' },
        show: { Type: 'Pass', Output: ['{% $v %}', '{% $states.input.o %}'], End: true },
      },
    },
    expected: { output: [1, 2] },
    validatorLacks: 'Output may be any JSON value',
  },
];
