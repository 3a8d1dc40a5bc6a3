import { type Failure, queryFailed } from './failure.ts';
import { finish } from './finish.ts';
import { isObject, type Json } from './json.ts';
import type { Branch, InFlight } from './live.ts';
import type { TaskState } from './machine.ts';
import { numberIn } from './number-in.ts';
import { TASK_SECONDS } from './number-rules.ts';
import { after, fail, type Runtime, resume, type TaskContext, withValue } from './runtime.ts';
import type { Scope } from './scope.ts';
import { taskToken } from './task-token.ts';

/** Evaluates the state's fields, writes the checkpoint, and calls the task function, all in this turn if it can. */
export function runTask(runtime: Runtime, branch: Branch, state: TaskState): void {
  if (state.waitsForToken) branch.token ??= taskToken(branch.execution.id, runtime.ids.next());
  const scope: Scope = { branch, input: branch.input };
  withValue(
    runtime,
    branch,
    () => state.arguments(scope),
    (invocation) => {
      if (state.timeoutSeconds === undefined && state.heartbeatSeconds === undefined) {
        callTask(runtime, branch, state, invocation, undefined, undefined);
        return;
      }
      withValue(
        runtime,
        branch,
        () => state.timeoutSeconds?.(scope) ?? null,
        (timeout) =>
          withValue(
            runtime,
            branch,
            () => state.heartbeatSeconds?.(scope) ?? null,
            (heartbeat) =>
              callTask(
                runtime,
                branch,
                state,
                invocation,
                milliseconds(timeout, 'TimeoutSeconds', state.timeoutSeconds !== undefined),
                milliseconds(heartbeat, 'HeartbeatSeconds', state.heartbeatSeconds !== undefined),
              ),
          ),
      );
    },
  );
}

function milliseconds(value: Json, location: string, given: boolean): number | undefined {
  return given ? numberIn(value, location, TASK_SECONDS) * 1000 : undefined;
}

function callTask(
  runtime: Runtime,
  branch: Branch,
  state: TaskState,
  invocation: Json,
  timeoutMs: number | undefined,
  heartbeatMs: number | undefined,
): void {
  if (!isObject(invocation) || typeof invocation.FunctionName !== 'string') {
    throw queryFailed('Arguments', "The field 'Arguments' must be an object with a FunctionName.");
  }
  const payload = (invocation.Payload ?? {}) as Json;
  branch.phase = 'task';
  branch.wakeAt =
    state.waitsForToken && timeoutMs !== undefined ? runtime.clock.now() + timeoutMs : undefined;
  runtime.history.record(branch, 'TaskScheduled', () => ({
    ...resourceOf(state),
    parameters: JSON.stringify(invocation),
    ...(timeoutMs === undefined ? {} : { timeoutInSeconds: timeoutMs / 1000 }),
    ...(heartbeatMs === undefined ? {} : { heartbeatInSeconds: heartbeatMs / 1000 }),
  }));
  runtime.history.record(branch, 'TaskStarted', () => resourceOf(state));
  runtime.checkpoints.save(branch);
  if (runtime.closed) return;

  const task = watch(runtime, branch, state, timeoutMs, heartbeatMs);
  const run = Object.hasOwn(runtime.tasks, invocation.FunctionName)
    ? runtime.tasks[invocation.FunctionName]
    : undefined;
  if (run === undefined) {
    taskFailed(runtime, branch, task, state, {
      error: 'Lambda.ResourceNotFoundException',
      cause: `There is no task function '${invocation.FunctionName}'.`,
    });
    return;
  }
  let returned: Json | Promise<Json>;
  try {
    returned = run(payload, contextOf(branch, task));
  } catch (thrown) {
    taskFailed(runtime, branch, task, state, lambdaFailure(thrown));
    return;
  }
  if (!(returned instanceof Promise)) {
    taskReturned(runtime, branch, task, state, returned);
    return;
  }
  returned.then(
    (value) => resume(runtime, branch, () => taskReturned(runtime, branch, task, state, value)),
    (thrown: unknown) =>
      resume(runtime, branch, () => taskFailed(runtime, branch, task, state, lambdaFailure(thrown))),
  );
}

/** Starts the clocks of a task that is about to be called, or whose token is awaited again. */
function watch(
  runtime: Runtime,
  branch: Branch,
  state: TaskState,
  timeoutMs: number | undefined,
  heartbeatMs: number | undefined,
): InFlight {
  const task: InFlight = {
    controller: undefined,
    cancelTimeout: undefined,
    cancelHeartbeat: undefined,
    heartbeatMs,
  };
  branch.task = task;
  if (branch.token !== undefined) runtime.tokens.set(branch.token, branch);
  if (timeoutMs !== undefined) {
    task.cancelTimeout = after(runtime, branch, timeoutMs, () =>
      timedOut(runtime, branch, state, 'States.Timeout'),
    );
  }
  beat(runtime, branch, state, task);
  return task;
}

