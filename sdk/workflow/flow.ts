import type { PassingTask } from './built-in-tasks.ts';
import type { AnyData, Task, TaskParameters } from './task.ts';

/** What a step gives, before there is any: other steps take it. */
export interface Output<out T> {
  /** The index of its node. */
  readonly node: number;
  /** For the compiler only. */
  readonly type?: T;
}

/** Outputs that become one object. */
export interface Merged<out T> {
  readonly merged: readonly Output<AnyData>[];
  /** For the compiler only. */
  readonly type?: T;
}

/** What a step that takes `Input` may be given: an output, or several, as a list or merged. */
export type From<Input> =
  | Output<Input>
  | Merged<Input>
  | (Input extends readonly unknown[] ? { readonly [At in keyof Input]: Output<Input[At]> } : never);

/** What the end of a workflow or of a subflow may be given: an output, or several, as a list or merged. */
export type Ending = Output<unknown> | Merged<unknown> | readonly [Output<unknown>, ...Output<unknown>[]];

/** What an end gives on. */
export type Given<End> =
  End extends Output<infer T>
    ? T
    : End extends Merged<infer T>
      ? T
      : { -readonly [At in keyof End]: End[At] extends Output<infer T> ? T : never };

/** One object of two, the later overriding. */
export type Merge<One, Other> = Omit<One, keyof Other> & Other;

/** An item of what is iterated over: of a list each, of an object the object. */
export type Item<T> = T extends readonly (infer Each)[] ? Each : T;

export interface StepOptions {
  /** Override those of the task, key by key. */
  readonly parameters?: TaskParameters | undefined;
  /** The step fails when it has not ended after so long; at most 366 days. */
  readonly timeoutSeconds?: number | undefined;
}

/** The outcome of a task as a value: what it gave, or why it failed (Ray's `catch_exceptions`). */
export type Caught<Out> =
  | { readonly result: Out; readonly error: null }
  | { readonly result: null; readonly error: { readonly name: string; readonly message: string } };

/** A step that does not fail. */
export interface Catching {
  readonly catchErrors: true;
}

/** A guard: a path of JSONPath, or JSONata in `{% %}` (docs/guide/workflows.md). */
export interface Guarded {
  /** When the input does not match, it is the output. */
  readonly when: string;
}

/** Where the steps of a workflow, or of a subflow, are written. */
export interface Flow<out Input> {
  /** What it is started with. */
  readonly input: Output<Input>;

  /** A task that passes its input on. */
  run<T>(task: PassingTask, from: Output<T> | Merged<T>, options?: StepOptions & Partial<Guarded>): Output<T>;
  /** A task whose failure is a value. */
  run<In, Out>(
    task: Task<In, Out>,
    from: From<NoInfer<In>>,
    options: StepOptions & Catching & Guarded,
  ): Output<In | Caught<Out>>;
  run<In, Out>(
    task: Task<In, Out>,
    from: From<NoInfer<In>>,
    options: StepOptions & Catching,
  ): Output<Caught<Out>>;
  /** A task that runs when its input matches the guard. */
  run<In, Out>(
    task: Task<In, Out>,
    from: From<NoInfer<In>>,
    options: StepOptions & Guarded,
  ): Output<In | Out>;
  /**
   * A task. Each call is a node of its own. A list of outputs is in the order in which they were made: so they come.
   */
  run<In, Out>(task: Task<In, Out>, from: From<NoInfer<In>>, options?: StepOptions): Output<Out>;

  /** Steps that are one step together. */
  group<In, const End extends Ending>(
    from: Output<In> | Merged<In>,
    build: (flow: Flow<In>) => End,
    options: Guarded,
  ): Output<In | Given<End>>;
  group<In, const End extends Ending>(
    from: Output<In> | Merged<In>,
    build: (flow: Flow<In>) => End,
  ): Output<Given<End>>;

  /** Steps that run for each item of a list, at the same time; gives the list of what they give. */
  each<In, const End extends Ending>(
    from: Output<In>,
    build: (flow: Flow<Item<In>>) => End,
    options: Guarded,
  ): Output<In | Given<End>[]>;
  each<In, const End extends Ending>(
    from: Output<In>,
    build: (flow: Flow<Item<In>>) => End,
  ): Output<Given<End>[]>;

  /**
   * Steps that run again and again, each time with what they gave, as long as that matches; not once when the first input does
   * not. Gives what did not match any more.
   */
  repeat<T, const End extends Output<T> | Merged<T>>(
    from: Output<T> | Merged<T>,
    build: (flow: Flow<T>) => End,
    options: { readonly while: string },
  ): Output<T>;

  /** One object of what the outputs give, the later overriding the earlier. */
  merge<A extends object, B extends object>(a: Output<A>, b: Output<B>): Merged<Merge<A, B>>;
  merge<A extends object, B extends object, C extends object>(
    a: Output<A>,
    b: Output<B>,
    c: Output<C>,
  ): Merged<Merge<Merge<A, B>, C>>;

  /** A value that flows from the start. */
  literal<const T extends TaskParameters>(value: T): Output<T>;
  /** What a resource holds. */
  read<T = AnyData>(uri: string, options?: StepOptions): Output<T>;
  /** Writes to a resource, and passes on what it writes. */
  write<T>(uri: string, from: Output<T> | Merged<T>, options?: StepOptions): Output<T>;
}
