import { failing, invoke, type MachineCase, silent, single } from '../machine-case.ts';

const each = (
  state: Record<string, unknown>,
  more: Record<string, unknown> = {},
): Record<string, unknown> => ({
  Type: 'Map',
  ItemProcessor: { StartAt: 'one', States: { one: state } },
  ...more,
});

const branch = (name: string, state: Record<string, unknown>): Record<string, unknown> => ({
  StartAt: name,
  States: { [name]: state },
});

/** Fails for the items that say so. */
const picky = (): Record<string, (payload: unknown) => string> => ({
  picky: (payload) => {
    if (payload === 'bad') throw Object.assign(new Error('it broke'), { name: 'BadItem' });
    return `${String(payload)}!`;
  },
});

/** Answers in a given order, whatever the order of the calls. */
const inOrder = (order: string[]): Record<string, (payload: unknown) => Promise<string>> => {
  const waiting = new Map<string, () => void>();
  const answerNext = (): void => waiting.get(order[0]!)?.();
  return {
    late: (payload) =>
      new Promise((resolve) => {
        const item = String(payload);
        waiting.set(item, () => {
          order.shift();
          resolve(`${item}!`);
          answerNext();
        });
        if (order.includes(item)) answerNext();
        else resolve(`${item}!`);
      }),
  };
};

