import { errorOutput, type Failure, queryFailed } from './failure.ts';
import { finish } from './finish.ts';
import { type Json, typeName } from './json.ts';
import { type Branch, type Children, ENTER, newBranch } from './live.ts';
import type { Container, Evaluate, MapState, ParallelState } from './machine.ts';
import { numberIn } from './number-in.ts';
import { COUNT, type NumberRule, PERCENTAGE } from './number-rules.ts';
import { abandonTask } from './run-task.ts';
import { enqueue, fail, type Runtime, withValue } from './runtime.ts';
import type { Scope } from './scope.ts';

/**
 * The most iterations of an inline Map that run at once, as in Step Functions
 * (https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html).
 */
const MOST_CONCURRENT = 40;

/** Runs the processor over each item; results keep the items' order. */
export function runMap(runtime: Runtime, branch: Branch, state: MapState): void {
  const scope: Scope = { branch, input: branch.input };
  const start = (items: readonly Json[], keepItems: boolean, tuning: Tuning): void =>
    startChildren(runtime, branch, items.length, {
      input: branch.input,
      items,
      keepItems,
      concurrency: Math.min(
        tuning.maxConcurrency === 0 ? MOST_CONCURRENT : tuning.maxConcurrency,
        MOST_CONCURRENT,
      ),
      toleratedFailures: toleratedFailures(tuning, items.length),
    });
  withValue(
    runtime,
    branch,
    () => (state.items === undefined ? branch.input : state.items(scope)),
    (value, asynchronously) => {
      const items = itemsIn(value);
      // What was had at once is a plain path, and will be the same when it is read again.
      withTuning(runtime, branch, state, scope, (tuning) => start(items, asynchronously, tuning));
    },
  );
}

function itemsIn(value: Json): readonly Json[] {
  if (Array.isArray(value)) return value;
  throw queryFailed('Items', `The field 'Items' must be an array, and is of type ${typeName(value)}.`);
}

interface Tuning {
  readonly maxConcurrency: number;
  readonly toleratedFailureCount: number | undefined;
  readonly toleratedFailurePercentage: number | undefined;
}

function withTuning(
  runtime: Runtime,
  branch: Branch,
  state: MapState,
  scope: Scope,
  use: (tuning: Tuning) => void,
): void {
  const read = (
    evaluate: Evaluate | undefined,
    field: string,
    rule: NumberRule,
    next: (value: number | undefined) => void,
  ): void => {
    if (evaluate === undefined) next(undefined);
    else
      withValue(
        runtime,
        branch,
        () => evaluate(scope),
        (value) => next(numberIn(value, field, rule)),
      );
  };
  read(state.maxConcurrency, 'MaxConcurrency', COUNT, (maxConcurrency = 0) =>
    read(state.toleratedFailureCount, 'ToleratedFailureCount', COUNT, (toleratedFailureCount) =>
      read(
        state.toleratedFailurePercentage,
        'ToleratedFailurePercentage',
        PERCENTAGE,
        (toleratedFailurePercentage) =>
          use({ maxConcurrency, toleratedFailureCount, toleratedFailurePercentage }),
      ),
    ),
  );
}

/** The state fails when either threshold is exceeded. */
function toleratedFailures(tuning: Tuning, count: number): number | undefined {
  const { toleratedFailureCount: absolute, toleratedFailurePercentage: percentage } = tuning;
  if (absolute === undefined && percentage === undefined) return undefined;
  return Math.min(
    absolute ?? count,
    percentage === undefined ? count : Math.floor((percentage * count) / 100),
  );
}

/** Runs every branch on the same input; results keep the branches' order. */
export function runParallel(runtime: Runtime, branch: Branch, state: ParallelState): void {
  const { arguments: evaluate } = state;
  const start = (input: Json): void =>
    startChildren(runtime, branch, state.branches.length, {
      input,
      items: undefined,
      keepItems: false,
      concurrency: state.branches.length,
      toleratedFailures: undefined,
    });
  if (evaluate === undefined) start(branch.input);
  else withValue(runtime, branch, () => evaluate({ branch, input: branch.input }), start);
}

function startChildren(
  runtime: Runtime,
  branch: Branch,
  count: number,
  plan: Pick<Children, 'input' | 'items' | 'keepItems' | 'concurrency' | 'toleratedFailures'>,
): void {
  const { execution, state } = branch;
  runtime.history.record(branch, `${state.type}StateStarted`, () =>
    state.type === 'Map' ? { length: count } : {},
  );
  branch.children = {
    ...plan,
    first: execution.nextNumber,
    count,
    results: new Array(count),
    failed: new Set(),
    live: new Set(),
    known: undefined,
    next: 0,
    ended: 0,
  };
  execution.nextNumber += count;
  if (count === 0) {
    complete(runtime, branch, branch.children);
    return;
  }
  branch.phase = 'children';
  runtime.checkpoints.save(branch);
  startMore(runtime, branch);
}

