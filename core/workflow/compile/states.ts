/** One state of a document in Amazon States Language. */
export type State = Readonly<Record<string, unknown>>;

/** States of which one is the first: a document, a branch, the processor of a Map. */
export interface States {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** What the function `step` is asked for; `docs/decisions/017-workflow-engine.md` has the table. */
type Action = 'join' | 'start' | 'elapsed' | 'timeout' | 'leave' | 'loop' | 'again' | 'finish' | 'fail';

/** Where a state leads: the name of the next one, or null for the end of the branch. */
export type Next = string | null;

/** What stands for the function `step` until a machine is made. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is put in where the document is used, as in `infra`.
export const FUNCTION = '${step}';

/** The context that every state passes on, where the state's input is just that. */
export const CONTEXT = '{% $states.input %}';

/** The same behind a Parallel, which gives the outputs of its branches. */
export const CONTEXT_OF_BRANCHES = '{% $states.input[0] %}';

/**
 * The function's own failures. What it says of the step, `StepFailed`, is no reason to call it again, and neither is the end of the
 * time that a step has. Defaults (1 second, doubled) are left out: they would be there a thousand times.
 */
const RETRY = [
  { ErrorEquals: ['StepFailed'], MaxAttempts: 0 },
  { ErrorEquals: ['States.TaskFailed'], MaxAttempts: 8, JitterStrategy: 'FULL' },
];

/**
 * A state that calls the function.
 *
 * @param more `Next` or `End` among it, and what differs from the usual: the state passes on the context.
 * @param context where that is found.
 */
export function callState(action: Action, node: number, more: State, context = CONTEXT): State {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: FUNCTION, Payload: { action, node, context } },
    Retry: RETRY,
    Output: context,
    ...more,
  };
}

/** As `callState`; it waits until somebody answers its token. */
export function tokenState(action: Action, node: number, more: State): State {
  return callState(action, node, {
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: {
      FunctionName: FUNCTION,
      Payload: { action, node, context: CONTEXT, token: '{% $states.context.Task.Token %}' },
    },
    ...more,
  });
}

export function onward(next: Next): State {
  return next === null ? { End: true } : { Next: next };
}

/** Where a Choice leads at the end of a branch, which it cannot end itself. */
export function behind(next: Next, end: string, states: Record<string, State>): string {
  if (next !== null) return next;
  states[end] = { Type: 'Succeed' };
  return end;
}

/**
 * Leads to one state or the other, with the context that stands beside the answer. Not by a Default: not every engine lets that say
 * what it gives.
 *
 * @param field of the input; true or false.
 */
export function choice(field: string, whenTrue: string, whenFalse: string): State {
  return {
    Type: 'Choice',
    Choices: [
      { Condition: `{% $states.input.${field} %}`, Output: BESIDE, Next: whenTrue },
      { Condition: `{% $not($states.input.${field}) %}`, Output: BESIDE, Next: whenFalse },
    ],
  };
}

/** The context where it stands beside something else. */
export const BESIDE = '{% $states.input.context %}';

/** The context that the execution was started with. */
export const GIVEN = '{% $states.context.Execution.Input %}';

/** Of a state that carries out a part of the graph: what fails there ends the execution. */
export const FAILS = [
  {
    ErrorEquals: ['States.ALL'],
    Output: { context: GIVEN, error: '{% $states.errorOutput %}' },
    Next: 'fail',
  },
];
