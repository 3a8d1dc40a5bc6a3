import type { Failure } from './failure.ts';
import type { Json, JsonObject } from './json.ts';
import type { Container, LoadedMachine, State } from './machine.ts';

/** A running execution, in memory. */
export interface Live {
  readonly id: string;
  readonly name: string;
  readonly machine: LoadedMachine;
  readonly input: Json;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  /** The number that the next branch gets; the root is 0. */
  nextNumber: number;
  /** Blocks of branch rows to delete with the next checkpoint, in the same transaction. */
  garbage: Block[];
  /** Id of the last history event; stays 0 where no history is kept. */
  lastEvent: number;
  cancelTimeout: (() => void) | undefined;
  ended: boolean;
  /** Whether any row was written. */
  stored: boolean;
  root: Branch | undefined;
}

/** Consecutive branch numbers. */
export interface Block {
  readonly first: number;
  readonly count: number;
}

/**
 * What a branch rests in, as its row says:
 * `ready` about to enter its state, `task` a task function is called, `token` waiting for a task token to come back,
 * `wait` in a Wait state, `retry` waiting to try its state again, `children` in a Map or Parallel, `done` and
 * `failed` ended (the row then holds the outcome for its parent).
 */
export type Phase = 'ready' | 'task' | 'token' | 'wait' | 'retry' | 'children' | 'done' | 'failed';

/** A thread of states: the root, a Map iteration, or a Parallel branch. */
export interface Branch {
  readonly execution: Live;
  /** Unique in the execution; 0 is the root. */
  readonly number: number;
  readonly parent: Branch | undefined;
  /** Which item or branch of the parent this is, from 0. */
  readonly position: number;
  readonly container: Container;
  state: State;
  /** The current state's input. */
  input: Json;
  variables: JsonObject | undefined;
  /** When the current state was entered. */
  enteredAt: number;
  /** Attempts made of each retrier of the current state; undefined before the first retry. */
  retries: number[] | undefined;
  phase: Phase;
  /** True while a catcher's own fields are evaluated: what fails there is not caught by the same state again. */
  catching: boolean;
  /** When a wait, a retry's delay or a token's time limit ends. */
  wakeAt: number | undefined;
  token: string | undefined;
  task: InFlight | undefined;
  children: Children | undefined;
  /** States entered since the branch last rested; a long run yields to others. */
  steps: number;
  /** What the queue shall do with the branch. */
  due: Due;
  cancelTimer: (() => void) | undefined;
  /** Whether the branch has a row. */
  stored: boolean;
  /** The last history event of this branch. */
  lastEvent: number;
  /** Set when the branch is no longer part of the execution: whatever still arrives for it is dropped. */
  gone: boolean;
}

export type Due =
  | { readonly kind: 'enter' }
  | { readonly kind: 'again' }
  | { readonly kind: 'end'; readonly output: Json }
  | { readonly kind: 'fail'; readonly failure: Failure };

export const ENTER: Due = { kind: 'enter' };
export const AGAIN: Due = { kind: 'again' };

/** A task function that was called, until it settles or is given up. */
export interface InFlight {
  controller: AbortController | undefined;
  cancelTimeout: (() => void) | undefined;
  cancelHeartbeat: (() => void) | undefined;
  heartbeatMs: number | undefined;
}

/** The children of a branch that is in a Map or Parallel state. */
export interface Children extends Block {
  /** How many may run at once. */
  readonly concurrency: number;
  /** How many iterations may fail before the state does; undefined when the first failure is the state's own. */
  readonly toleratedFailures: number | undefined;
  /** A Map's items. */
  readonly items: readonly Json[] | undefined;
  /** What every branch of a Parallel gets. */
  readonly input: Json;
  /** Whether the items cannot be had again from the state's input, so that the row must keep them. */
  readonly keepItems: boolean;
  readonly results: (Json | undefined)[];
  readonly failed: Set<number>;
  readonly live: Set<Branch>;
  /** Positions that already have a row; only after recovery. */
  readonly known: ReadonlySet<number> | undefined;
  next: number;
  ended: number;
}

/** A new branch, about to enter its container's first state. */
export function newBranch(
  execution: Live,
  container: Container,
  at: { number: number; parent: Branch | undefined; position: number; input: Json; now: number },
): Branch {
  return {
    execution,
    number: at.number,
    parent: at.parent,
    position: at.position,
    container,
    state: container.states.get(container.startAt)!,
    input: at.input,
    variables: undefined,
    enteredAt: at.now,
    retries: undefined,
    phase: 'ready',
    catching: false,
    wakeAt: undefined,
    token: undefined,
    task: undefined,
    children: undefined,
    steps: 0,
    due: ENTER,
    cancelTimer: undefined,
    stored: false,
    lastEvent: at.parent?.lastEvent ?? 0,
    gone: false,
  };
}
