import type { Json } from './json.ts';
import type { Scope } from './scope.ts';

/** A field made ready to run: a plain value at once, or a promise when the jsonata package has to evaluate. */
export type Evaluate = (scope: Scope) => Json | Promise<Json>;

/** What a state (or a rule, or a catcher) does to the data when it is left. */
export interface Clause {
  readonly assign?: Evaluate;
  readonly output?: Evaluate;
}

/** Where to go: the name of a state of the same container, or undefined to end it. */
interface Onward {
  readonly next: string | undefined;
}

export interface Retrier {
  readonly errors: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number | undefined;
  readonly fullJitter: boolean;
}

export interface Catcher extends Clause, Onward {
  readonly errors: readonly string[];
}

/** Fields of the states that can fail by work: Task, Map, Parallel. */
export interface Guarded {
  readonly retriers: readonly Retrier[];
  readonly catchers: readonly Catcher[];
}

interface Named {
  readonly name: string;
}

export interface PassState extends Named, Clause, Onward {
  readonly type: 'Pass';
}

export interface TaskState extends Named, Clause, Onward, Guarded {
  readonly type: 'Task';
  /** `arn:aws:states:::lambda:invoke.waitForTaskToken` */
  readonly waitsForToken: boolean;
  /** Gives `{FunctionName, Payload?}`. */
  readonly arguments: Evaluate;
  readonly timeoutSeconds: Evaluate | undefined;
  readonly heartbeatSeconds: Evaluate | undefined;
}

export interface ChoiceState extends Named, Clause {
  readonly type: 'Choice';
  readonly rules: readonly ChoiceRule[];
  readonly otherwise: string | undefined;
}

interface ChoiceRule extends Clause, Onward {
  readonly condition: Evaluate;
  readonly location: string;
}

export interface WaitState extends Named, Clause, Onward {
  readonly type: 'Wait';
  readonly until: { readonly seconds: Evaluate } | { readonly timestamp: Evaluate };
}

export interface MapState extends Named, Clause, Onward, Guarded {
  readonly type: 'Map';
  readonly items: Evaluate | undefined;
  readonly itemSelector: Evaluate | undefined;
  readonly processor: Container;
  readonly maxConcurrency: Evaluate | undefined;
  readonly toleratedFailureCount: Evaluate | undefined;
  readonly toleratedFailurePercentage: Evaluate | undefined;
}

export interface ParallelState extends Named, Clause, Onward, Guarded {
  readonly type: 'Parallel';
  readonly arguments: Evaluate | undefined;
  readonly branches: readonly Container[];
}

export interface SucceedState extends Named, Clause {
  readonly type: 'Succeed';
}

export interface FailState extends Named {
  readonly type: 'Fail';
  readonly error: Evaluate | undefined;
  readonly cause: Evaluate | undefined;
}

export type State =
  | PassState
  | TaskState
  | ChoiceState
  | WaitState
  | MapState
  | ParallelState
  | SucceedState
  | FailState;

/** A set of states with its start: the machine itself, a Map's processor, a Parallel's branch. */
export interface Container {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

/** How executions of a machine are kept: EXPRESS forgets them at their end, STANDARD keeps them and, unless told otherwise, their history. */
export type MachineType = 'EXPRESS' | 'STANDARD';

/** A definition, checked and compiled. */
export interface LoadedMachine extends Container {
  readonly name: string;
  readonly type: MachineType;
  readonly keepsHistory: boolean;
  readonly timeoutSeconds: number | undefined;
  /** The key of the stored definition: a running execution stays with the definition it started with. */
  readonly definition: number;
}
