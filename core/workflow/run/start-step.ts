import { limits } from '../../contract/limits.ts';
import type { Structured, WorkflowNode } from '../../contract/workflow.ts';
import type { StepRecord, WorkflowRunRecord } from '../../ports/workflow-run-store.ts';
import { iterationItems } from '../data/iteration-items.ts';
import { stepIdOf } from '../regions/step-path.ts';
import { cancel } from './cancel-run.ts';
import { changeStep } from './change-record.ts';
import { childKey } from './child-run.ts';
import type { WorkflowDeps } from './deps.ts';
import { endOfStep, sized } from './end-of-step.ts';
import { follow } from './follow.ts';
import { holds } from './holds.ts';
import { endIteration, startParts } from './iteration-parts.ts';
import { partsThatGoOn, stillStraggles } from './parts-that-go-on.ts';
import { readInput } from './read-input.ts';
import { eventOfTask } from './run-events.ts';
import { startTask } from './start-task.ts';
import { answerOfEnd, untilOf } from './step-answer.ts';
import { isEnded, newStep } from './step-record.ts';
import type { StepResult } from './step-work.ts';
import { storeEnd } from './store-end.ts';
import { carrierOfStep, kindOfStep } from './task-kind.ts';
import { terminate } from './terminate-run.ts';
import { useResource } from './use-resource.ts';

interface Start {
  readonly node: number;
  readonly path: string;
  readonly token: string;
}

/** Begins a node, or takes up what goes on for it; what has its output only says so. */
export async function startStep(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  { node: index, path, token }: Start,
): Promise<void> {
  if (run.state !== 'running') return;
  const node = run.graph.nodes[index]!;
  const stepId = stepIdOf(path, index);
  const key = { tenantId: run.tenantId, runId: run.runId, stepId };
  const [step] = await deps.runs.steps(run, [stepId]);
  if (step?.state === 'cancelled') return;
  // The call is repeated, with a token of its own: the end was stored, and not all may have been told of it.
  const isRepeated = step !== undefined && isEnded(step) && step.token?.execution === run.execution;
  if (isRepeated) await follow(deps, { kind: 'step', key });
  if (isRepeated && step.error !== null) {
    const { name, message } = step.error;
    return await deps.executions.fail(token, { name: 'StepFailed', message: `${name}: ${message}` });
  }
  const awaited = { value: token, execution: run.execution };
  if (step !== undefined && step.output !== null) {
    if (await stillStraggles(deps, run, step)) return await takeUpStragglers(deps, run, step, awaited);
    await deps.executions.succeed(token, answerOfEnd(deps, run, step));
    return;
  }
  const before = step ?? newStep(run, stepId, index);
  const begin = begun(before, awaited, deps.clock.now());
  const given = await readInput(deps, run, index, path);
  if ('isMissing' in given)
    throw new Error(`The step ${stepId} of ${run.runId} begins before its inputs are there.`);
  if ('problem' in given) return await endNow(deps, run, node, begin, mergeFailed(given.problem));
  const { input } = given;

  if (before.state !== 'active' && 'guard' in node) {
    const answer = await holds(deps, node.guard, input);
    if (answer === false) return await skip(deps, run, node, begin, input);
    if (answer !== true) return await endNow(deps, run, node, begin, { error: answer });
  }
  switch (node.kind) {
    case 'literal':
      return await endNow(deps, run, node, begin, { output: node.value });
    case 'start':
    case 'end':
      await deps.executions.succeed(token, {});
      return;
    case 'source':
    case 'sink':
      return await endNow(deps, run, node, begin, await useResource(deps, node, input));
    case 'subflow': {
      if (node.iterate) return await iterate(deps, run, node, { begin, before, input });
      if ((await writeBegin(deps, run, begin, before)) === undefined) return;
      await deps.executions.succeed(token, { enter: true });
      return;
    }
    case 'task':
  }

  if (carrierOfStep(run, begin) === 'delay') {
    const until = endOfDelay(node.parameters as Delay, begin.startedAt!);
    const delay = { ...begin, work: { until } };
    if ((await writeBegin(deps, run, delay, before)) !== undefined) {
      await deps.executions.succeed(token, untilOf(until));
    }
    return;
  }
  const active = await writeBegin(deps, run, begin, before);
  // Terminate, cancel and fail look for what is active after they have written the run: one of the two sees the other.
  if (active === undefined || !(await stillRuns(deps, run, active))) return;
  const started = await startTask(deps, run, active, node, input);
  if ('result' in started) {
    await storeEnd(deps, key, started.result);
    return await follow(deps, { kind: 'step', key });
  }
  await keepWork(deps, run, active, started.work);
}

/** Begins an iteration, or takes it up: its rounds are carried out beside the execution that waits for them. */
async function iterate(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  node: WorkflowNode,
  { begin, before, input }: Record<'begin' | 'before', StepRecord> & { readonly input: Structured },
): Promise<void> {
  const items = iterationItems(input).length;
  if (items === 0) return await endNow(deps, run, node, begin, { output: [] });
  if (items > limits.workflow.rounds) {
    const message = `The list has ${items} items; an iteration takes ${limits.workflow.rounds}.`;
    return await endNow(deps, run, node, begin, { error: { name: 'TooManyItems', message } });
  }
  const counted = { ...begin, work: { ...begin.work, items } };
  const active = await writeBegin(deps, run, counted, before);
  if (active === undefined) return;
  await startParts(deps, run, active);
  // All may be through since an earlier execution, and nobody have ended it.
  if ((await partsThatGoOn(deps, run, active)).length === 0) await endIteration(deps, run, active);
}