export const mapParallel: MachineCase[] = [
  {
    name: 'a Map gives the outputs of its iterations',
    definition: single(
      each(
        { Type: 'Pass', Output: '{% $states.input * 2 %}', End: true },
        { Items: '{% $states.input.list %}', End: true },
      ),
    ),
    input: { list: [1, 2, 3] },
    expected: { output: [2, 4, 6] },
  },
  {
    name: 'a Map without Items maps its input',
    definition: single(each({ Type: 'Pass', End: true }, { End: true })),
    input: ['a', 'b'],
    expected: { output: ['a', 'b'] },
  },
  {
    name: 'Items can be a list with expressions in it',
    definition: single(each({ Type: 'Pass', End: true }, { Items: [1, '{% $states.input.x %}'], End: true })),
    input: { x: 'two' },
    expected: { output: [1, 'two'] },
  },
  {
    name: 'Items can need jsonata',
    definition: single(each({ Type: 'Pass', End: true }, { Items: '{% [1..3].($ * $) %}', End: true })),
    expected: { output: [1, 4, 9] },
  },
  {
    name: 'a Map over nothing gives an empty list',
    definition: single(each({ Type: 'Pass', End: true }, { End: true })),
    input: [],
    expected: { output: [] },
  },
  {
    name: 'Items that are no list fail with States.QueryEvaluationError',
    definition: single(each({ Type: 'Pass', End: true }, { Items: '{% $states.input.list %}', End: true })),
    input: { list: 'no' },
    expected: {
      error: 'States.QueryEvaluationError',
      cause: /'Items' must be an array, and is of type string/,
    },
  },
  {
    name: "ItemSelector makes each iteration's input, of the Map's input and the item",
    definition: single(
      each(
        { Type: 'Pass', End: true },
        {
          Items: '{% $states.input.list %}',
          ItemSelector: {
            index: '{% $states.context.Map.Item.Index %}',
            value: '{% $states.context.Map.Item.Value %}',
            shared: '{% $states.input.shared %}',
          },
          End: true,
        },
      ),
    ),
    input: { list: ['a', 'b'], shared: 7 },
    expected: {
      output: [
        { index: 0, value: 'a', shared: 7 },
        { index: 1, value: 'b', shared: 7 },
      ],
    },
  },
  {
    name: 'an ItemSelector that fails fails the Map',
    definition: single(
      each(invoke('echo', { End: true }), {
        ItemSelector: '{% $states.context.Map.Item.Value.x.y %}',
        End: true,
      }),
    ),
    input: [{ x: { y: 1 } }, { x: 1 }],
    expected: { error: 'States.QueryEvaluationError', cause: /'ItemSelector'/ },
  },
  {
    name: 'an ItemSelector that needs jsonata works for every item',
    definition: single(
      each(
        { Type: 'Pass', End: true },
        { ItemSelector: { v: '{% $sum($states.context.Map.Item.Value) %}' }, End: true },
      ),
    ),
    input: [[1, 2], [3], []],
    expected: { output: [{ v: 3 }, { v: 3 }, { v: 0 }] },
  },
  {
    name: "the item is in the context of the iteration's states",
    definition: single(
      each(
        { Type: 'Pass', Output: '{% $states.context.Map.Item.Index %}', End: true },
        { ItemSelector: { x: 1 }, End: true },
      ),
    ),
    input: ['a', 'b'],
    expected: { output: [0, 1] },
  },
  {
    name: 'results keep the order of the items, whichever ends first',
    definition: single(
      each(invoke('late', { Output: '{% $states.result.Payload %}', End: true }), { End: true }),
    ),
    input: ['a', 'b', 'c'],
    tasks: () => inOrder(['c', 'a', 'b']),
    expected: { output: ['a!', 'b!', 'c!'] },
  },
  {
    name: 'MaxConcurrency bounds the iterations that run at once',
    definition: single(each({ Type: 'Wait', Seconds: 2, End: true }, { MaxConcurrency: 2, End: true })),
    input: [1, 2, 3, 4, 5],
    expected: { output: [1, 2, 3, 4, 5] },
    lasts: 6,
  },
  {
    name: 'MaxConcurrency can be an expression',
    definition: single(
      each(
        { Type: 'Wait', Seconds: 2, End: true },
        { Items: '{% $states.input.list %}', MaxConcurrency: '{% $states.input.most %}', End: true },
      ),
    ),
    input: { list: [1, 2, 3], most: 1 },
    expected: { output: [1, 2, 3] },
    lasts: 6,
  },
  {
    name: 'at most 40 iterations of an inline Map run at once',
    definition: single(
      each({ Type: 'Wait', Seconds: 1, End: true }, { Output: '{% $count($states.result) %}', End: true }),
    ),
    input: Array.from({ length: 81 }, (_, at) => at),
    expected: { output: 81 },
    lasts: 3,
  },
  {
    name: 'a failing iteration fails the Map with its error, and stops the others',
    definition: single(each(invoke('picky', { End: true }), { MaxConcurrency: 1, End: true })),
    input: ['ok', 'bad', 'never'],
    tasks: picky,
    expected: { error: 'BadItem' },
    calledAt: { picky: [0, 0] },
  },
  {
    name: 'failures up to ToleratedFailureCount are left out of the result',
    definition: single(
      each(invoke('picky', { Output: '{% $states.result.Payload %}', End: true }), {
        ToleratedFailureCount: 2,
        End: true,
      }),
    ),
    input: ['a', 'bad', 'b', 'bad', 'c'],
    tasks: picky,
    expected: { output: ['a!', 'b!', 'c!'] },
  },
  {
    name: 'more failures fail the Map with States.ExceedToleratedFailureThreshold',
    definition: single(each(invoke('picky', { End: true }), { ToleratedFailureCount: 1, End: true })),
    input: ['bad', 'a', 'bad'],
    tasks: picky,
    expected: { error: 'States.ExceedToleratedFailureThreshold' },
  },
  {
    name: 'ToleratedFailurePercentage counts against all items',
    definition: single(
      each(invoke('picky', { Output: '{% $states.result.Payload %}', End: true }), {
        ToleratedFailurePercentage: 50,
        End: true,
      }),
    ),
    input: ['bad', 'a', 'bad', 'b'],
    tasks: picky,
    expected: { output: ['a!', 'b!'] },
  },
  {
    name: 'exceeding ToleratedFailurePercentage fails the Map, whatever the count allows',
    definition: single(
      each(invoke('picky', { End: true }), {
        Items: '{% $states.input.list %}',
        ToleratedFailurePercentage: '{% $states.input.percent %}',
        ToleratedFailureCount: 3,
        End: true,
      }),
    ),
    input: { list: ['bad', 'a', 'bad', 'b'], percent: 49 },
    tasks: picky,
    expected: { error: 'States.ExceedToleratedFailureThreshold' },
  },
  {
    name: 'a Map can be retried whole',
    definition: single(
      each(invoke('flaky', { End: true }), {
        Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 3 }],
        Output: '{% $count($states.result) %}',
        MaxConcurrency: 1,
        End: true,
      }),
    ),
    input: [1, 2],
    tasks: () => ({ flaky: failing('Flaky', 1) }),
    expected: { output: 2 },
    calledAt: { flaky: [0, 3, 3] },
  },
  {
    name: 'a Map can be caught',
    definition: {
      StartAt: 'map',
      States: {
        map: each(invoke('picky', { End: true }), {
          Catch: [{ ErrorEquals: ['BadItem'], Output: '{% $states.errorOutput.Error %}', Next: 'caught' }],
          Next: 'not here',
        }),
        'not here': { Type: 'Fail' },
        caught: { Type: 'Succeed' },
      },
    },
    input: ['bad'],
    tasks: picky,
    expected: { output: 'BadItem' },
  },
  {
    name: 'Maps can stand in Maps',
    definition: single({
      Type: 'Map',
      ItemProcessor: {
        StartAt: 'inner',
        States: {
          inner: {
            Type: 'Map',
            ItemProcessor: {
              StartAt: 'twice',
              States: { twice: invoke('echo', { Output: '{% $states.result.Payload * 2 %}', End: true }) },
            },
            End: true,
          },
        },
      },
      End: true,
    }),
    input: [[1, 2], [], [3]],
    expected: { output: [[2, 4], [], [6]] },
  },
  {
    name: 'a Parallel gives the outputs of its branches in their order',
    definition: single({
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'slow',
          States: {
            slow: { Type: 'Wait', Seconds: 2, Next: 'slow too' },
            'slow too': { Type: 'Pass', Output: 'first', End: true },
          },
        },
        branch('fast', { Type: 'Pass', Output: '{% $states.input %}', End: true }),
      ],
      End: true,
    }),
    input: 'second',
    expected: { output: ['first', 'second'] },
    lasts: 2,
    validatorLacks: 'Output may be any JSON value',
  },
  {
    name: "a Parallel's Arguments are what its branches get; its own input stays",
    definition: single({
      Type: 'Parallel',
      Arguments: { x: '{% $states.input.a %}' },
      Branches: [branch('one', { Type: 'Pass', End: true }), branch('two', { Type: 'Pass', End: true })],
      Output: { results: '{% $states.result %}', input: '{% $states.input %}' },
      End: true,
    }),
    input: { a: 1 },
    expected: { output: { results: [{ x: 1 }, { x: 1 }], input: { a: 1 } } },
  },
  {
    name: 'a failing branch fails the Parallel with its error, and aborts the others',
    definition: single({
      Type: 'Parallel',
      Branches: [
        branch('hangs', invoke('patient', { End: true })),
        {
          StartAt: 'wait',
          States: {
            wait: { Type: 'Wait', Seconds: 3, Next: 'boom' },
            boom: { Type: 'Fail', Error: 'Boom', Cause: 'planned' },
          },
        },
      ],
      End: true,
    }),
    tasks: () => ({ patient: silent }),
    expected: { error: 'Boom', cause: 'planned' },
    lasts: 3,
  },
  {
    name: 'a Parallel can be caught and retried',
    definition: {
      StartAt: 'both',
      States: {
        both: {
          Type: 'Parallel',
          Branches: [
            branch('flaky', invoke('flaky', { End: true })),
            branch('fine', { Type: 'Pass', End: true }),
          ],
          Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 1, MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'caught' }],
          End: true,
        },
        caught: { Type: 'Pass', Output: { caught: '{% $states.input.Error %}' }, End: true },
      },
    },
    tasks: () => ({ flaky: failing('Flaky') }),
    expected: { output: { caught: 'Flaky' } },
    calledAt: { flaky: [0, 1] },
  },
  {
    name: 'an EXPRESS machine maps, too',
    type: 'EXPRESS',
    definition: single(
      each(invoke('echo', { Output: '{% $states.result.Payload %}', End: true }), {
        MaxConcurrency: 2,
        End: true,
      }),
    ),
    input: [1, 2, 3],
    expected: { output: [1, 2, 3] },
  },
];
