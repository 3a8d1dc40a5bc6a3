import type { MachineType } from '../../../adapters/embedded/states-engine/engine.ts';
import { invoke, single } from './machine-case.ts';

/** A definition that is refused when loaded. */
export interface Refusal {
  readonly name: string;
  readonly definition: unknown;
  /** The place that the error names. */
  readonly path: string;
  readonly type?: MachineType;
}

const pass = (more: Record<string, unknown>): Record<string, unknown> =>
  single({ Type: 'Pass', End: true, ...more });
const output = (expression: string): Record<string, unknown> => pass({ Output: expression });
const task = (more: Record<string, unknown>): Record<string, unknown> =>
  single(invoke('echo', { End: true, ...more }));
const processor = { StartAt: 'in', States: { in: { Type: 'Pass', End: true } } };
const map = (more: Record<string, unknown>): Record<string, unknown> =>
  single({ Type: 'Map', ItemProcessor: processor, End: true, ...more });
const retry = (...entries: Record<string, unknown>[]): Record<string, unknown> => task({ Retry: entries });
const only = '/States/only';

export const refusals: Refusal[] = [
  { name: 'what is no object', definition: [], path: '/' },
  { name: 'JSONPath', definition: { ...pass({}), QueryLanguage: 'JSONPath' }, path: '/QueryLanguage' },
  {
    name: 'no query language, which means JSONPath',
    definition: { ...pass({}), QueryLanguage: undefined },
    path: '/QueryLanguage',
  },
  {
    name: 'JSONPath in one state',
    definition: pass({ QueryLanguage: 'JSONPath' }),
    path: `${only}/QueryLanguage`,
  },
  { name: 'an unknown field', definition: { ...pass({}), Extra: 1 }, path: '/Extra' },
  { name: 'another version', definition: { ...pass({}), Version: '2.0' }, path: '/Version' },
  { name: 'no states', definition: { StartAt: 'x', States: {} }, path: '/States' },
  { name: 'a StartAt that does not exist', definition: { ...pass({}), StartAt: 'x' }, path: '/StartAt' },
  {
    name: 'a TimeoutSeconds of zero',
    definition: { ...pass({}), TimeoutSeconds: 0 },
    path: '/TimeoutSeconds',
  },
  {
    name: 'an unknown state type',
    definition: single({ Type: 'Activity', End: true }),
    path: `${only}/Type`,
  },
  {
    name: 'a state name of 81 characters',
    definition: { StartAt: 'x'.repeat(81), States: { ['x'.repeat(81)]: { Type: 'Succeed' } } },
    path: `/States/${'x'.repeat(81)}`,
  },
  {
    name: 'a Next that does not exist',
    definition: single({ Type: 'Pass', Next: 'x' }),
    path: `${only}/Next`,
  },
  { name: 'neither Next nor End', definition: single({ Type: 'Pass' }), path: only },
  { name: 'both Next and End', definition: single({ Type: 'Pass', Next: 'only', End: true }), path: only },
  {
    name: 'an End that is false',
    definition: single({ Type: 'Pass', Next: 'only', End: false }),
    path: `${only}/End`,
  },
  {
    name: 'a state that nothing leads to',
    definition: { StartAt: 'a', States: { a: { Type: 'Succeed' }, b: { Type: 'Succeed' } } },
    path: '/States/b',
  },
  { name: 'a machine that cannot end', definition: single({ Type: 'Pass', Next: 'only' }), path: '/States' },
  {
    name: 'one state name twice in the machine',
    definition: { StartAt: 'in', States: { in: { Type: 'Map', ItemProcessor: processor, End: true } } },
    path: '/States/in/ItemProcessor/States/in',
  },
  {
    name: 'a transition out of a Map',
    definition: map({ ItemProcessor: { StartAt: 'in', States: { in: { Type: 'Pass', Next: 'only' } } } }),
    path: `${only}/ItemProcessor/States/in/Next`,
  },
  ...['InputPath', 'OutputPath', 'ResultPath', 'ResultSelector', 'Parameters', 'Result'].map((field) => ({
    name: `the JSONPath field ${field}`,
    definition: pass({ [field]: '$.x' }),
    path: `${only}/${field}`,
  })),
  { name: 'ItemsPath', definition: map({ ItemsPath: '$.x' }), path: `${only}/ItemsPath` },
  {
    name: 'MaxConcurrencyPath',
    definition: map({ MaxConcurrencyPath: '$.x' }),
    path: `${only}/MaxConcurrencyPath`,
  },
  {
    name: 'TimeoutSecondsPath',
    definition: task({ TimeoutSecondsPath: '$.x' }),
    path: `${only}/TimeoutSecondsPath`,
  },
  {
    name: 'SecondsPath',
    definition: single({ Type: 'Wait', SecondsPath: '$.x', End: true }),
    path: `${only}/SecondsPath`,
  },
  {
    name: 'a rule with Variable',
    definition: single({ Type: 'Choice', Choices: [{ Variable: '$.x', IsNull: true, Next: 'only' }] }),
    path: `${only}/Choices/0/Variable`,
  },
  {
    name: 'an expression that is not closed',
    definition: output('{% $states.input'),
    path: `${only}/Output`,
  },
  {
    name: 'an expression that is not opened',
    definition: output('$states.input %}'),
    path: `${only}/Output`,
  },
  { name: 'an expression that cannot be parsed', definition: output('{% a[1,2) %}'), path: `${only}/Output` },
  { name: 'a name without a context', definition: output('{% phone %}'), path: `${only}/Output` },
  {
    name: 'a name without a context, in a call',
    definition: output('{% $count(phone.number) %}'),
    path: `${only}/Output`,
  },
  {
    name: 'a name without a context, in a lambda',
    definition: output('{% $map($states.input.a, function($x) { b }) %}'),
    path: `${only}/Output`,
  },
  { name: '$$', definition: output('{% $$.a %}'), path: `${only}/Output` },
  { name: '$eval', definition: output("{% $eval('1') %}"), path: `${only}/Output` },
  {
    name: '$states.result where there is none',
    definition: output('{% $states.result %}'),
    path: `${only}/Output`,
  },
  {
    name: '$states.result in Arguments',
    definition: task({ Arguments: { FunctionName: 'echo', Payload: '{% $states.result %}' } }),
    path: `${only}/Arguments/Payload`,
  },
  {
    name: '$states.errorOutput outside a Catch',
    definition: task({ Output: '{% $states.errorOutput %}' }),
    path: `${only}/Output`,
  },
  { name: 'an unknown part of $states', definition: output('{% $states.inputs %}'), path: `${only}/Output` },
  { name: 'an Assign that is no object', definition: pass({ Assign: '{% {} %}' }), path: `${only}/Assign` },
  {
    name: 'a variable named states',
    definition: pass({ Assign: { states: 1 } }),
    path: `${only}/Assign/states`,
  },
  { name: 'a variable with a $', definition: pass({ Assign: { $x: 1 } }), path: `${only}/Assign/$x` },
  {
    name: 'an inner Assign to a variable of an outer scope',
    definition: {
      StartAt: 'out',
      States: {
        out: { Type: 'Pass', Assign: { x: 1 }, Next: 'map' },
        map: {
          Type: 'Map',
          ItemProcessor: { StartAt: 'in', States: { in: { Type: 'Pass', Assign: { x: 2 }, End: true } } },
          End: true,
        },
      },
    },
    path: '/States/map/ItemProcessor/States/in/Assign/x',
  },
  {
    name: 'another Resource',
    definition: task({ Resource: 'arn:aws:states:::sqs:sendMessage' }),
    path: `${only}/Resource`,
  },
  {
    name: 'a function by its ARN',
    definition: task({ Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f' }),
    path: `${only}/Resource`,
  },
  {
    name: 'a task token in an EXPRESS machine',
    definition: task({ Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' }),
    path: `${only}/Resource`,
    type: 'EXPRESS',
  },
  { name: 'no Arguments', definition: task({ Arguments: undefined }), path: `${only}/Arguments` },
  {
    name: 'no FunctionName',
    definition: task({ Arguments: { Payload: 1 } }),
    path: `${only}/Arguments/FunctionName`,
  },
  {
    name: 'an unknown task function',
    definition: task({ Arguments: { FunctionName: 'nobody' } }),
    path: `${only}/Arguments/FunctionName`,
  },
  {
    name: 'InvocationType',
    definition: task({ Arguments: { FunctionName: 'echo', InvocationType: 'Event' } }),
    path: `${only}/Arguments/InvocationType`,
  },
  { name: 'Credentials', definition: task({ Credentials: {} }), path: `${only}/Credentials` },
  {
    name: 'a HeartbeatSeconds that is not below TimeoutSeconds',
    definition: task({ TimeoutSeconds: 5, HeartbeatSeconds: 5 }),
    path: `${only}/HeartbeatSeconds`,
  },
  {
    name: 'a TimeoutSeconds that is no number',
    definition: task({ TimeoutSeconds: '5' }),
    path: `${only}/TimeoutSeconds`,
  },
  {
    name: 'a Choice without rules',
    definition: single({ Type: 'Choice', Choices: [] }),
    path: `${only}/Choices`,
  },
  {
    name: 'a Choice with End',
    definition: single({ Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'only' }], End: true }),
    path: `${only}/End`,
  },
  {
    name: 'a Condition that is no expression',
    definition: single({ Type: 'Choice', Choices: [{ Condition: true, Next: 'only' }] }),
    path: `${only}/Choices/0/Condition`,
  },
  { name: 'a Wait for nothing', definition: single({ Type: 'Wait', End: true }), path: only },
  {
    name: 'a Wait for two things',
    definition: single({ Type: 'Wait', Seconds: 1, Timestamp: '2030-01-01T00:00:00Z', End: true }),
    path: only,
  },
  {
    name: 'negative Seconds',
    definition: single({ Type: 'Wait', Seconds: -1, End: true }),
    path: `${only}/Seconds`,
  },
  {
    name: 'a Timestamp that is none',
    definition: single({ Type: 'Wait', Timestamp: 'tomorrow', End: true }),
    path: `${only}/Timestamp`,
  },
  {
    name: 'a DISTRIBUTED Map',
    definition: map({
      ItemProcessor: { ...processor, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' } },
    }),
    path: `${only}/ItemProcessor/ProcessorConfig`,
  },
  ...['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label', 'Iterator'].map((field) => ({
    name: `a Map's ${field}`,
    definition: map({ [field]: {} }),
    path: `${only}/${field}`,
  })),
  {
    name: 'a Map without ItemProcessor',
    definition: map({ ItemProcessor: undefined }),
    path: `${only}/ItemProcessor`,
  },
  {
    name: 'a QueryLanguage on an ItemProcessor',
    definition: map({ ItemProcessor: { ...processor, QueryLanguage: 'JSONata' } }),
    path: `${only}/ItemProcessor/QueryLanguage`,
  },
  {
    name: 'a ToleratedFailurePercentage above 100',
    definition: map({ ToleratedFailurePercentage: 101 }),
    path: `${only}/ToleratedFailurePercentage`,
  },
  {
    name: 'a negative MaxConcurrency',
    definition: map({ MaxConcurrency: -1 }),
    path: `${only}/MaxConcurrency`,
  },
  {
    name: 'a Parallel without branches',
    definition: single({ Type: 'Parallel', Branches: [], End: true }),
    path: `${only}/Branches`,
  },
  { name: 'a Retry of a Pass', definition: pass({ Retry: [] }), path: `${only}/Retry` },
  {
    name: 'a Catch of a Wait',
    definition: single({ Type: 'Wait', Seconds: 1, Catch: [], End: true }),
    path: `${only}/Catch`,
  },
  {
    name: 'a retrier without errors',
    definition: retry({ ErrorEquals: [] }),
    path: `${only}/Retry/0/ErrorEquals`,
  },
  {
    name: 'States.ALL beside another error',
    definition: retry({ ErrorEquals: ['States.ALL', 'X'] }),
    path: `${only}/Retry/0/ErrorEquals`,
  },
  {
    name: 'States.ALL before another retrier',
    definition: retry({ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['X'] }),
    path: `${only}/Retry/0/ErrorEquals`,
  },
  {
    name: 'a BackoffRate below 1',
    definition: retry({ ErrorEquals: ['X'], BackoffRate: 0.5 }),
    path: `${only}/Retry/0/BackoffRate`,
  },
  {
    name: 'an IntervalSeconds of zero',
    definition: retry({ ErrorEquals: ['X'], IntervalSeconds: 0 }),
    path: `${only}/Retry/0/IntervalSeconds`,
  },
  {
    name: 'a MaxDelaySeconds that is not above the interval',
    definition: retry({ ErrorEquals: ['X'], IntervalSeconds: 5, MaxDelaySeconds: 5 }),
    path: `${only}/Retry/0/MaxDelaySeconds`,
  },
  {
    name: 'an unknown JitterStrategy',
    definition: retry({ ErrorEquals: ['X'], JitterStrategy: 'HALF' }),
    path: `${only}/Retry/0/JitterStrategy`,
  },
  {
    name: 'a catcher without Next',
    definition: task({ Catch: [{ ErrorEquals: ['X'] }] }),
    path: `${only}/Catch/0/Next`,
  },
  {
    name: 'a catcher to nowhere',
    definition: task({ Catch: [{ ErrorEquals: ['X'], Next: 'x' }] }),
    path: `${only}/Catch/0/Next`,
  },
  {
    name: 'a ResultPath in a catcher',
    definition: task({ Catch: [{ ErrorEquals: ['X'], Next: 'only', ResultPath: '$.e' }] }),
    path: `${only}/Catch/0/ResultPath`,
  },
  {
    name: 'a Fail whose Error is no text',
    definition: single({ Type: 'Fail', Error: 5 }),
    path: `${only}/Error`,
  },
  {
    name: 'a Succeed with Next',
    definition: single({ Type: 'Succeed', Next: 'only' }),
    path: `${only}/Next`,
  },
];