/** Starts children until as many run as may. */
export function startMore(runtime: Runtime, parent: Branch): void {
  const children = parent.children!;
  while (
    children.live.size < children.concurrency &&
    children.next < children.count &&
    parent.children === children
  ) {
    const position = children.next++;
    if (!children.known?.has(position)) startChild(runtime, parent, children, position);
  }
}

function startChild(runtime: Runtime, parent: Branch, children: Children, position: number): void {
  const { state } = parent;
  const child = newBranch(parent.execution, containerOf(parent, position), {
    number: children.first + position,
    parent,
    position,
    input: children.input,
    now: runtime.clock.now(),
  });
  children.live.add(child);
  const begin = (input: Json): void => {
    child.input = input;
    if (state.type === 'Map') {
      runtime.history.record(child, 'MapIterationStarted', () => ({ name: state.name, index: position }));
    }
    enqueue(runtime, child, ENTER);
  };
  if (state.type !== 'Map') {
    begin(children.input);
    return;
  }
  const item = children.items![position]!;
  const { itemSelector } = state;
  if (itemSelector === undefined) {
    begin(item);
    return;
  }
  const scope: Scope = { branch: parent, input: parent.input, item: { Index: position, Value: item } };
  // What fails here fails the Map, not the iteration.
  withValue(
    runtime,
    child,
    () => itemSelector(scope),
    begin,
    (failure) => failParent(runtime, parent, failure),
  );
}

/** Ends the other children at once: what they still would do is in vain. */
function failParent(runtime: Runtime, parent: Branch, failure: Failure): void {
  abandon(runtime, parent, failure.error ?? 'failed');
  fail(runtime, parent, failure);
}

/** The states that a child of a Map or Parallel runs. */
export function containerOf({ state }: Branch, position: number): Container {
  if (state.type === 'Map') return state.processor;
  return (state as ParallelState).branches[position]!;
}

/** Gathers what a child gave. */
export function childEnded(runtime: Runtime, child: Branch, output: Json): void {
  const parent = child.parent!;
  const children = parent.children!;
  child.phase = 'done';
  children.results[child.position] = output;
  if (parent.state.type === 'Map') {
    const { name } = parent.state;
    runtime.history.record(child, 'MapIterationSucceeded', () => ({ name, index: child.position }));
  }
  settleChild(runtime, child, children, () => runtime.checkpoints.saveEnd(child, { output }));
}

/** Fails the parent, unless it tolerates the failure. */
export function childFailed(runtime: Runtime, child: Branch, failure: Failure): void {
  const parent = child.parent!;
  const children = parent.children!;
  if (parent.state.type === 'Map') {
    const { name } = parent.state;
    runtime.history.record(child, 'MapIterationFailed', () => ({ name, index: child.position }));
  }
  child.phase = 'failed';
  children.failed.add(child.position);
  const { toleratedFailures: tolerated } = children;
  if (tolerated !== undefined && children.failed.size <= tolerated && failure.error !== 'States.Runtime') {
    settleChild(runtime, child, children, () => runtime.checkpoints.saveEnd(child, { failure }));
    return;
  }
  parent.lastEvent = child.lastEvent;
  const cause =
    tolerated === undefined || failure.error === 'States.Runtime'
      ? failure
      : {
          error: 'States.ExceedToleratedFailureThreshold',
          cause: `The specified tolerated failure threshold was exceeded: ${JSON.stringify(errorOutput(failure))}`,
        };
  failParent(runtime, parent, cause);
}

function settleChild(runtime: Runtime, child: Branch, children: Children, save: () => void): void {
  const parent = child.parent!;
  child.gone = true;
  children.live.delete(child);
  children.ended++;
  if (children.ended === children.count) {
    parent.lastEvent = child.lastEvent;
    complete(runtime, parent, children);
    return;
  }
  save();
  startMore(runtime, parent);
}

/** Leaves the state with the results; iterations whose failure was tolerated have none. */
function complete(runtime: Runtime, parent: Branch, children: Children): void {
  const state = parent.state as MapState | ParallelState;
  const results: Json[] = [];
  for (let position = 0; position < children.count; position++) {
    if (!children.failed.has(position)) results.push(children.results[position]!);
  }
  leaveChildren(parent, children);
  runtime.history.record(parent, `${state.type}StateSucceeded`, () => ({ name: state.name }));
  finish(
    runtime,
    parent,
    { branch: parent, input: parent.input, result: results },
    state,
    results,
    state.next,
  );
}

function leaveChildren(parent: Branch, children: Children): void {
  parent.children = undefined;
  if (children.count > 0) parent.execution.garbage.push({ first: children.first, count: children.count });
}

/** Ends everything below a branch, and what the branch itself waits for; the rows below go with the next checkpoint. */
export function abandon(runtime: Runtime, branch: Branch, reason: string): void {
  abandonTask(runtime, branch, reason);
  branch.cancelTimer?.();
  branch.cancelTimer = undefined;
  const { children } = branch;
  if (children === undefined) return;
  for (const child of children.live) {
    abandon(runtime, child, reason);
    child.gone = true;
  }
  leaveChildren(branch, children);
}