/** Starts the heartbeat clock again. */
function beat(runtime: Runtime, branch: Branch, state: TaskState, task: InFlight): void {
  task.cancelHeartbeat?.();
  if (task.heartbeatMs === undefined) return;
  task.cancelHeartbeat = after(runtime, branch, task.heartbeatMs, () =>
    timedOut(runtime, branch, state, 'States.HeartbeatTimeout'),
  );
}

/** The signal is made when it is asked for: most tasks never do. */
function contextOf({ execution, token }: Branch, task: InFlight): TaskContext {
  return {
    executionId: execution.id,
    ...(token === undefined ? {} : { taskToken: token }),
    get signal() {
      task.controller ??= new AbortController();
      return task.controller.signal;
    },
  };
}

function taskReturned(runtime: Runtime, branch: Branch, task: InFlight, state: TaskState, value: Json): void {
  if (branch.task !== task) return;
  if (state.waitsForToken) {
    branch.phase = 'token';
    runtime.history.record(branch, 'TaskSubmitted', () => resourceOf(state));
    runtime.checkpoints.save(branch);
    runtime.resting.add(branch.execution);
    return;
  }
  // The fields of Lambda's answer that do not depend on the transport.
  taskSucceeded(runtime, branch, state, {
    ExecutedVersion: '$LATEST',
    Payload: value ?? null,
    StatusCode: 200,
  });
}

function taskSucceeded(runtime: Runtime, branch: Branch, state: TaskState, result: Json): void {
  release(runtime, branch);
  runtime.history.record(branch, 'TaskSucceeded', () => ({
    ...resourceOf(state),
    output: JSON.stringify(result),
  }));
  finish(runtime, branch, { branch, input: branch.input, result }, state, result, state.next);
}

function taskFailed(
  runtime: Runtime,
  branch: Branch,
  task: InFlight,
  state: TaskState,
  failure: Failure,
): void {
  if (branch.task !== task) return;
  release(runtime, branch);
  runtime.history.record(branch, 'TaskFailed', () => ({ ...resourceOf(state), ...failure }));
  fail(runtime, branch, failure);
}

function timedOut(runtime: Runtime, branch: Branch, state: TaskState, error: string): void {
  abandonTask(runtime, branch, error);
  runtime.history.record(branch, 'TaskTimedOut', () => ({ ...resourceOf(state), error }));
  fail(runtime, branch, { error });
}

/** Stops waiting for a task and tells it so. */
export function abandonTask(runtime: Runtime, branch: Branch, reason: string): void {
  const { task } = branch;
  if (task === undefined) return;
  release(runtime, branch);
  task.controller ??= new AbortController();
  task.controller.abort(new Error(reason));
}

function release(runtime: Runtime, branch: Branch): void {
  const { task } = branch;
  branch.task = undefined;
  if (branch.token !== undefined) {
    runtime.tokens.delete(branch.token);
    branch.token = undefined;
  }
  task?.cancelTimeout?.();
  task?.cancelHeartbeat?.();
}

/** A worker outside sent what the task gave. */
export function completeToken(runtime: Runtime, branch: Branch, outcome: { output: Json } | Failure): void {
  const state = branch.state as TaskState;
  if ('output' in outcome) taskSucceeded(runtime, branch, state, outcome.output);
  else taskFailed(runtime, branch, branch.task!, state, outcome);
}

/** A worker outside is alive. */
export function heartbeat(runtime: Runtime, branch: Branch): void {
  beat(runtime, branch, branch.state as TaskState, branch.task!);
}

/** Awaits the token of a task that was submitted before the last start; its heartbeat clock starts anew. */
export function awaitToken(runtime: Runtime, branch: Branch, state: TaskState): void {
  const { wakeAt } = branch;
  const timeoutMs = wakeAt === undefined ? undefined : wakeAt - runtime.clock.now();
  if (state.heartbeatSeconds === undefined) {
    watch(runtime, branch, state, timeoutMs, undefined);
    return;
  }
  const beats = state.heartbeatSeconds;
  withValue(
    runtime,
    branch,
    () => beats({ branch, input: branch.input }),
    (value) =>
      watch(runtime, branch, state, timeoutMs, numberIn(value, 'HeartbeatSeconds', TASK_SECONDS) * 1000),
  );
}

function resourceOf(state: TaskState): { resourceType: string; resource: string } {
  return { resourceType: 'lambda', resource: state.waitsForToken ? 'invoke.waitForTaskToken' : 'invoke' };
}

/** A thrown error as Step Functions shows one that a Lambda function threw: the cause is Lambda's error document. */
function lambdaFailure(thrown: unknown): Failure {
  const error = thrown instanceof Error ? thrown.name : 'Error';
  const errorMessage = thrown instanceof Error ? thrown.message : String(thrown);
  return { error, cause: JSON.stringify({ errorType: error, errorMessage, trace: [] }) };
}
