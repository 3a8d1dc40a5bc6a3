import type {
  Engine,
  Json,
  MachineType,
  TaskContext,
  TaskFunction,
} from '../../../adapters/embedded/states-engine/engine.ts';

/** A small machine and what the Amazon States Language demands of it: one row of the conformance table. */
export interface MachineCase {
  /** The demand, read after "demands that". */
  readonly name: string;
  /** `StartAt` and `States`; the query language is added. */
  readonly definition: Readonly<Record<string, unknown>>;
  /** Default: `{}`. */
  readonly input?: Json;
  /** Task functions besides `echo`, made anew for each run. */
  readonly tasks?: () => Readonly<Record<string, TaskFunction>>;
  /** Done when the virtual clock reaches a second. */
  readonly atSecond?: Readonly<Record<number, (engine: Engine, last: Call) => void>>;
  readonly expected: Outcome;
  /** Seconds after the start at which each task function was called. */
  readonly calledAt?: Readonly<Record<string, readonly number[]>>;
  /** Seconds from start to end. */
  readonly lasts?: number;
  /** Default: STANDARD. */
  readonly type?: MachineType;
  /** Why the `asl-validator` package does not accept the machine, although it is valid. */
  readonly validatorLacks?: string;
}

/** A call of a task function. */
export interface Call {
  readonly name: string;
  readonly payload: Json;
  readonly second: number;
  readonly context: TaskContext;
}

type Outcome =
  | { readonly output: Json }
  | {
      readonly status?: 'FAILED' | 'TIMED_OUT' | 'ABORTED';
      readonly error?: string;
      readonly cause?: string | RegExp;
    };

/** A machine of one state. */
export function single(state: Readonly<Record<string, unknown>>): MachineCase['definition'] {
  return { StartAt: 'only', States: { only: state } };
}

/** A machine that passes through its states in order; the last one ends it. */
export function chain(...states: Readonly<Record<string, unknown>>[]): MachineCase['definition'] {
  const name = (at: number): string => `state ${at + 1}`;
  return {
    StartAt: name(0),
    States: Object.fromEntries(
      states.map((state, at) => [
        name(at),
        state.Type === 'Succeed' || state.Type === 'Fail' || state.Next !== undefined
          ? state
          : { ...state, ...(at + 1 < states.length ? { Next: name(at + 1) } : { End: true }) },
      ]),
    ),
  };
}

export function invoke(
  functionName: string,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: functionName, Payload: '{% $states.input %}' },
    ...more,
  };
}

export function invokeForToken(
  functionName: string,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return invoke(functionName, {
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: functionName, Payload: { token: '{% $states.context.Task.Token %}' } },
    ...more,
  });
}

/** Throws an error of a name the first `times` times, then gives `value`. */
export function failing(
  errorName: string,
  times = Number.POSITIVE_INFINITY,
  value: Json = 'done',
): TaskFunction {
  let calls = 0;
  return () => {
    if (++calls > times) return value;
    throw Object.assign(new Error('it broke'), { name: errorName });
  };
}

/** Never answers, whatever happens. */
export const silent: TaskFunction = () => new Promise(() => undefined);

/** The cause that Lambda gives for an error thrown by `failing`. */
export function lambdaCause(errorName: string): string {
  return JSON.stringify({ errorType: errorName, errorMessage: 'it broke', trace: [] });
}
