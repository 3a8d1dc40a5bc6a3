import { formatRunKey, hashSecret } from '../identity/api-key.ts';
import type { CancelWatch } from '../ports/cancel-watch.ts';
import type { Expressions } from '../ports/expressions.ts';
import type { FiringStore } from '../ports/firing-store.ts';
import type { HandlerRecord, HandlerStore } from '../ports/handler-store.ts';
import type { Ids } from '../ports/ids.ts';
import type { LiveOutput } from '../ports/live-output.ts';
import type { Random } from '../ports/random.ts';
import type { RunControl } from '../ports/run-control.ts';
import type { RunLimits } from '../ports/run-limits.ts';
import { RunnerLost, type RunOutcome, type RunRequest } from '../ports/runner.ts';
import type { StartGate } from '../ports/start-gate.ts';
import type { TaskTokens } from '../ports/task-tokens.ts';
import { type CarryOutDeps, carryOut } from './carry-out.ts';
import { cancelledOutcome } from './failed-outcome.ts';
import { goOnAt, type HandOver } from './go-on.ts';
import { settleLostRunner } from './lost-runner.ts';
import { rateOf } from './run-limits.ts';
import { type RunTask, workId, workOf } from './run-task.ts';
import { settle, writeOutcome } from './settle.ts';
import type { Settled } from './settled.ts';
import { timeLimitSeconds } from './time-limit.ts';

/** What carrying out a run takes. */
export interface AttemptDeps extends CarryOutDeps {
  firings: Pick<FiringStore, 'claim' | 'payload' | 'settle' | 'run' | 'close'> & RunControl;
  handlers: Pick<HandlerStore, 'version'>;
  limits: RunLimits;
  tokens: TaskTokens;
  cancels: CancelWatch;
  expressions: Expressions;
  handOver: HandOver;
  /** Where a run that may begin can still be held up, keeps its handler's rate; absent where it cannot. */
  gate?: StartGate;
  /** Where runs print to while they go on; nowhere when absent. */
  output?: Pick<LiveOutput, 'add' | 'ended'>;
  ids: Ids;
  random: Random;
  /** Where the platform is reached, for `context.hookline`. */
  endpoint: string;
}

/** How long after its time limit a run may still hold its claim: killing, settling. */
const LEASE_MARGIN_MS = 60_000;

/**
 * Claims the run (the item), hands code and input to the runner as the tenant (or starts the tenant's workflow), waits for the outcome and settles it.
 *
 * @returns how it goes on; `isHeld` when another execution has it.
 */
export async function attemptRun(
  deps: AttemptDeps,
  task: RunTask,
  handler: HandlerRecord,
): Promise<{ settled: Settled; isHeld: boolean }> {
  // From before the claim: a cancellation that comes after it is told, and one before it keeps the run from being claimed.
  const watch = deps.cancels.watch({ firingId: task.firingId, handlerId: handler.id });
  try {
    return await claimAndRun(deps, task, handler, watch.signal);
  } finally {
    watch.stop();
  }
}

async function claimAndRun(
  deps: AttemptDeps,
  task: RunTask,
  handler: HandlerRecord,
  signal: AbortSignal,
): Promise<{ settled: Settled; isHeld: boolean }> {
  const key = workOf(task);
  const timeoutSeconds = timeLimitSeconds(handler);
  const secret = deps.ids.secret();
  const startedAt = deps.clock.now();
  const claim = await deps.firings.claim({
    ...key,
    handlerVersion: handler.version,
    tenantId: handler.tenantId,
    executionId: task.executionId,
    now: startedAt,
    leaseUntil: startedAt + timeoutSeconds * 1000 + LEASE_MARGIN_MS,
    secretHash: hashSecret(secret),
  });
  switch (claim.state) {
    case 'held':
      return { settled: { next: 'end' }, isHeld: true };
    case 'final':
      // A crash may have come between the settlement and the e-mail, and notify is idempotent.
      return { settled: { next: task.item === undefined ? 'notify' : 'end' }, isHeld: false };
    case 'waiting':
      return { settled: await goOnAt(deps, task, claim.until, timeoutSeconds), isHeld: false };
    case 'cancelled':
      return {
        settled: await writeOutcome(deps, task, handler, { outcome: cancelledOutcome() }),
        isHeld: false,
      };
    case 'claimed':
  }

  const { attempt, failures } = claim;
  const { output } = deps;
  const rate = rateOf(handler);
  const passed = rate === undefined ? undefined : await deps.gate?.pass(rate, signal);
  try {
    const outcome = await carryOut(deps, handler, {
      runId: workId(key),
      attempt,
      firingId: task.firingId,
      hook: handler.hook,
      tags: task.tags,
      ...workflowOf(task),
      tenantId: handler.tenantId,
      ...(await readWork(deps, task)),
      timeoutSeconds,
      ...executorOf(handler),
      ...(handler.retry !== undefined && { retry: { ...handler.retry, failures } }),
      connection: { endpoint: deps.endpoint, apiKey: formatRunKey(key, secret) },
      signal,
      ...(passed !== undefined && { onBegin: passed.begun }),
      ...(output !== undefined && { onOutput: (text: string) => output.add(key, attempt, text) }),
    });
    const end = { attempt, failures, startedAt };
    const settled =
      signal.aborted || (await wasCancelled(deps, task, outcome))
        ? await writeOutcome(deps, task, handler, { attempt, outcome: cancelledOutcome(outcome) })
        : await settle(deps, task, handler, { ...end, outcome });
    return { settled, isHeld: false };
  } catch (error) {
    if (!(error instanceof RunnerLost)) throw error;
    const settled = await settleLostRunner(deps, task, handler, { attempt, failures, startedAt }, error);
    return { settled, isHeld: false };
  } finally {
    passed?.gone();
  }
}

/**
 * A runner that asks by itself may know of a cancellation before its signal tells here. The name alone is nothing to go by: user
 * code may throw an error of that name.
 */
async function wasCancelled(
  { firings }: Pick<AttemptDeps, 'firings'>,
  { firingId, run }: RunTask,
  outcome: RunOutcome,
): Promise<boolean> {
  if (outcome.ok || outcome.error.name !== 'RunCancelled') return false;
  const record = await firings.run({ firingId, handlerId: run.handlerId });
  return record !== undefined && record.cancelRequested !== null;
}

async function readWork(
  deps: Pick<AttemptDeps, 'firings'>,
  { firingId, run, payload, item: index }: RunTask,
): Promise<Pick<RunRequest, 'payload' | 'firingPayload' | 'item'>> {
  if (index === undefined) return { payload: await deps.firings.payload(firingId, payload) };
  const { input, count, firingPayload } = await deps.firings.item(
    { firingId, handlerId: run.handlerId },
    index,
  );
  return { payload: input, firingPayload, item: { index, count } };
}

/** What user code learns of the step that it is the work of. */
function workflowOf({ run: { step } }: RunTask): Pick<RunRequest, 'workflow'> {
  if (step === undefined) return {};
  const { runId, stepId, parameters } = step;
  return { workflow: { runId, stepId, parameters } };
}

/** What the runner is told of the handler's executor; nothing when it has none. */
function executorOf({ executor }: HandlerRecord): Pick<RunRequest, 'executor'> {
  if (executor === undefined) return {};
  const { kind, memoryMiB, maxTasksPerChild, namePrefix } = executor;
  return {
    executor: {
      ...(kind !== undefined && { kind }),
      ...(memoryMiB !== undefined && { memoryMiB }),
      ...(maxTasksPerChild !== undefined && { maxTasksPerChild }),
      ...(namePrefix !== undefined && { namePrefix }),
    },
  };
}