/** An iteration that has its output is waited for, in a new execution, as long as something in its rounds goes on. */
async function takeUpStragglers(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  step: StepRecord,
  token: NonNullable<StepRecord['token']>,
): Promise<void> {
  const changed = await changeStep(
    deps,
    step,
    (current) =>
      current === undefined || current.token?.value === token.value
        ? undefined
        : { record: { ...current, token } },
    { step },
  );
  const { record } = changed!;
  await startParts(deps, run, record);
  await follow(deps, { kind: 'step', key: record });
}

/** The parameters of `wait:delay`: one of them, as the graph's checks want it. */
interface Delay {
  readonly duration?: number;
  readonly until?: string | number;
}

/** In milliseconds since the epoch. */
function endOfDelay({ duration = 0, until }: Delay, began: number): number {
  if (until === undefined) return began + duration * 1000;
  return typeof until === 'number' ? until * 1000 : Date.parse(until);
}

/** The step as it begins, or goes on, for the state with the token. */
function begun(step: StepRecord, token: NonNullable<StepRecord['token']>, now: number): StepRecord {
  if (step.state === 'active') return { ...step, token };
  // How often it was begun tells what is done for it now from what was done before it failed.
  const starts = (step.work?.starts as number | undefined) ?? 1;
  // What has asked for a workflow is not asked again, unless there is no such workflow.
  const isRefused = step.error?.name === 'WorkflowRefused';
  const continuation = isRefused ? undefined : step.work?.continuation;
  return {
    ...step,
    state: 'active',
    startedAt: now,
    endedAt: null,
    error: null,
    token,
    work:
      step.state === 'failed'
        ? { starts: starts + 1, ...(continuation !== undefined && { continuation }) }
        : step.work,
  };
}

/** Stores that the step is active; undefined when it has ended meanwhile. */
async function writeBegin(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  begin: StepRecord,
  before: StepRecord,
): Promise<StepRecord | undefined> {
  const token = begin.token!;
  const changed = await changeStep(
    deps,
    begin,
    (step) => {
      if (step === undefined || step.revision === before.revision) {
        if (step?.state === 'active' && step.token?.value === token.value) return undefined;
        const events = before.state === 'active' ? [] : eventOfTask(run, begin, 'started', begin.startedAt!);
        return { record: begin, events };
      }
      // It has ended, or the same call is repeated while the first goes on.
      return isEnded(step) || step.token?.value === token.value ? undefined : { record: { ...step, token } };
    },
    { step: before.revision === 0 ? undefined : before },
  );
  const record = changed!.record;
  if (!isEnded(record)) return record;
  await follow(deps, { kind: 'step', key: record });
  return undefined;
}

/** Stores an end that comes with the beginning, and tells of it. */
async function endNow(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  node: WorkflowNode,
  begin: StepRecord,
  result: StepResult,
): Promise<void> {
  const record = endOfStep(begin, node, result, deps.clock.now());
  await writeEnd(deps, run, record, record.state === 'failed' ? 'failed' : 'succeeded');
}

async function skip(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  node: WorkflowNode,
  begin: StepRecord,
  input: Structured,
): Promise<void> {
  const kept = sized(input);
  if ('error' in kept) return await endNow(deps, run, node, begin, kept);
  const now = deps.clock.now();
  await writeEnd(deps, run, { ...begin, state: 'skipped', endedAt: now, output: input }, 'skipped');
}

async function writeEnd(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  end: StepRecord,
  change: 'succeeded' | 'failed' | 'skipped',
): Promise<void> {
  await changeStep(deps, end, (step) =>
    step !== undefined && step.output !== null
      ? undefined
      : { record: end, events: eventOfTask(run, end, change, end.endedAt!) },
  );
  await follow(deps, { kind: 'step', key: end });
}

/** Whether the task may begin; a step that may not is as if it had not been reached. */
async function stillRuns(deps: WorkflowDeps, run: WorkflowRunRecord, step: StepRecord): Promise<boolean> {
  const current = await deps.runs.get(run);
  if (current?.state === 'running' && current.execution === run.execution) return true;
  // One that goes on since an earlier execution does go on.
  if (step.work !== null || current === undefined || current.execution !== run.execution) return false;
  await changeStep(deps, step, (now) =>
    now?.state === 'active' && now.token?.value === step.token?.value
      ? { record: { ...now, state: 'waiting', startedAt: null } }
      : undefined,
  );
  await follow(deps, { kind: 'step', key: step });
  return false;
}

/** Stores how what was started is found again. Of a run that was cancelled meanwhile it is not to go on. */
async function keepWork(
  deps: WorkflowDeps,
  run: WorkflowRunRecord,
  active: StepRecord,
  work: Readonly<Record<string, unknown>>,
): Promise<void> {
  const changed = await changeStep(
    deps,
    active,
    (step) => {
      if (step?.state !== 'active') return undefined;
      const kept = { ...step.work, ...work };
      return JSON.stringify(kept) === JSON.stringify(step.work)
        ? undefined
        : { record: { ...step, work: kept } };
    },
    { step: active },
  );
  const current = await deps.runs.get(run);
  if (current?.state === 'running' || current?.state === 'failed') return;
  const step = changed!.record;
  const carrier = carrierOfStep(run, step);
  const goesOn = carrier === 'handler' || carrier === 'worker';
  if (carrier === 'workflow') {
    await (step.state === 'cancelled' ? cancel(deps, childKey(step)) : terminate(deps, childKey(step)));
  } else if (step.state === 'cancelled' || !goesOn) await kindOfStep(deps, run, step)?.cancel(run, step);
}

function mergeFailed(message: string): StepResult {
  return { error: { name: 'MergeFailed', message } };
}
