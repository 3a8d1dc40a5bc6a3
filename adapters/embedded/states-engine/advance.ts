import { StorageFailed } from '../sqlite/database.ts';
import { endExecution } from './end-execution.ts';
import { type Failure, queryFailed } from './failure.ts';
import { finish } from './finish.ts';
import { remedy } from './handle-failure.ts';
import type { Json } from './json.ts';
import { type Branch, ENTER } from './live.ts';
import type { Evaluate, FailState } from './machine.ts';
import { childEnded, childFailed, runMap, runParallel } from './run-children.ts';
import { runChoice } from './run-choice.ts';
import { runTask } from './run-task.ts';
import { runWait } from './run-wait.ts';
import { enqueue, evaluationFailed, fail, type Runtime, resume, withValue } from './runtime.ts';
import type { Scope } from './scope.ts';

/** After so many states without a rest a branch lets others have their turn. */
const LONGEST_RUN = 1_000;

/** Makes the function that works off the queue; a call from within it returns at once. */
export function queueWorker(runtime: Runtime): () => void {
  let working = false;
  return () => {
    if (working) return;
    working = true;
    try {
      for (let at = 0; at < runtime.queue.length; at++) {
        const branch = runtime.queue[at]!;
        if (!branch.gone) step(runtime, branch);
      }
    } finally {
      working = false;
      runtime.queue.length = 0;
    }
  };
}

function step(runtime: Runtime, branch: Branch): void {
  try {
    const { due } = branch;
    switch (due.kind) {
      case 'enter':
        enter(runtime, branch);
        return;
      case 'again':
        run(runtime, branch);
        return;
      case 'end':
        if (branch.parent !== undefined) childEnded(runtime, branch, due.output);
        else endExecution(runtime, branch.execution, { status: 'SUCCEEDED', output: due.output });
        return;
      case 'fail':
        failed(runtime, branch, due.failure);
    }
  } catch (thrown) {
    if (thrown instanceof StorageFailed) throw thrown;
    evaluationFailed(runtime, branch, thrown);
  }
}

function failed(runtime: Runtime, branch: Branch, failure: Failure): void {
  if (remedy(runtime, branch, failure)) return;
  if (branch.parent !== undefined) childFailed(runtime, branch, failure);
  else endExecution(runtime, branch.execution, { status: 'FAILED', ...failure });
}

function enter(runtime: Runtime, branch: Branch): void {
  branch.enteredAt = runtime.clock.now();
  if (++branch.steps > LONGEST_RUN) {
    branch.steps = 0;
    branch.phase = 'ready';
    runtime.checkpoints.save(branch);
    setImmediate(() => resume(runtime, branch, () => enqueue(runtime, branch, ENTER)));
    return;
  }
  runtime.history.record(branch, `${branch.state.type}StateEntered`, () => ({
    name: branch.state.name,
    input: JSON.stringify(branch.input),
  }));
  run(runtime, branch);
}

function run(runtime: Runtime, branch: Branch): void {
  const { state } = branch;
  switch (state.type) {
    case 'Pass':
      finish(runtime, branch, { branch, input: branch.input }, state, branch.input, state.next);
      return;
    case 'Succeed':
      finish(runtime, branch, { branch, input: branch.input }, state, branch.input, undefined);
      return;
    case 'Fail':
      runFail(runtime, branch, state);
      return;
    case 'Choice':
      runChoice(runtime, branch, state);
      return;
    case 'Task':
      branch.steps = 0;
      runTask(runtime, branch, state);
      return;
    case 'Wait':
      branch.steps = 0;
      runWait(runtime, branch, state);
      return;
    case 'Map':
      runMap(runtime, branch, state);
      return;
    case 'Parallel':
      runParallel(runtime, branch, state);
  }
}

function runFail(runtime: Runtime, branch: Branch, state: FailState): void {
  const scope: Scope = { branch, input: branch.input };
  const text = (
    evaluate: Evaluate | undefined,
    field: string,
    use: (value: string | undefined) => void,
  ): void => {
    if (evaluate === undefined) use(undefined);
    else
      withValue(
        runtime,
        branch,
        () => evaluate(scope),
        (value) => use(textIn(value, field)),
      );
  };
  text(state.error, 'Error', (error) =>
    text(state.cause, 'Cause', (cause) =>
      fail(runtime, branch, {
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      }),
    ),
  );
}

function textIn(value: Json, field: string): string {
  if (typeof value === 'string') return value;
  throw queryFailed(field, `The field '${field}' must be a text, and is ${JSON.stringify(value)}.`);
}
